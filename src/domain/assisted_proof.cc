#include "domain/assisted_proof.h"

#include "base/names.h"

namespace jianzai {
namespace {

constexpr Names<AssistedWay, 8> kWays{{
    {AssistedWay::kAgency, "AGENCY"},
    {AssistedWay::kEmployer, "EMPLOYER"},
    {AssistedWay::kVillage, "VILLAGE"},
    {AssistedWay::kHomeVisit, "HOME_VISIT"},
    {AssistedWay::kCourier, "COURIER"},
    {AssistedWay::kHospital, "HOSPITAL"},
    {AssistedWay::kStreetOffice, "STREET_OFFICE"},
    {AssistedWay::kEmbassy, "EMBASSY"},
}};

constexpr Names<ProofEvidence, 3> kEvidence{{
    {ProofEvidence::kPhoto, "PHOTO"},
    {ProofEvidence::kPaper, "PAPER"},
    {ProofEvidence::kVideo, "VIDEO"},
}};

bool is_by_paper(AssistedWay way) {
  return way == AssistedWay::kHospital || way == AssistedWay::kStreetOffice || way == AssistedWay::kEmbassy;
}

constexpr Names<AssistedState, 3> kStates{{
    {AssistedState::kProposed, "PROPOSED"},
    {AssistedState::kConfirmed, "CONFIRMED"},
    {AssistedState::kRefused, "REFUSED"},
}};

}  // namespace

std::string_view to_text(AssistedWay way) { return name_of(kWays, way); }
std::optional<AssistedWay> assisted_way_from(std::string_view text) { return value_of(kWays, text); }
bool may_propose(OperatorRole role, AssistedWay way) {
  switch (role) {
    case OperatorRole::kClerk:
    case OperatorRole::kReviewer:
      return true;
    case OperatorRole::kVillageHelper:
      return way == AssistedWay::kVillage || way == AssistedWay::kHomeVisit;
    case OperatorRole::kEmployer:
      return way == AssistedWay::kEmployer;
    case OperatorRole::kAuditor:
    case OperatorRole::kSystemAdmin:
    case OperatorRole::kSecurityAdmin:
      break;
  }
  return false;
}

std::string_view to_text(ProofEvidence evidence) { return name_of(kEvidence, evidence); }
std::optional<ProofEvidence> proof_evidence_from(std::string_view text) { return value_of(kEvidence, text); }
bool suffices(ProofEvidence evidence, AssistedWay way) {
  return (evidence == ProofEvidence::kPaper) == is_by_paper(way);
}
bool shows_face(ProofEvidence evidence) { return evidence != ProofEvidence::kPaper; }
ProofEvidence usual_evidence(AssistedWay way) {
  return is_by_paper(way) ? ProofEvidence::kPaper : ProofEvidence::kPhoto;
}
bool has_issuer(AssistedWay way) { return is_by_paper(way) || way == AssistedWay::kCourier; }

std::string_view to_text(AssistedState state) { return name_of(kStates, state); }
std::optional<AssistedState> assisted_state_from(std::string_view text) { return value_of(kStates, text); }

}  // namespace jianzai
