// pad_lab: simulated presentations against the deployed presentation attack detection.
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "pad/report.h"

namespace {

using namespace jianzai;
using namespace jianzai::face::pad::lab;
namespace fs = std::filesystem;

struct Options {
  fs::path manifest = "models/manifest.toml";
  fs::path models = "../shared/models";
  fs::path faces = "../shared/faces";
  std::uint64_t seed = 2;
  std::size_t count = 300;
  std::size_t wrong = 10'000;
  std::size_t subjects = 1000;
  int threads = 1;
  StepFrames frames;
  std::vector<std::string> species;
  std::string mode = "both";
  fs::path out;
  fs::path write;
  fs::path notes;
};

constexpr std::string_view kBegin = "<!-- pad_lab report -->\n";
constexpr std::string_view kEnd = "<!-- end of report -->\n";

Result<void> put_between_marks(const fs::path& file, const std::string& text) {
  std::ifstream in(file, std::ios::binary);
  std::string page(std::istreambuf_iterator<char>(in), {});
  const auto from = page.find(kBegin);
  const auto to = page.find(kEnd);
  if (from == std::string::npos || to == std::string::npos || to < from) {
    return fail(ErrorCode::kIo, file.string() + ": no marks for the report");
  }
  page.replace(from + kBegin.size(), to - from - kBegin.size(), text);
  std::ofstream out(file, std::ios::binary);
  out << page;
  if (!out) return fail(ErrorCode::kIo, file.string() + ": cannot be written");
  return {};
}

std::vector<Species> chosen(const Options& options) {
  std::vector<Species> species;
  for (const auto& name : options.species) {
    if (const auto known = species_from(name)) species.push_back(*known);
  }
  if (species.empty()) species.assign(kSpecies.begin(), kSpecies.end());
  return species;
}

bool answers_colours_only(Species species) {
  return species == Species::kInjectedTint || species == Species::kInjectedFace;
}

Result<void> report(const Options& options) {
  const auto examiner = TRY(Examiner::create(options.manifest, options.models, options.threads));
  const auto subjects = TRY(examiner->load_subjects(options.faces, options.subjects));
  std::vector<Order> orders;
  for (const auto species : chosen(options)) {
    if (options.mode != "pose")
      orders.push_back({species, ChallengeMode::kColour, options.frames, options.count});
    if (options.mode != "colour" && !answers_colours_only(species)) {
      orders.push_back({species, ChallengeMode::kPose, options.frames, options.count});
    }
  }
  const auto began = std::chrono::steady_clock::now();
  std::ofstream notes;
  if (!options.notes.empty()) notes.open(options.notes);
  const auto note = [&](const Outcome& o) { notes << note_of(o) << '\n' << std::flush; };
  const auto outcomes = TRY(run_sessions(*examiner, subjects, orders, options.seed, options.threads, note));
  const auto wrong = try_wrong_challenges(outcomes, options.wrong, options.seed);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  std::cerr << fmt::format("\n{} sessions, {} photographs, {:.0f} s\n", outcomes.size(), subjects.size(),
                           took.count());
  const std::string text = describe(outcomes, wrong, options.seed);
  std::cout << text;
  if (!options.write.empty()) TRY(put_between_marks(options.write, text));
  return {};
}

// The frames of a few sessions, to be looked at.
Result<void> show(const Options& options) {
  const auto examiner = TRY(Examiner::create(options.manifest, options.models, options.threads));
  const auto subjects = TRY(examiner->load_subjects(options.faces, options.subjects));
  fs::create_directories(options.out);
  for (const auto species : chosen(options)) {
    for (std::size_t i = 0; i < options.count; ++i) {
      const auto mode = options.mode == "pose" ? ChallengeMode::kPose : ChallengeMode::kColour;
      const auto session = TRY(simulate(species, mode, subjects, options.seed + i, options.frames));
      for (std::size_t k = 0; k < session.shots.size(); ++k) {
        std::ofstream out(options.out / fmt::format("{}-{}-{}.jpg", to_text(species), i, k),
                          std::ios::binary);
        const auto& jpeg = session.shots[k].jpeg;
        out.write(reinterpret_cast<const char*>(jpeg.data()), static_cast<std::streamsize>(jpeg.size()));
      }
      const auto examined = TRY(examiner->examine(session, Likeness::kCompared));
      const auto finding = TRY(examiner->judge(examined, true));
      std::cout << fmt::format("{} {} lux={:.0f} distance={:.2f} yaw={:.1f} [{}] {} | {}\n", to_text(species),
                               i, session.conditions.lux, session.conditions.distance_m,
                               session.conditions.yaw_deg, jianzai::to_text(session.challenge),
                               face::pad::to_text(finding.verdict), finding.notes);
    }
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Simulated presentations against the deployed presentation attack detection.");
  Options options;
  const auto common = [&](CLI::App* command) {
    command->add_option("--manifest", options.manifest, "models/manifest.toml")->capture_default_str();
    command->add_option("--models", options.models, "folder of the networks")->capture_default_str();
    command->add_option("--faces", options.faces, "folder with london/")->capture_default_str();
    command->add_option("--seed", options.seed, "the same seed gives the same sessions")
        ->capture_default_str();
    command->add_option("--count", options.count, "sessions of each species")->capture_default_str();
    command->add_option("--subjects", options.subjects, "photographs at most")->capture_default_str();
    command->add_option("--species", options.species, "only these");
    command->add_option("--mode", options.mode, "colour, pose or both")
        ->check(CLI::IsMember({"colour", "pose", "both"}));
    command
        ->add_option("--colour-frames", options.frames.colour, "of each colour; 3 where the network is quick")
        ->check(CLI::Range(1, kLookFramesMax));
    command->add_option("--threads", options.threads, "sessions at once")->check(CLI::Range(1, 64));
  };
  auto* report_command = app.add_subcommand("report", "counts verdicts of each species");
  common(report_command);
  report_command->add_option("--wrong", options.wrong, "answers put to other challenges")
      ->capture_default_str();
  report_command->add_option("--write", options.write, "a page with marks for the report");
  report_command->add_option("--notes", options.notes, "one line a session goes to this file");
  auto* show_command = app.add_subcommand("show", "writes frames as JPEG");
  common(show_command);
  show_command->add_option("--out", options.out, "folder")->required();
  app.require_subcommand(1);
  CLI11_PARSE(app, argc, argv);
  const auto done = *report_command ? report(options) : show(options);
  if (done) return 0;
  std::cerr << done.error().detail << '\n';
  return 1;
}
