#include "cli/face_compare.h"

#include <iostream>
#include <optional>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/limits.h"
#include "cli/open_engine.h"

namespace jianzai::cli {
namespace {

struct Answer {
  std::string_view decision;
  int exit_code = 0;
  std::optional<double> score;
  double threshold = 1;
  std::optional<face::Refusal> refusal;
  const char* refused_picture = nullptr;
  std::string model_set;
};

void print(const Answer& answer, Output output) {
  if (output == Output::kJson) {
    boost::json::object json;
    json["decision"] = answer.decision;
    json["score"] = answer.score ? boost::json::value(*answer.score) : nullptr;
    json["threshold"] = answer.threshold;
    json["reason"] = answer.refusal ? boost::json::value(face::to_text(*answer.refusal)) : nullptr;
    json["refused_picture"] =
        answer.refused_picture != nullptr ? boost::json::value(answer.refused_picture) : nullptr;
    json["model_set"] = answer.model_set;
    std::cout << boost::json::serialize(json) << std::endl;
    return;
  }
  std::string line(answer.decision);
  if (answer.score) line += fmt::format("  score {:.3f}  threshold {:.3f}", *answer.score, answer.threshold);
  if (answer.refusal) line += fmt::format("  {}: {}", answer.refused_picture, face::to_text(*answer.refusal));
  std::cout << line << "  (" << answer.model_set << ")\n" << std::flush;
}

}  // namespace

int run_face_compare(const FaceCompareOptions& options) {
  const auto engine = open_engine(options.manifest, 1);
  if (!engine) return report(engine.error(), "networks", options.output);
  Answer answer;
  answer.threshold = (*engine)->models().thresholds().accept;
  answer.model_set = (*engine)->models().id();
  std::vector<face::Embedding> embeddings;
  const std::pair<const char*, const std::string*> pictures[] = {{"reference", &options.reference},
                                                                 {"probe", &options.probe}};
  for (const auto& [name, path] : pictures) {
    const auto jpeg = read_file(*path, limits::kImageBytesMax);
    if (!jpeg) return report(jpeg.error(), *path, options.output);
    auto capture = (*engine)->extract(*jpeg, face::FacePick::kSolePerson);
    if (!capture) return report(capture.error(), *path, options.output);
    if (!*capture) {
      answer.decision = "refused";
      answer.refusal = capture->error();
      answer.refused_picture = name;
      answer.exit_code = 2;
      print(answer, options.output);
      return answer.exit_code;
    }
    embeddings.push_back(std::move((*capture)->embedding));
  }
  const auto score = (*engine)->compare(embeddings[0], embeddings[1]);
  if (!score) return report(score.error(), "comparison", options.output);
  const bool match = score->value >= answer.threshold;
  answer.decision = match ? "match" : "non_match";
  answer.exit_code = match ? 0 : 1;
  answer.score = score->value;
  print(answer, options.output);
  return answer.exit_code;
}

}  // namespace jianzai::cli
