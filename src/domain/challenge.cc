#include "domain/challenge.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>

#include "base/bytes.h"
#include "base/names.h"

namespace jianzai {
namespace {

constexpr std::uint8_t kLow = 96;
constexpr std::uint8_t kHigh = 255;
// All combinations but the one of low channels only.
constexpr std::array<ScreenColour, 7> kColours{{{kHigh, kLow, kLow},
                                                {kLow, kHigh, kLow},
                                                {kLow, kLow, kHigh},
                                                {kHigh, kHigh, kLow},
                                                {kHigh, kLow, kHigh},
                                                {kLow, kHigh, kHigh},
                                                {kHigh, kHigh, kHigh}}};

constexpr Names<ChallengeMode, 3> kModes{
    {{ChallengeMode::kColour, "COLOUR"}, {ChallengeMode::kPose, "POSE"}, {ChallengeMode::kStatic, "STATIC"}}};
constexpr Names<Uplink, 2> kUplinks{{{Uplink::kSlow, "SLOW"}, {Uplink::kQuick, "QUICK"}}};
constexpr Names<StepKind, 5> kKinds{{{StepKind::kLook, "LOOK"},
                                     {StepKind::kColour, "COLOUR"},
                                     {StepKind::kTurnLeft, "TURN_LEFT"},
                                     {StepKind::kTurnRight, "TURN_RIGHT"},
                                     {StepKind::kNod, "NOD"}}};

std::string_view take_word(std::string_view& text) {
  const auto end = std::min(text.find(' '), text.size());
  const auto word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

std::optional<ChallengeStep> step_from(std::string_view word) {
  const auto star = word.find('*');
  if (star == std::string_view::npos) return std::nullopt;
  const auto what = word.substr(0, star);
  const auto count = word.substr(star + 1);
  ChallengeStep step;
  const auto [end, error] = std::from_chars(count.data(), count.data() + count.size(), step.frames);
  if (error != std::errc{} || end != count.data() + count.size() || step.frames < 1 ||
      step.frames > kLookFramesMax) {
    return std::nullopt;
  }
  if (what.starts_with('#')) {
    const auto bytes = from_hex(what.substr(1));
    if (!bytes || bytes->size() != 3) return std::nullopt;
    step.kind = StepKind::kColour;
    step.colour = ScreenColour{(*bytes)[0], (*bytes)[1], (*bytes)[2]};
    return step;
  }
  for (const auto& [kind, name] : kKinds) {
    if (name == what && kind != StepKind::kColour) {
      step.kind = kind;
      return step;
    }
  }
  return std::nullopt;
}

}  // namespace

int Challenge::frames() const {
  return std::accumulate(steps.begin(), steps.end(), 0,
                         [](int sum, const ChallengeStep& step) { return sum + step.frames; });
}

int colour_frames_of(Uplink uplink) { return uplink == Uplink::kQuick ? 3 : 1; }

Challenge draw_challenge(ChallengeMode mode, StepFrames frames, Random& random) {
  Challenge challenge{.mode = mode,
                      .steps = {{.kind = StepKind::kLook, .colour = {}, .frames = frames.look}}};
  switch (mode) {
    case ChallengeMode::kColour: {
      std::size_t last =
          kColours.size() - 1;  // the look is under a white screen: the first colour differs from it
      for (int i = 0; i < kColourSteps; ++i) {
        std::size_t next = draw(kColours.size() - 1, random);
        if (next >= last) ++next;
        challenge.steps.push_back(
            {.kind = StepKind::kColour, .colour = kColours[next], .frames = frames.colour});
        last = next;
      }
      break;
    }
    case ChallengeMode::kPose: {
      std::vector<StepKind> turns{StepKind::kTurnLeft, StepKind::kTurnRight, StepKind::kNod};
      while (!turns.empty()) {
        const auto next = turns.begin() + static_cast<std::ptrdiff_t>(draw(turns.size(), random));
        challenge.steps.push_back({.kind = *next, .colour = {}});
        turns.erase(next);
      }
      break;
    }
    case ChallengeMode::kStatic:
      break;
  }
  return challenge;
}

std::string_view to_text(ChallengeMode mode) { return name_of(kModes, mode); }

std::optional<ChallengeMode> challenge_mode_from(std::string_view text) { return value_of(kModes, text); }

std::string to_text(const std::vector<ChallengeMode>& modes) {
  std::string text;
  for (const auto mode : modes) text += (text.empty() ? "" : ",") + std::string(to_text(mode));
  return text;
}

std::optional<std::vector<ChallengeMode>> challenge_modes_from(std::string_view text) {
  std::vector<ChallengeMode> modes;
  while (true) {
    const auto comma = std::min(text.find(','), text.size());
    const auto mode = challenge_mode_from(text.substr(0, comma));
    if (!mode || std::ranges::find(modes, *mode) != modes.end()) return std::nullopt;
    modes.push_back(*mode);
    if (comma == text.size()) return modes;
    text.remove_prefix(comma + 1);
  }
}

std::optional<Uplink> uplink_from(std::string_view text) { return value_of(kUplinks, text); }

std::string_view to_text(StepKind kind) { return name_of(kKinds, kind); }

std::string to_text(const ScreenColour& colour) {
  const std::array<std::uint8_t, 3> bytes{colour.red, colour.green, colour.blue};
  return "#" + to_hex(bytes);
}

std::string to_text(const Challenge& challenge) {
  std::string text(to_text(challenge.mode));
  for (const ChallengeStep& step : challenge.steps) {
    text += ' ';
    text += step.colour ? to_text(*step.colour) : std::string(to_text(step.kind));
    text += '*' + std::to_string(step.frames);
  }
  return text;
}

std::optional<Challenge> challenge_from(std::string_view text) {
  const auto mode = challenge_mode_from(take_word(text));
  if (!mode) return std::nullopt;
  Challenge challenge{.mode = *mode, .steps = {}};
  while (!text.empty()) {
    const auto step = step_from(take_word(text));
    if (!step) return std::nullopt;
    challenge.steps.push_back(*step);
  }
  if (challenge.steps.empty() || challenge.steps.front().kind != StepKind::kLook) return std::nullopt;
  return challenge;
}

}  // namespace jianzai
