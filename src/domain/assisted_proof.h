// An assisted proof (辅助认证): somebody else saw that the person is alive, and shows it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "domain/ids.h"
#include "domain/operator.h"

namespace jianzai {

// Who saw the person.
enum class AssistedWay {
  kAgency,        // an operator, at the counter
  kEmployer,      // 用人单位
  kVillage,       // the helper of the village or neighbourhood (协办员)
  kHomeVisit,     // 上门
  kCourier,       // 邮递员、快递员
  kHospital,      // a hospital's paper
  kStreetOffice,  // 街道、乡镇's certificate that the person is alive
  kEmbassy,       // 领事馆
};
[[nodiscard]] std::string_view to_text(AssistedWay way);  // `HOME_VISIT`
[[nodiscard]] std::optional<AssistedWay> assisted_way_from(std::string_view text);
// Whether who has this role may say that somebody was seen so: employers and village helpers speak for
// themselves only.
[[nodiscard]] bool may_propose(OperatorRole role, AssistedWay way);

// What shows it.
enum class ProofEvidence {
  kPhoto,  // the person, with what shows the day
  kPaper,  // somebody's certificate
  kVideo,  // the person, while somebody says today's date
};
[[nodiscard]] std::string_view to_text(ProofEvidence evidence);  // `PHOTO`
[[nodiscard]] std::optional<ProofEvidence> proof_evidence_from(std::string_view text);
// What it has to be handed in with: a paper, where a paper is all that there is; else the person is seen in a
// photograph or a film. More may follow.
[[nodiscard]] bool suffices(ProofEvidence evidence, AssistedWay way);
[[nodiscard]] bool shows_face(ProofEvidence evidence);
[[nodiscard]] ProofEvidence usual_evidence(AssistedWay way);
// Where somebody else than the operator saw the person, it is said who: the hospital, the street office, the
// embassy, the courier's company.
[[nodiscard]] bool has_issuer(AssistedWay way);

enum class AssistedState {
  kProposed,
  kConfirmed,  // by another operator: it counts
  kRefused,    // with a reason
};
[[nodiscard]] std::string_view to_text(AssistedState state);
[[nodiscard]] std::optional<AssistedState> assisted_state_from(std::string_view text);

struct AssistedProof {
  AssistedProofId id;
  PersonId person;
  AgencyId agency;
  AssistedWay way = AssistedWay::kAgency;
  Date seen_on;
  Secret<std::string> issuer = {};  // has_issuer; it says where somebody is treated
  AssistedState state = AssistedState::kProposed;
  OperatorId made_by;
  Time made_at;
  std::optional<OperatorId> decided_by = {};
  std::optional<Time> decided_at = {};
  Secret<std::string> answer = {};  // why it was refused
};

// How old what was seen may be: a cycle has twelve months, and papers are the way of known frauds.
inline constexpr std::chrono::days kAssistedAgeMax{30};
// Who made a refused one is told so for this long.
inline constexpr std::chrono::days kRefusedShownFor{30};

}  // namespace jianzai
