#include "domain/life_sign.h"

#include <algorithm>
#include <set>

#include "base/names.h"

namespace jianzai {
namespace {

constexpr Names<LifeSignKind, 6> kKinds{{
    {LifeSignKind::kStrong, "STRONG"},
    {LifeSignKind::kWeak, "WEAK"},
    {LifeSignKind::kDeath, "DEATH"},
    {LifeSignKind::kPrison, "PRISON"},
    {LifeSignKind::kMissing, "MISSING"},
    {LifeSignKind::kEmigration, "EMIGRATION"},
}};
constexpr Names<LifeSignKind, 6> kChineseKinds{{
    {LifeSignKind::kStrong, "强"},
    {LifeSignKind::kWeak, "弱"},
    {LifeSignKind::kDeath, "死亡"},
    {LifeSignKind::kPrison, "服刑"},
    {LifeSignKind::kMissing, "失踪"},
    {LifeSignKind::kEmigration, "出境"},
}};

constexpr Names<LossOutcome, 2> kOutcomes{{
    {LossOutcome::kConfirmed, "CONFIRMED"},
    {LossOutcome::kWrong, "WRONG"},
}};

constexpr Names<LossCheck, 3> kChecks{{
    {LossCheck::kNone, "NONE"},
    {LossCheck::kOnlyOwn, "ONLY_OWN"},
    {LossCheck::kByAnother, "BY_ANOTHER"},
}};

}  // namespace

std::string_view to_text(LifeSignKind kind) { return name_of(kKinds, kind); }

std::optional<LifeSignKind> life_sign_kind_from(std::string_view text) {
  const auto kind = value_of(kKinds, text);
  return kind ? kind : value_of(kChineseKinds, text);
}

std::string_view to_text(LossOutcome outcome) { return name_of(kOutcomes, outcome); }
std::optional<LossOutcome> loss_outcome_from(std::string_view text) { return value_of(kOutcomes, text); }
std::string_view to_text(LossCheck check) { return name_of(kChecks, check); }

bool is_loss(LifeSignKind kind) { return kind != LifeSignKind::kStrong && kind != LifeSignKind::kWeak; }

bool reports_death(const LifeSign& sign) {
  return sign.kind == LifeSignKind::kDeath && sign.outcome != LossOutcome::kWrong;
}

std::optional<Date> proves_life(std::span<const LifeSign> signs, Date today) {
  std::optional<Date> strong;
  std::optional<Date> weak;
  std::set<std::string_view> weak_sources;
  for (const LifeSign& sign : signs) {
    if (is_loss(sign.kind)) {
      if (sign.outcome != LossOutcome::kWrong) return std::nullopt;
      continue;
    }
    const bool is_recent =
        sign.on <= today && std::chrono::sys_days(sign.on) + kLifeSignAge >= std::chrono::sys_days(today);
    if (!is_recent) continue;
    auto& latest = sign.kind == LifeSignKind::kStrong ? strong : weak;
    latest = std::max(latest.value_or(sign.on), sign.on);
    if (sign.kind == LifeSignKind::kWeak) weak_sources.insert(sign.source);
  }
  if (weak_sources.size() < kWeakSourcesMin) return strong;
  return strong ? std::max(strong, weak) : weak;
}

LossCheck loss_check(std::span<const LifeSign> signs, const OperatorId& by) {
  auto found = LossCheck::kNone;
  for (const LifeSign& sign : signs) {
    if (!is_loss(sign.kind) || sign.outcome != LossOutcome::kConfirmed) continue;
    if (sign.checked_by != by) return LossCheck::kByAnother;
    found = LossCheck::kOnlyOwn;
  }
  return found;
}

}  // namespace jianzai
