// From a set's names to the code that runs them: the one place to extend for another pipeline.
#pragma once

#include <memory>

#include "face/head_pose.h"
#include "face/landmarks.h"
#include "face/locate.h"
#include "face/models.h"
#include "face/recognise.h"

namespace jianzai::face {

// Read the files, check their SHA-256 once more (they may have changed since find_models), load `instances`
// of each network and build the step. Errors: kIo, kUnavailable; the detail names the network.
[[nodiscard]] Result<std::unique_ptr<FaceLocator>> make_locator(const ModelSet& set, int instances);
[[nodiscard]] Result<std::unique_ptr<Recogniser>> make_recogniser(const ModelSet& set, const StepEntry& step,
                                                                  int instances);

// Null when the set names none.
[[nodiscard]] Result<std::unique_ptr<Landmarks106Finder>> make_landmarks(const ModelSet& set, int instances);
[[nodiscard]] Result<std::unique_ptr<HeadPoseEstimator>> make_head_pose(const ModelSet& set, int instances);

}  // namespace jianzai::face
