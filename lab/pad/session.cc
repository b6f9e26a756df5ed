#include "pad/session.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <opencv2/imgproc.hpp>

#include "base/names.h"
#include "base/random.h"

namespace jianzai::face::pad::lab {
namespace {

// As the web client sends them.
Camera::Coding coding_of(StepKind kind) {
  return {.side_px = 640, .jpeg_quality = kind == StepKind::kLook ? 88 : 92};
}

constexpr Names<Species, kSpecies.size()> kNames{{{Species::kLive, "live"},
                                                  {Species::kPrint, "print"},
                                                  {Species::kBentPrint, "bent_print"},
                                                  {Species::kCutEyePrint, "cut_eye_print"},
                                                  {Species::kPhoneReplay, "phone_replay"},
                                                  {Species::kMonitorReplay, "monitor_replay"},
                                                  {Species::kEarlierSession, "earlier_session"},
                                                  {Species::kInjected, "injected"},
                                                  {Species::kInjectedTint, "injected_tint"},
                                                  {Species::kInjectedFace, "injected_face_tint"},
                                                  {Species::kSwappedFace, "swapped_face"}}};

// When frames are taken and received.
struct Moment {
  std::size_t step = 0;
  double captured_ms = 0;  // true time; a client's clock has its own zero
  double received_ms = 0;
};

std::vector<Moment> schedule(const Challenge& challenge, Draw& draw) {
  const double up_ms = draw.log_uniform(30, 400);
  const double down_ms = draw.log_uniform(20, 150);
  std::vector<Moment> moments;
  double revealed = 0;
  for (std::size_t k = 0; k < challenge.steps.size(); ++k) {
    const auto& step = challenge.steps[k];
    const double shown = revealed + down_ms * draw.uniform(0.8, 1.5) + draw.uniform(15, 60);
    const bool turn = step.kind != StepKind::kLook && step.kind != StepKind::kColour;
    double captured = shown + (turn ? draw.uniform(1200, 2600) : draw.uniform(380, 480));
    double received = 0;
    for (int i = 0; i < step.frames; ++i) {
      if (i > 0) captured += draw.uniform(180, 320);
      received = std::max(received, captured + up_ms * draw.uniform(0.8, 1.6));
      moments.push_back({.step = k, .captured_ms = captured, .received_ms = received});
    }
    revealed = received;
  }
  return moments;
}

// A hand, a neck: wanders about 0 with deviation `wide` and forgets in `memory_ms`.
class Wander {
 public:
  Wander(double wide, double memory_ms, Draw& draw) : wide_(wide), memory_ms_(memory_ms), draw_(draw.seed()) {
    at_ = draw_.normal(wide_);
  }
  double at(double when_ms) {
    const double kept = std::exp(-std::max(0.0, when_ms - when_ms_) / memory_ms_);
    at_ = at_ * kept + draw_.normal(wide_ * std::sqrt(1 - kept * kept));
    when_ms_ = when_ms;
    return at_;
  }

 private:
  double wide_;
  double memory_ms_;
  Draw draw_;
  double at_ = 0;
  double when_ms_ = 0;
};

struct Unrest {
  Wander yaw, pitch, roll, right, below, distance, shake_x, shake_y;
  // `steady`: 1 = a person who holds a phone, 0 = two stands.
  Unrest(double steady, Draw& draw)
      : yaw(1.2 * steady, 1500, draw),
        pitch(1.0 * steady, 1500, draw),
        roll(0.7 * steady, 1500, draw),
        right(0.003 * steady, 900, draw),
        below(0.003 * steady, 900, draw),
        distance(0.005 * steady, 1200, draw),
        shake_x(4 * steady, 500, draw),
        shake_y(4 * steady, 500, draw) {}
  Pose moved(Pose pose, double when_ms) {
    pose.yaw_deg += yaw.at(when_ms);
    pose.pitch_deg += pitch.at(when_ms);
    pose.roll_deg += roll.at(when_ms);
    pose.right_m += right.at(when_ms);
    pose.below_m += below.at(when_ms);
    pose.distance_m += distance.at(when_ms);
    return pose;
  }
  Camera::Shake shake(double when_ms) {
    return {static_cast<int>(std::lround(shake_x.at(when_ms))),
            static_cast<int>(std::lround(shake_y.at(when_ms)))};
  }
};

// Who turns the head begins from where it is and looks past the camera in the end; who nods, from where it
// is.
Pose as_asked(Pose pose, const Pose& neutral, StepKind kind, double far_deg) {
  if (kind == StepKind::kTurnLeft) pose.yaw_deg += far_deg - neutral.yaw_deg;
  if (kind == StepKind::kTurnRight) pose.yaw_deg += -far_deg - neutral.yaw_deg;
  if (kind == StepKind::kNod) pose.pitch_deg += 0.8 * far_deg;
  return pose;
}

Pose some_pose(double distance_m, Draw& draw) {
  return {.distance_m = distance_m,
          .right_m = draw.normal(0.012),
          .below_m = draw.normal(0.015) + 0.01,
          .yaw_deg = draw.uniform(-15, 15),
          .pitch_deg = draw.uniform(-10, 10),
          .roll_deg = draw.uniform(-8, 8)};
}

Picture photo_of(const Subject& subject) {
  return {.light = subject.albedo / 0.85, .points = subject.points, .box = subject.box};
}

cv::Mat linear(const Image& image) {
  cv::Mat light(image.height(), image.width(), CV_32FC3);
  for (int y = 0; y < image.height(); ++y) {
    auto* out = light.ptr<cv::Vec3f>(y);
    for (int x = 0; x < image.width(); ++x) {
      const auto* p = image.row(y) + 3 * x;
      const auto rgb = linear_from_srgb(p[2], p[1], p[0]);
      out[x] = {static_cast<float>(rgb[2]), static_cast<float>(rgb[1]), static_cast<float>(rgb[0])};
    }
  }
  return light;
}

Image coded(const cv::Mat& light) {
  Image image(light.cols, light.rows);
  for (int y = 0; y < light.rows; ++y) {
    const auto* in = light.ptr<cv::Vec3f>(y);
    auto* out = image.row(y);
    for (int x = 0; x < light.cols; ++x) {
      for (int c = 0; c < 3; ++c) *out++ = srgb_from_linear(in[x][c]);
    }
  }
  return image;
}

// The subject whose face it is, and which of its photographs: the person lives in one, prints and films show
// another.
struct Cast {
  const Subject* live = nullptr;
  const Subject* pictured = nullptr;
  const Subject* other = nullptr;  // another person
};

bool same_person(const Subject& a, const Subject& b) { return a.name == b.name; }

Cast cast(std::span<const Subject> subjects, std::size_t index, Draw& draw) {
  Cast chosen{.live = &subjects[index], .pictured = &subjects[index], .other = nullptr};
  for (const auto& subject : subjects) {
    if (&subject != chosen.live && same_person(subject, *chosen.live)) chosen.pictured = &subject;
  }
  const auto from = draw.below(subjects.size());
  for (std::size_t i = 0; i < subjects.size() && chosen.other == nullptr; ++i) {
    const auto& subject = subjects[(from + i) % subjects.size()];
    if (!same_person(subject, *chosen.live)) chosen.other = &subject;
  }
  return chosen;
}

// A live head before a camera; what every film shows, too.
class LiveScene {
 public:
  LiveScene(const Subject& subject, double lux, double distance_m, double steady, Draw& draw)
      : subject_(&subject),
        relief_(Relief::of_some_head(draw)),
        head_(make_head(subject, relief_)),
        pose_(some_pose(distance_m, draw)),
        light_(Light::of_some_room(lux, draw)),
        traits_(CameraTraits::of_some_phone(draw)),
        oil_(draw.uniform(0.3, 1.5)),
        far_deg_(draw.uniform(22, 38)),
        room_(make_room(distance_m + draw.uniform(0.5, 3), light_, traits_, draw)),
        unrest_(steady, draw),
        camera_(traits_, light_, draw) {}

  void replace(const Subject& subject) {
    if (subject_ == &subject) return;
    subject_ = &subject;
    head_ = make_head(subject, relief_);
  }
  [[nodiscard]] const Pose& pose() const { return pose_; }
  [[nodiscard]] Shown shown(double when_ms, StepKind kind) {
    const Pose pose = as_asked(unrest_.moved(pose_, when_ms), pose_, kind, far_deg_);
    return show_head(*subject_, head_, relief_, pose, light_, traits_, oil_);
  }
  [[nodiscard]] Result<Camera::Taken> take(double when_ms, StepKind kind, const LinearRgb& colour) {
    return camera_.take(shown(when_ms, kind), room_, colour, unrest_.shake(when_ms), coding_of(kind));
  }
  // For a film: as it was shot, not as the client sends it.
  [[nodiscard]] Result<Camera::Taken> take(const Shown& head, double when_ms, const LinearRgb& colour) {
    return camera_.take(head, room_, colour, unrest_.shake(when_ms), {.side_px = 640, .jpeg_quality = 92});
  }

 private:
  const Subject* subject_;
  Relief relief_;
  Mesh head_;
  Pose pose_;
  Light light_;
  CameraTraits traits_;
  double oil_;
  double far_deg_;
  Room room_;
  Unrest unrest_;
  Camera camera_;
};

// What the attacker prepared: a film of the person under a light that does not know the challenge, or under
// the colours of an earlier one, or with the turns of an earlier one.
class Film {
 public:
  Film(const Subject& subject, const Challenge& now, Draw& draw)
      : scene_(subject, draw.log_uniform(150, 800), draw.uniform(0.3, 0.45), 0.6, draw) {
    SeededRandom random(draw.seed());
    earlier_ = draw_challenge(now.mode, {}, random);
    answers_ = draw.chance(0.5);
    const double white = draw.uniform(0, 1);
    constant_ = {white, white, white};
    if (now.mode == ChallengeMode::kPose) answers_ = true;
  }
  [[nodiscard]] Result<Picture> at(std::size_t step, double when_ms, Shown* shown = nullptr) {
    const auto& filmed = earlier_.steps[std::min(step, earlier_.steps.size() - 1)];
    const Shown head = scene_.shown(when_ms, filmed.kind);
    const auto taken = TRY(scene_.take(head, when_ms, answers_ ? shown_at(filmed) : constant_));
    if (shown != nullptr) *shown = head;
    Picture picture;
    picture.light = linear(taken.image);
    picture.points = head.points;
    picture.box = head.box;
    return picture;
  }
  void hold_still() { answers_ = false; }

 private:
  LiveScene scene_;
  Challenge earlier_;
  bool answers_ = false;
  LinearRgb constant_{};
};

struct Plan {
  Species species;
  Challenge challenge;
  StepFrames step_frames;
  std::vector<Moment> moments;
  Cast people;
  double lux;
};

Result<std::vector<Bytes>> live_frames(const Plan& plan, Session& session, Draw& draw) {
  const double distance = draw.uniform(0.25, 0.6);
  const bool swaps = plan.species == Species::kSwappedFace;
  LiveScene scene(swaps ? *plan.people.other : *plan.people.live, plan.lux, distance, draw.uniform(0.4, 1.3),
                  draw);
  session.conditions = {.lux = plan.lux,
                        .distance_m = distance,
                        .yaw_deg = scene.pose().yaw_deg,
                        .pitch_deg = scene.pose().pitch_deg};
  std::vector<Bytes> frames;
  for (const auto& moment : plan.moments) {
    const auto& step = plan.challenge.steps[moment.step];
    if (swaps && moment.step > 0) scene.replace(*plan.people.live);
    frames.push_back(TRY(scene.take(moment.captured_ms, step.kind, shown_at(step))).jpeg);
  }
  return frames;
}

Result<std::vector<Bytes>> earlier_frames(const Plan& plan, Session& session, Draw& draw) {
  SeededRandom random(draw.seed());
  Plan earlier = plan;
  earlier.species = Species::kLive;
  do {
    earlier.challenge = draw_challenge(plan.challenge.mode, plan.step_frames, random);
  } while (earlier.challenge == plan.challenge);
  auto frames = TRY(live_frames(earlier, session, draw));
  const int quality = static_cast<int>(draw.uniform(80, 95));
  for (auto& jpeg : frames) {
    const auto decoded = TRY(decode_jpeg(jpeg));
    jpeg = TRY(encode_jpeg(decoded.image, quality));
  }
  return frames;
}

Result<std::vector<Bytes>> print_frames(const Plan& plan, Session& session, Draw& draw) {
  const Picture picture = photo_of(*plan.people.pictured);
  const double distance = draw.uniform(0.25, 0.5);
  Pose pose = some_pose(distance, draw);
  const auto light = Light::of_some_room(plan.lux, draw);
  const auto traits = CameraTraits::of_some_phone(draw);
  const auto room = make_room(distance + draw.uniform(0.5, 3), light, traits, draw);
  Unrest unrest(draw.uniform(0.3, 1.3), draw);
  Camera camera(traits, light, draw);
  Paper paper = Paper::of_some_kind(draw);
  Sheet sheet;
  const bool large = draw.chance(0.7);  // A4 or A5
  sheet.width_m = large ? 0.21 : 0.148;
  sheet.height_m = large ? 0.297 : 0.21;
  const double unit = interocular_px(picture.points);
  sheet.pixels_per_m = unit / (kInterocular_m * (large ? draw.uniform(0.85, 1.2) : draw.uniform(0.65, 0.85)));
  sheet.middle = {(picture.points[0].x + picture.points[1].x) / 2,
                  (picture.points[0].y + picture.points[1].y) / 2 + static_cast<float>(0.3 * unit)};
  paper.eyes_cut = plan.species == Species::kCutEyePrint;
  if (plan.species == Species::kBentPrint || (paper.eyes_cut && draw.chance(0.7))) {
    sheet.bend_per_m = draw.uniform(2.5, 11) * (draw.chance(0.15) ? -1 : 1);
  }
  const double far_deg = draw.uniform(22, 38);
  const Relief behind = Relief::of_some_head(draw);
  const Mesh attacker_head = make_head(*plan.people.other, behind);
  session.conditions = {
      .lux = plan.lux, .distance_m = distance, .yaw_deg = pose.yaw_deg, .pitch_deg = pose.pitch_deg};
  std::vector<Bytes> frames;
  for (const auto& moment : plan.moments) {
    const auto& step = plan.challenge.steps[moment.step];
    const Pose held = as_asked(unrest.moved(pose, moment.captured_ms), pose, step.kind, far_deg);
    Shown shown = show_print(picture, sheet, paper, held, light, traits);
    if (paper.eyes_cut) {
      // The attacker's eyes stand a nose's length behind the holes, as the camera sees it.
      const Vec holes = placed(held, {0, -0.3 * unit / sheet.pixels_per_m, 0});
      const Vec eyes = holes * (1 + 0.03 / holes[2]);
      Pose head = held;
      head.right_m = eyes[0];
      head.below_m = eyes[1];
      head.distance_m = eyes[2];
      const auto attacker = show_head(*plan.people.other, attacker_head, behind, head, light, traits, 1);
      shown.layer = over(shown.layer, attacker.layer);
    }
    frames.push_back(
        TRY(camera.take(shown, room, shown_at(step), unrest.shake(moment.captured_ms), coding_of(step.kind)))
            .jpeg);
  }
  return frames;
}

Result<std::vector<Bytes>> display_frames(const Plan& plan, Session& session, Draw& draw) {
  Film film(*plan.people.pictured, plan.challenge, draw);
  const bool phone = plan.species == Species::kPhoneReplay;
  const Display display = phone ? Display::of_some_phone(draw) : Display::of_some_monitor(draw);
  const double distance = phone ? draw.uniform(0.15, 0.25) : draw.uniform(0.28, 0.55);
  Pose pose = some_pose(distance, draw);
  const auto light = Light::of_some_room(plan.lux, draw);
  const auto traits = CameraTraits::of_some_phone(draw);
  const auto room = make_room(distance + draw.uniform(0.3, 3), light, traits, draw);
  Unrest unrest(draw.uniform(0.05, 1), draw);
  Camera camera(traits, light, draw);
  Sheet sheet;
  sheet.width_m = phone ? 0.07 : 0.53;
  sheet.height_m = phone ? 0.15 : 0.30;
  const double wanted = phone ? draw.uniform(0.022, 0.032) : draw.uniform(0.05, 0.075);
  session.conditions = {
      .lux = plan.lux, .distance_m = distance, .yaw_deg = pose.yaw_deg, .pitch_deg = pose.pitch_deg};
  std::vector<Bytes> frames;
  for (const auto& moment : plan.moments) {
    const Picture picture = TRY(film.at(moment.step, moment.captured_ms));
    if (frames.empty()) {
      const double unit = interocular_px(picture.points);
      sheet.pixels_per_m = unit / wanted;
      sheet.middle = {(picture.points[0].x + picture.points[1].x) / 2,
                      (picture.points[0].y + picture.points[1].y) / 2 + static_cast<float>(0.35 * unit)};
    }
    const auto& step = plan.challenge.steps[moment.step];
    const auto shown = show_display(picture, sheet, display, unrest.moved(pose, moment.captured_ms), light,
                                    traits, draw.uniform(0, 6.28));
    frames.push_back(
        TRY(camera.take(shown, room, shown_at(step), unrest.shake(moment.captured_ms), coding_of(step.kind)))
            .jpeg);
  }
  return frames;
}

Result<std::vector<Bytes>> injected_frames(const Plan& plan, Session& session, Draw& draw) {
  Film film(*plan.people.pictured, plan.challenge, draw);
  const bool tints = plan.species != Species::kInjected;
  if (tints) film.hold_still();  // under a light of its own the tint alone is the answer
  const double gain = draw.log_uniform(0.03, 0.5);
  session.conditions = {.lux = plan.lux, .distance_m = 0, .yaw_deg = 0, .pitch_deg = 0};
  std::vector<Bytes> frames;
  for (const auto& moment : plan.moments) {
    Shown head;
    const Picture picture = TRY(film.at(moment.step, moment.captured_ms, &head));
    const auto& step = plan.challenge.steps[moment.step];
    const LinearRgb colour = shown_at(step);
    cv::Mat light = picture.light.clone();
    for (int y = 0; tints && y < light.rows; ++y) {
      auto* row = light.ptr<cv::Vec3f>(y);
      const auto* person = head.layer.other.ptr<cv::Vec4f>(y);
      for (int x = 0; x < light.cols; ++x) {
        const double share =
            plan.species == Species::kInjectedFace ? std::clamp(person[x][3], 0.0F, 1.0F) : 1;
        for (int c = 0; c < 3; ++c) {
          row[x][c] *=
              static_cast<float>((1 + gain * share * colour[static_cast<std::size_t>(2 - c)]) / (1 + gain));
        }
      }
    }
    const auto coding = coding_of(step.kind);
    const Image image = resize(coded(light), light.cols * coding.side_px / light.rows, coding.side_px);
    frames.push_back(TRY(encode_jpeg(image, coding.jpeg_quality)));
  }
  return frames;
}

}  // namespace

std::string_view to_text(Species species) { return name_of(kNames, species); }

std::optional<Species> species_from(std::string_view text) { return value_of(kNames, text); }

LinearRgb shown_at(const ChallengeStep& step) {
  if (!step.colour) return {1, 1, 1};
  return linear_from_srgb(step.colour->red, step.colour->green, step.colour->blue);
}

Result<Session> simulate(Species species, ChallengeMode mode, std::span<const Subject> subjects,
                         std::uint64_t seed, StepFrames step_frames, std::optional<double> lux) {
  if (subjects.size() < 2) return fail(ErrorCode::kInvalidRequest, "a session needs two subjects");
  // Each species its own numbers.
  Draw draw(seed * 64 + static_cast<std::uint64_t>(species) * 4 + static_cast<std::uint64_t>(mode));
  SeededRandom random(draw.seed());
  Session session{.species = species,
                  .challenge = draw_challenge(mode, step_frames, random),
                  .shots = {},
                  .conditions = {},
                  .subject = draw.below(subjects.size())};
  const Plan plan{.species = species,
                  .challenge = session.challenge,
                  .step_frames = step_frames,
                  .moments = schedule(session.challenge, draw),
                  .people = cast(subjects, session.subject, draw),
                  .lux = lux.value_or(draw.log_uniform(kLuxMin, kLuxMax))};
  const auto filmed = [&]() -> Result<std::vector<Bytes>> {
    switch (species) {
      case Species::kLive:
      case Species::kSwappedFace:
        return live_frames(plan, session, draw);
      case Species::kPrint:
      case Species::kBentPrint:
      case Species::kCutEyePrint:
        return print_frames(plan, session, draw);
      case Species::kPhoneReplay:
      case Species::kMonitorReplay:
        return display_frames(plan, session, draw);
      case Species::kEarlierSession:
        return earlier_frames(plan, session, draw);
      case Species::kInjected:
      case Species::kInjectedTint:
      case Species::kInjectedFace:
        return injected_frames(plan, session, draw);
    }
    return fail(ErrorCode::kInternal, "no such species");
  };
  auto frames = TRY(filmed());
  const double clock_ms = draw.uniform(1e5, 1e7);  // the client's zero
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const auto& moment = plan.moments[i];
    session.shots.push_back({.step = moment.step,
                             .jpeg = std::move(frames[i]),
                             .captured_ms = moment.captured_ms + clock_ms,
                             .received_ms = moment.received_ms});
  }
  return session;
}

}  // namespace jianzai::face::pad::lab
