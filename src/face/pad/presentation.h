// One attempt at proof of life, judged as a whole: what the screen showed, what the camera saw, how the
// frames came. ISO/IEC 30107-3 words.
//
// The layers, and what each can do:
//   passive    two networks on single frames (passive.h): print and display texture. Weak alone: at 0.5 they
//              pass 17 % of attack frames and refuse 2.9 % of live ones. A film that is fed in past the
//              camera is no display: it passes.
//   colour     the face must answer colours that were drawn while it looked (colour.h), as a relief does.
//   Stops
//              whatever was made beforehand, and flat things. Not a live deepfake that is lit by the
//              attacker's screen, nor a mask. Blind in strong light.
//   pose       two turns and a nod in a random order (pose.h), one frame each. Stops photographs, not a film
//              of them that is cut live, nor a live deepfake.
//   freshness  copies, frames of an earlier attempt, impossible times, cameras that are programs
//   (freshness.h).
//              Stops the careless.
//   identity   all frames show one person: the face that is compared is the face that answered.
// Fusion: an answer to the colours that is clear outweighs a passive alarm, because live faces cause those;
// without colours the passive networks decide.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "face/head_pose.h"
#include "face/landmarks.h"
#include "face/locate.h"
#include "face/pad/colour.h"
#include "face/pad/freshness.h"
#include "face/pad/passive.h"
#include "face/pad/pose.h"
#include "image/image.h"

namespace jianzai::face::pad {

enum class Mode {
  kColour,  // a look, then colours
  kPose,    // a look, then turns
  kStatic,  // a look only: lower assurance
};
enum class StepKind { kLook, kColour, kTurnLeft, kTurnRight, kNod };  // left and right are the person's own

struct Step {
  StepKind kind = StepKind::kLook;
  LinearRgb shown{1, 1, 1};  // what the screen shows, linear: white but for kColour
};

// One frame with a usable face.
struct Frame {
  std::size_t step = 0;                     // index into Presentation::steps
  ByteView jpeg{};                          // as it came
  const Image* image = nullptr;             // decoded, untouched; not null
  Face face{};                              // in pixels of *image
  std::optional<Landmarks106> landmarks{};  // in pixels of *image; of sets that have them
  std::optional<HeadPose> pose{};           // of sets that have it; kPose needs it
  std::optional<double> likeness{};         // comparison score with the first usable frame, in [-1, 1]
  std::optional<double> captured_ms{};      // the client's clock, any zero; not to be trusted
  double received_ms = 0;                   // the server's clock, any zero
  bool is_seen = false;                     // the same bytes came in an earlier attempt
};

// The first step is a kLook. Step k + 1 is revealed when the last frame of step k is received: that is taken
// as its time of revelation.
struct Presentation {
  Mode mode = Mode::kStatic;
  std::vector<Step> steps;
  std::vector<Frame> frames;      // in the order of their sequence numbers
  std::size_t frames_in_all = 0;  // with those that show no usable face; only for the notes
  std::string camera_name;        // as the client tells it; may be empty
};

enum class Verdict {
  kBonaFide,
  kUnsure,  // cannot be read: a step without a face, strong light, an unsteady hand. Try again or another way
  kAttack,  // evidence of an attack presentation: to a human reviewer, silently
};
[[nodiscard]] std::string_view to_text(Verdict verdict);  // `bona_fide`, `unsure`, `attack`

struct Finding {
  Verdict verdict = Verdict::kUnsure;
  // Why it is not kBonaFide, the gravest first; names as in to_text of the layers and `incomplete`, `seen`,
  // `copy`, `frozen`, `impossible_times`, `virtual_camera`, `other_face`, `passive_attack`, `passive_doubt`,
  // `no_passive`, `no_head_pose`, `background`, …
  std::vector<std::string_view> findings;
  // One line for the reviewer and the log: `passive=0.93 colour=1.00 correlation=0.97 relief=0.11
  // findings=flat`. Nothing personal.
  std::string notes;

  std::optional<double> passive;  // of the look frames, in [0, 1]
  std::optional<ColourResponse> colour;
  std::optional<ColourJudgement> colour_judgement;
  std::optional<PoseResponse> pose;
  std::optional<PoseJudgement> pose_judgement;
  Freshness freshness;
};

// Below it the passive networks are taken as sure of an attack where nothing else speaks. On MODELS.md's 279
// live and 18 attack frames: 2.9 % of the live and 83 % of the attacks lie below.
inline constexpr double kPassiveAttackMax = 0.5;

// What a passive score adds to the rest.
enum class PassiveWeight { kNothing, kDoubt, kAttack };
// `colour`: null where there is none, or it is not complete. Of the colour challenge a strong answer makes
// the passive networks mute, a barely readable one is doubted when they are sure of an attack, and without
// one they have the word.
[[nodiscard]] PassiveWeight weigh_passive(double passive, const ColourJudgement* colour);

// `passive`: null when the set has none; then kStatic is never kBonaFide. `likeness_min`: frames whose
// likeness is below show another person; the set's Thresholds::within_attempt(). 60 ms for 9 frames of
// 480x640 on one core, half of it the networks. Thread-safe. Errors: kInvalidRequest for a frame without
// image or of a step that is not there, kInternal when a network fails.
[[nodiscard]] Result<Finding> judge(const Presentation& presentation, const PassivePad* passive,
                                    double likeness_min);

}  // namespace jianzai::face::pad
