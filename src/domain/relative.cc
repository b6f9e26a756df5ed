#include "domain/relative.h"

#include "base/names.h"

namespace jianzai {
namespace {

constexpr Names<Relation, 7> kRelations{{
    {Relation::kChild, "CHILD"},
    {Relation::kSpouse, "SPOUSE"},
    {Relation::kParent, "PARENT"},
    {Relation::kSibling, "SIBLING"},
    {Relation::kOtherFamily, "OTHER_FAMILY"},
    {Relation::kNeighbour, "NEIGHBOUR"},
    {Relation::kVillageHelper, "VILLAGE_HELPER"},
}};

constexpr Names<RelativeState, 3> kStates{{
    {RelativeState::kActive, "ACTIVE"},
    {RelativeState::kRemoved, "REMOVED"},
    {RelativeState::kRefused, "REFUSED"},
}};

}  // namespace

bool is_family(Relation relation) {
  return relation != Relation::kNeighbour && relation != Relation::kVillageHelper;
}

std::string_view to_text(Relation relation) { return name_of(kRelations, relation); }
std::optional<Relation> relation_from(std::string_view text) { return value_of(kRelations, text); }
std::string_view to_text(RelativeState state) { return name_of(kStates, state); }
std::optional<RelativeState> relative_state_from(std::string_view text) { return value_of(kStates, text); }

}  // namespace jianzai
