#include "face/pipeline.h"

#include "face/dlib_recogniser.h"
#include "face/five_point_recogniser.h"
#include "face/infer/network.h"
#include "face/load_network.h"
#include "face/outline_locator.h"
#include "face/yunet.h"

namespace jianzai::face {

Result<std::unique_ptr<FaceLocator>> make_locator(const ModelSet& set, int instances) {
  const StepEntry& step = set.entry.locator;
  if (step.method == "yunet") {
    TRY(expect_networks(step, 1));
    return std::make_unique<YunetLocator>(TRY(load_network(set, step.networks[0], instances)));
  }
  if (step.method == "ssd_outline") {
    TRY(expect_networks(step, 2));
    auto detector = std::make_unique<SsdDetector>(TRY(load_network(set, step.networks[0], instances)));
    return std::make_unique<OutlineLocator>(std::move(detector),
                                            TRY(load_network(set, step.networks[1], instances)));
  }
  return fail(ErrorCode::kUnavailable, "no such locator: " + step.method);
}

Result<std::unique_ptr<Recogniser>> make_recogniser(const ModelSet& set, const StepEntry& step,
                                                    int instances) {
  if (step.method == "five_points") {
    TRY(expect_networks(step, 1));
    auto network = TRY(load_network(set, step.networks[0], instances));
    return FivePointRecogniser::create(set.files.find(step.networks[0])->second.entry, std::move(network));
  }
  if (step.method == "dlib_chip") {
    TRY(expect_networks(step, 1));
    return std::make_unique<DlibRecogniser>(TRY(load_network(set, step.networks[0], instances)));
  }
  return fail(ErrorCode::kUnavailable, "no such recogniser: " + step.method);
}

Result<std::unique_ptr<Landmarks106Finder>> make_landmarks(const ModelSet& set, int instances) {
  if (!set.entry.landmarks) return nullptr;
  const StepEntry& step = *set.entry.landmarks;
  if (step.method != "zq106") return fail(ErrorCode::kUnavailable, "no such landmarks: " + step.method);
  TRY(expect_networks(step, 1));
  auto network = TRY(load_network(set, step.networks[0], instances));
  return Landmarks106Finder::create(set.files.find(step.networks[0])->second.entry, std::move(network));
}

Result<std::unique_ptr<HeadPoseEstimator>> make_head_pose(const ModelSet& set, int instances) {
  if (!set.entry.head_pose) return nullptr;
  const StepEntry& step = *set.entry.head_pose;
  if (step.method != "zq_pose") return fail(ErrorCode::kUnavailable, "no such head pose: " + step.method);
  TRY(expect_networks(step, 1));
  auto network = TRY(load_network(set, step.networks[0], instances));
  return HeadPoseEstimator::create(set.files.find(step.networks[0])->second.entry, std::move(network));
}

}  // namespace jianzai::face
