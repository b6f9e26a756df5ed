// What other systems report about a person (数据比对): that they live, or may have lost the right.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "domain/ids.h"

namespace jianzai {

// Stored by name: never changed, only added to.
enum class LifeSignKind {
  kStrong,      // seen in person under this identity: a hospital stay, a counter with ID check
  kWeak,        // somebody used what is theirs: a card, a ticket, a phone
  kDeath,       // 死亡
  kPrison,      // 服刑
  kMissing,     // 失踪
  kEmigration,  // 出境定居
};
[[nodiscard]] std::string_view to_text(LifeSignKind kind);  // `STRONG`
// Also as lists write it: 强, 弱, 死亡, 服刑, 失踪, 出境.
[[nodiscard]] std::optional<LifeSignKind> life_sign_kind_from(std::string_view text);
[[nodiscard]] bool is_loss(LifeSignKind kind);

enum class LossOutcome { kConfirmed, kWrong };
[[nodiscard]] std::string_view to_text(LossOutcome outcome);
[[nodiscard]] std::optional<LossOutcome> loss_outcome_from(std::string_view text);

struct LifeSign {
  LifeSignId id;
  PersonId person;
  AgencyId agency;
  LifeSignKind kind = LifeSignKind::kWeak;
  std::string source;  // `医保就诊`
  Date on;
  Time received_at;
  std::optional<OperatorId> checked_by = {};  // of a loss: who looked into it, and what came of it
  std::optional<LossOutcome> outcome = {};
  std::optional<Date> followed_on =
      {};  // of a confirmed loss: since when no benefit waits to be ended for it
};

// It says that the person is dead, and nobody found that it was wrong: until then nobody reminds the family,
// and no proof counts.
[[nodiscard]] bool reports_death(const LifeSign& sign);

// For how long a sign says something, and how many different sources of weak ones do together. A choice of
// ours, on the careful side: Qingdao has 29 kinds of strong and 45 of weak evidence (domain.md section 2).
inline constexpr std::chrono::days kLifeSignAge{30};
inline constexpr std::size_t kWeakSourcesMin = 3;

// The day on which the person is known to have lived, which proves it: that of the latest strong sign of the
// last kLifeSignAge, or the latest of enough weak ones. Nothing when there is none, nor with a
// reported loss, unless somebody found that it was wrong.
[[nodiscard]] std::optional<Date> proves_life(std::span<const LifeSign> signs, Date today);

// Whether a benefit of the person may be ended: only for a loss that somebody looked into, and not by whoever
// did that alone.
enum class LossCheck { kNone, kOnlyOwn, kByAnother };
[[nodiscard]] std::string_view to_text(LossCheck check);  // `BY_ANOTHER`
[[nodiscard]] LossCheck loss_check(std::span<const LifeSign> signs, const OperatorId& by);

}  // namespace jianzai
