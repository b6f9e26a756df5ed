#include "cli/face_commands.h"

#include <memory>

#include "cli/face_compare.h"
#include "cli/face_eval.h"

namespace jianzai::cli {

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
  eval_command->add_option("--pairs", eval->pairs, "CSV with columns img1, img2, same; others are groups")
      ->required();
  eval_command->add_option("--images", eval->images, "The folder that the paths are relative to")->required();
  eval_command->add_option("--manifest", eval->manifest,
                           "The networks (JIANZAI_MANIFEST, else models/manifest.toml)");
  eval_command->add_option("--parallel", eval->parallel, "Pictures at a time (one per core)")
      ->check(CLI::Range(1, 64));
  eval_command->add_flag_callback(
      "--json", [eval] { eval->output = Output::kJson; }, "One JSON object");
  eval_command->callback([eval, &exit_code] { exit_code = run_face_eval(*eval); });
}

}  // namespace jianzai::cli
