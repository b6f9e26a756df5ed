#pragma once

#include <optional>
#include <string_view>

#include "domain/ids.h"

namespace jianzai {

// What the helper is to the person, as the helper says.
enum class Relation { kChild, kSpouse, kParent, kSibling, kOtherFamily, kNeighbour, kVillageHelper };

enum class RelativeState {
  kActive,   // the helper may act
  kRemoved,  // the helper took the person off the list; may add them again
  kRefused,  // the person refused this helper, who may not add them again
};

// Somebody whose proof an account helps with (帮亲友认证): the face is the person's own, the phone is the
// helper's.
struct Relative {
  RelativeId id;
  AccountId account;  // the helper's
  PersonId person;
  Relation relation = Relation::kOtherFamily;
  RelativeState state = RelativeState::kActive;
  Time added_at;
};

// May agree for a child, as its guardian (监护人).
[[nodiscard]] bool is_family(Relation relation);
[[nodiscard]] std::string_view to_text(Relation relation);  // `CHILD`
[[nodiscard]] std::optional<Relation> relation_from(std::string_view text);
[[nodiscard]] std::string_view to_text(RelativeState state);
[[nodiscard]] std::optional<RelativeState> relative_state_from(std::string_view text);

}  // namespace jianzai
