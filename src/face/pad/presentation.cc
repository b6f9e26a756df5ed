#include "face/pad/presentation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include <fmt/format.h>

namespace jianzai::face::pad {
namespace {

// The face moved, so that the five points of the 106 are worth their 1 ms; else the detector's.
FivePoints points_of(const Frame& frame) {
  return frame.landmarks ? five_points(*frame.landmarks) : frame.face.points;
}

std::optional<Turn> turn_asked_by(StepKind kind) {
  switch (kind) {
    case StepKind::kTurnLeft:
      return Turn::kLeft;
    case StepKind::kTurnRight:
      return Turn::kRight;
    case StepKind::kNod:
      return Turn::kDown;
    case StepKind::kLook:
    case StepKind::kColour:
      return std::nullopt;
  }
  return std::nullopt;
}

// So far aside or down a face resembles itself too little to tell: of 36 simulated heads that turned and
// nodded two had 0.38 at 48 and 51 degrees (docs/pad-simulated.md), where strangers reach 0.41.
bool is_turned_far(const Frame& frame) {
  constexpr double kFar_deg = 40;
  return frame.pose && std::max(std::abs(frame.pose->yaw_deg), std::abs(frame.pose->pitch_deg)) > kFar_deg;
}

class Judge {
 public:
  Judge(const Presentation& presentation, const PassivePad* passive, double likeness_min)
      : shown_(presentation), passive_(passive), likeness_min_(likeness_min) {}

  Result<Finding> run() {
    for (const Frame& frame : shown_.frames) {
      if (frame.image == nullptr || frame.image->empty() || frame.step >= shown_.steps.size())
        return fail(ErrorCode::kInvalidRequest, "a frame without a picture or a step");
    }
    TRY(look_passively());
    judge_freshness();
    judge_identity();
    // Half an answer is none: one colour less makes it seven times easier to guess.
    if (!is_complete()) {
      doubt("incomplete");
    } else if (shown_.mode == Mode::kColour) {
      judge_colour();
    } else if (shown_.mode == Mode::kPose) {
      judge_pose();
    }
    judge_passive();
    found_.verdict = !attacks_.empty()  ? Verdict::kAttack
                     : !doubts_.empty() ? Verdict::kUnsure
                                        : Verdict::kBonaFide;
    found_.findings = attacks_;
    found_.findings.insert(found_.findings.end(), doubts_.begin(), doubts_.end());
    write_notes();
    return std::move(found_);
  }

 private:
  void attack(std::string_view finding) { add(attacks_, finding); }
  void doubt(std::string_view finding) { add(doubts_, finding); }
  static void add(std::vector<std::string_view>& findings, std::string_view finding) {
    if (std::ranges::find(findings, finding) == findings.end()) findings.push_back(finding);
  }

  [[nodiscard]] bool is_complete() const {
    for (std::size_t k = 0; k < shown_.steps.size(); ++k) {
      if (std::ranges::none_of(shown_.frames, [k](const Frame& frame) { return frame.step == k; }))
        return false;
    }
    return !shown_.steps.empty();
  }

  // The look frames: sharp, under a white screen, and all of the way they were trained on.
  Result<void> look_passively() {
    if (passive_ == nullptr) return {};
    std::vector<PassiveScore> scores;
    for (const Frame& frame : shown_.frames) {
      if (shown_.steps[frame.step].kind != StepKind::kLook) continue;
      scores.push_back(TRY(passive_->score(*frame.image, frame.face.box)));
    }
    if (!scores.empty()) found_.passive = PassivePad::of_frames(scores);
    return {};
  }

  void judge_freshness() {
    std::vector<FrameTrace> traces;
    for (const Frame& frame : shown_.frames) {
      traces.push_back({.jpeg = frame.jpeg,
                        .image = frame.image,
                        .face = frame.face.box,
                        .step = frame.step,
                        .captured_ms = frame.captured_ms,
                        .received_ms = frame.received_ms});
      if (frame.is_seen) attack("seen");
    }
    found_.freshness = measure_freshness(traces, shown_.camera_name);
    for (const FreshnessFinding finding : judge(found_.freshness)) attack(to_text(finding));
  }

  void judge_identity() {
    for (const Frame& frame : shown_.frames) {
      if (!frame.likeness) continue;
      likeness_ = std::min(likeness_.value_or(1), *frame.likeness);
      if (*frame.likeness >= likeness_min_) continue;
      if (is_turned_far(frame)) {
        doubt("other_face");
      } else {
        attack("other_face");
      }
    }
  }

  void judge_colour() {
    std::vector<ColourFrame> frames;
    for (const Frame& frame : shown_.frames) {
      frames.push_back({.image = frame.image,
                        .points = points_of(frame),
                        .step = frame.step,
                        .taken_at_ms = frame.received_ms});
    }
    std::vector<ColourStep> steps;
    for (const Step& step : shown_.steps) steps.push_back({step.shown});
    found_.colour = measure_response(steps, observe(frames));
    found_.colour_judgement = judge(*found_.colour);
    for (const ColourFinding finding : found_.colour_judgement->findings) {
      if (is_evidence_of_attack(finding)) {
        attack(to_text(finding));
      } else {
        doubt(to_text(finding));
      }
    }
  }

  void judge_pose() {
    std::vector<PoseStep> steps;
    std::vector<std::optional<std::size_t>> turn_of(shown_.steps.size());
    for (std::size_t k = 0; k < shown_.steps.size(); ++k) {
      const auto turn = turn_asked_by(shown_.steps[k].kind);
      if (!turn) continue;
      turn_of[k] = steps.size();
      steps.push_back({*turn});
    }
    std::vector<PoseFrame> frames;
    for (const Frame& frame : shown_.frames) {
      if (!frame.pose) return doubt("no_head_pose");
      frames.push_back({.turn = turn_of[frame.step],
                        .yaw_deg = frame.pose->yaw_deg,
                        .pitch_deg = frame.pose->pitch_deg,
                        .points = points_of(frame)});
    }
    found_.pose = measure_pose(steps, frames);
    found_.pose_judgement = judge(*found_.pose);
    for (const PoseFinding finding : found_.pose_judgement->findings) {
      if (finding == PoseFinding::kFlat) {
        attack(to_text(finding));
      } else {
        doubt(to_text(finding));
      }
    }
  }

  void judge_passive() {
    if (!found_.passive) {
      if (shown_.mode == Mode::kStatic) doubt("no_passive");
      return;
    }
    const auto* colour = found_.colour_judgement ? &*found_.colour_judgement : nullptr;
    switch (weigh_passive(*found_.passive, colour)) {
      case PassiveWeight::kNothing:
        break;
      case PassiveWeight::kDoubt:
        doubt("passive_doubt");
        break;
      case PassiveWeight::kAttack:
        attack("passive_attack");
        break;
    }
  }

  void write_notes() {
    std::string& notes = found_.notes;
    const auto note = [&](std::string_view key, const std::string& value) {
      notes += fmt::format("{}{}={}", notes.empty() ? "" : " ", key, value);
    };
    const auto number = [&](std::string_view key, double value) { note(key, fmt::format("{:.2f}", value)); };
    note("frames",
         fmt::format("{}/{}", shown_.frames.size(), std::max(shown_.frames_in_all, shown_.frames.size())));
    if (found_.passive) number("passive", *found_.passive);
    if (found_.colour_judgement) number("colour", found_.colour_judgement->score);
    if (found_.colour && found_.colour->usable) {
      number("correlation", found_.colour->correlation);
      note("gain", fmt::format("{:.3f}", found_.colour->gain));
      number("relief", found_.colour->relief);
      number("facing", found_.colour->facing_t);
    }
    if (found_.pose_judgement) number("pose", found_.pose_judgement->score);
    if (found_.pose) {
      for (const StepResponse& step : found_.pose->steps)
        note("turned", fmt::format("{:.0f}", step.reached_deg));
      number("relief", found_.pose->depth.relief);
    }
    if (likeness_) number("likeness", *likeness_);
    if (!found_.findings.empty()) note("findings", fmt::format("{}", fmt::join(found_.findings, ",")));
  }

  const Presentation& shown_;
  const PassivePad* passive_;
  double likeness_min_;
  Finding found_;
  std::vector<std::string_view> attacks_;
  std::vector<std::string_view> doubts_;
  std::optional<double> likeness_;
};

}  // namespace

std::string_view to_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::kBonaFide:
      return "bona_fide";
    case Verdict::kUnsure:
      return "unsure";
    case Verdict::kAttack:
      return "attack";
  }
  return "unsure";
}

PassiveWeight weigh_passive(double passive, const ColourJudgement* colour) {
  if (passive >= kPassiveLiveMin) return PassiveWeight::kNothing;
  const bool is_sure = passive < kPassiveAttackMax;
  if (colour == nullptr || !colour->findings.empty())
    return is_sure ? PassiveWeight::kAttack : PassiveWeight::kDoubt;
  return is_sure && colour->score < kColourScoreStrong ? PassiveWeight::kDoubt : PassiveWeight::kNothing;
}

Result<Finding> judge(const Presentation& presentation, const PassivePad* passive, double likeness_min) {
  return Judge(presentation, passive, likeness_min).run();
}

}  // namespace jianzai::face::pad
