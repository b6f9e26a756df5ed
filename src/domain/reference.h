#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/secret.h"
#include "domain/ids.h"

namespace jianzai {

enum class ReferenceSource {
  kCamera,
  kUpload,
  kReview,  // a frame of an attempt that a reviewer approved
  kIdCard,  // the portrait of an ID card: small, printed, up to twenty years old
};

// Who compares well with a weak reference is looked at by a person all the same, and any other reference
// takes its place.
[[nodiscard]] constexpr bool is_weak(ReferenceSource source) { return source == ReferenceSource::kIdCard; }

// Stored by name: never changed, only added to.
enum class ReferenceState {
  kActive,    // faces are compared with it
  kRetired,   // another one took its place
  kProposed,  // it would stand in for a photograph: another operator looks at it first
  kRefused,
};

[[nodiscard]] std::string_view to_text(ReferenceState state);
[[nodiscard]] std::optional<ReferenceState> reference_state_from(std::string_view text);
[[nodiscard]] std::string_view to_text(ReferenceSource source);
[[nodiscard]] std::optional<ReferenceSource> reference_source_from(std::string_view text);

// The features of a face as the engine wrote them, and the networks that made them. Features of different
// network sets cannot be compared.
struct Features {
  std::string network_set;
  Secret<Bytes> embedding;
};

// An enrolled photograph (模板照片) of a person.
struct Reference {
  ReferenceId id;
  PersonId person;
  ReferenceSource source;
  OperatorId made_by;
  Time made_at;
  std::optional<Features> features;  // none: no networks were there when it was made
  ReferenceState state = ReferenceState::kActive;
  std::optional<Time> taken_at = {};  // where the photograph is known to be older than the reference
  bool keeps_earlier = false;         // of a proposed one: what becomes of those that are there

  [[nodiscard]] Time photographed_at() const { return taken_at.value_or(made_at); }
};

// Faces change: from this age on a reference is to be made anew at the next occasion. Comparisons still take
// it. No law or standard gives a number; ten years is how long an ID card of an adult is valid at least.
inline constexpr std::chrono::years kReferenceAgeWarning{10};
[[nodiscard]] inline bool is_ageing(const Reference& reference, Time now) {
  return now - reference.photographed_at() >= kReferenceAgeWarning;
}

}  // namespace jianzai
