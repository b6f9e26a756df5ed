#include "cli/face_commands.h"

#include <chrono>
#include <memory>

#include "cli/face_calibrate.h"
#include "cli/face_compare.h"
#include "cli/face_eval.h"
#include "cli/face_pad.h"
#include "cli/face_quality.h"

namespace jianzai::cli {
namespace {

void add_measure_options(CLI::App& command, MeasureOptions& options) {
  command.add_option("--images", options.images, "The folder that the paths are relative to")->required();
  command.add_option("--group", options.group,
                     "With --all-pairs: only pictures of this group, e.g. tags=senior60");
  command.add_option(
      "--cohort", options.cohort,
      "Also normalise by strangers: CSV with columns identity, img; or auto: those of --all-pairs");
  command
      .add_option("--nearest-share", options.nearest_share,
                  "Which share of the cohort makes a face's level (0.05)")
      ->check(CLI::Range(1e-4, 1.0));
  command.add_option("--manifest", options.manifest,
                     "The networks (JIANZAI_MANIFEST, else models/manifest.toml)");
  command.add_option("--parallel", options.parallel, "Pictures at a time (one per core)")
      ->check(CLI::Range(1, 64));
}

}  // namespace

void add_face_commands(CLI::App& app, int& exit_code) {
  auto* face = app.add_subcommand("face", "Compare faces and measure how well that works");
  face->require_subcommand(1);

  // Shared with the callbacks, which run after this function returned.
  auto compare = std::make_shared<FaceCompareOptions>();
  auto* compare_command = face->add_subcommand(
      "compare", "Do two photographs show one person? Exit status 0 match, 1 non_match, 2 refused, 3 error");
  compare_command->add_option("REFERENCE", compare->reference, "JPEG of the known person")->required();
  compare_command->add_option("PROBE", compare->probe, "JPEG to be compared with it")->required();
  compare_command->add_option("--manifest", compare->manifest,
                              "The networks (JIANZAI_MANIFEST, else models/manifest.toml)");
  compare_command->add_flag_callback(
      "--json", [compare] { compare->output = Output::kJson; }, "One JSON object");
  compare_command->callback([compare, &exit_code] { exit_code = run_face_compare(*compare); });

  auto eval = std::make_shared<FaceEvalOptions>();
  auto* eval_command =
      face->add_subcommand("eval", "Error rates on labelled pairs, with 95 % intervals and per group");
  auto* list = eval_command->add_option_group("pictures", "What is compared");
  list->add_option("--pairs", eval->measure.pairs, "CSV with columns img1, img2, same; others are groups");
  list->add_option("--all-pairs", eval->measure.all_pairs,
                   "CSV with columns identity, img, set, tags: every two pictures are compared");
  list->require_option(1);
  add_measure_options(*eval_command, eval->measure);
  eval_command->add_option("--weights", eval->measure.weights, "Of the set's recognisers in the score")
      ->delimiter(',')
      ->check(CLI::PositiveNumber);
  eval_command->add_option("--html", eval->html, "Also write a report: one file, to be read or printed");
  eval_command->add_flag_callback(
      "--json", [eval] { eval->output = Output::kJson; }, "One JSON object");
  eval_command->callback([eval, &exit_code] {
    eval->now = std::chrono::system_clock::now();
    exit_code = run_face_eval(*eval);
  });

  auto calibrate = std::make_shared<FaceCalibrateOptions>();
  auto* calibrate_command = face->add_subcommand("calibrate",
                                                 "Thresholds for an FMR, as TOML for models/manifest.toml. "
                                                 "Exit status 0, 2 when the pictures cannot support that "
                                                 "FMR, 3 error");
  calibrate_command
      ->add_option("--all-pairs", calibrate->measure.all_pairs,
                   "CSV with columns identity, img, set, tags: every two pictures are compared")
      ->required();
  add_measure_options(*calibrate_command, calibrate->measure);
  calibrate_command->add_option("--fmr", calibrate->fmr, "False match rate at the accept threshold")
      ->required()
      ->check(CLI::Range(1e-9, 0.5));
  calibrate_command
      ->add_option("--review-fmr", calibrate->review_fmr, "At the review threshold (10 times --fmr)")
      ->check(CLI::Range(1e-9, 1.0));
  calibrate_command
      ->add_option("--high-fmr", calibrate->high_fmr, "At the accept threshold of high assurance (none)")
      ->check(CLI::Range(1e-9, 0.5));
  calibrate_command->add_option("--data-set", calibrate->data_set, "What the pictures are, for the manifest")
      ->required();
  calibrate_command->add_option("--out", calibrate->out, "Where to write (standard output)");
  calibrate_command->callback([calibrate, &exit_code] {
    calibrate->now = std::chrono::system_clock::now();
    exit_code = run_face_calibrate(*calibrate);
  });

  auto pad = std::make_shared<FacePadOptions>();
  auto* pad_command = face->add_subcommand("pad",
                                           "Passive attack detection on single pictures. Exit status 0 all "
                                           "bona_fide, 1 attack, 2 refused, 3 error");
  pad_command->add_option("FILE", pad->files, "JPEG as it came from the camera")->required();
  pad_command->add_option("--threshold", pad->threshold, "Live at or above (0.8)")
      ->check(CLI::Range(0.0, 1.0));
  pad_command->add_option("--manifest", pad->manifest,
                          "The networks (JIANZAI_MANIFEST, else models/manifest.toml)");
  pad_command->add_flag_callback(
      "--json", [pad] { pad->output = Output::kJson; }, "One JSON object");
  pad_command->callback([pad, &exit_code] { exit_code = run_face_pad(*pad); });

  auto pad_eval = std::make_shared<FacePadEvalOptions>();
  auto* pad_eval_command = face->add_subcommand(
      "pad-eval", "Error rates of passive attack detection on labelled pictures: APCER by species, BPCER");
  pad_eval_command
      ->add_option("--list", pad_eval->list,
                   "CSV with columns path, label (bona_fide, attack, attack_<species>)")
      ->required();
  pad_eval_command->add_option("--images", pad_eval->images, "The folder that the paths are relative to")
      ->required();
  pad_eval_command->add_option("--threshold", pad_eval->threshold, "Live at or above (0.8)")
      ->check(CLI::Range(0.0, 1.0));
  pad_eval_command->add_option("--manifest", pad_eval->manifest,
                               "The networks (JIANZAI_MANIFEST, else models/manifest.toml)");
  pad_eval_command->add_flag_callback(
      "--json", [pad_eval] { pad_eval->output = Output::kJson; }, "One JSON object");
  pad_eval_command->callback([pad_eval, &exit_code] { exit_code = run_face_pad_eval(*pad_eval); });

  auto quality = std::make_shared<FaceQualityOptions>();
  auto* quality_command = face->add_subcommand(
      "quality", "What is wrong with pictures of a face: measures, hints and what would be refused");
  auto* pictures = quality_command->add_option_group("pictures", "What is looked at");
  pictures->add_option("FILE", quality->files, "JPEGs, each of one person");
  pictures->add_option("--list", quality->list, "CSV with columns identity, img, set, tags: shares by group");
  pictures->require_option(1);
  quality_command->add_option("--images", quality->images,
                              "The folder that the list's paths are relative to");
  quality_command->add_option("--manifest", quality->manifest,
                              "The networks (JIANZAI_MANIFEST, else models/manifest.toml)");
  quality_command->add_flag_callback(
      "--json", [quality] { quality->output = Output::kJson; }, "One JSON object");
  quality_command->callback([quality, &exit_code] { exit_code = run_face_quality(*quality); });
}

}  // namespace jianzai::cli
