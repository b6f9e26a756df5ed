#include "domain/life_sign.h"

#include <vector>

#include <gtest/gtest.h>

namespace jianzai {
namespace {

using namespace std::chrono;

constexpr Date kToday = 2026y / November / 26;

LifeSign sign(LifeSignKind kind, std::string source, Date on) {
  const std::string id(26, '0');
  return {.id = *LifeSignId::parse(id),
          .person = *PersonId::parse(id),
          .agency = *AgencyId::parse(id),
          .kind = kind,
          .source = std::move(source),
          .on = on,
          .received_at = {}};
}

std::optional<Date> proof(std::vector<LifeSign> signs) { return proves_life(signs, kToday); }

TEST(LifeSigns, one_strong_one_is_proof_while_it_is_recent) {
  EXPECT_EQ(proof({sign(LifeSignKind::kStrong, "医院", 2026y / November / 20),
                   sign(LifeSignKind::kStrong, "医院", 2026y / November / 3)}),
            2026y / November / 20);
  EXPECT_EQ(proof({sign(LifeSignKind::kStrong, "医院", 2026y / October / 27)}), 2026y / October / 27);
  EXPECT_FALSE(proof({sign(LifeSignKind::kStrong, "医院", 2026y / October / 26)}));
  EXPECT_FALSE(proof({sign(LifeSignKind::kStrong, "医院", 2026y / November / 27)}));  // of tomorrow
  EXPECT_FALSE(proof({}));
}

TEST(LifeSigns, weak_ones_are_proof_from_three_sources_on) {
  std::vector<LifeSign> signs{sign(LifeSignKind::kWeak, "公交", 2026y / November / 1),
                              sign(LifeSignKind::kWeak, "公交", 2026y / November / 9),
                              sign(LifeSignKind::kWeak, "公交", 2026y / November / 10),
                              sign(LifeSignKind::kWeak, "电话", 2026y / November / 5)};
  EXPECT_FALSE(proof(signs));
  signs.push_back(sign(LifeSignKind::kWeak, "药店", 2026y / November / 7));
  EXPECT_EQ(proof(signs), 2026y / November / 10);
  signs.push_back(sign(LifeSignKind::kStrong, "医院", 2026y / November / 2));
  EXPECT_EQ(proof(signs), 2026y / November / 10);
}

TEST(LifeSigns, nothing_is_proof_while_a_loss_is_not_looked_into) {
  std::vector<LifeSign> signs{sign(LifeSignKind::kStrong, "医院", 2026y / November / 20),
                              sign(LifeSignKind::kDeath, "民政", 2020y / March / 1)};
  EXPECT_FALSE(proof(signs));
  signs.back().checked_by = OperatorId::parse(std::string(26, '0'));
  signs.back().outcome = LossOutcome::kConfirmed;
  EXPECT_FALSE(proof(signs));
  signs.back().outcome = LossOutcome::kWrong;
  EXPECT_TRUE(proof(signs));
  for (const auto outcome : {LossOutcome::kConfirmed, LossOutcome::kWrong})
    EXPECT_EQ(loss_outcome_from(to_text(outcome)), outcome);
}

TEST(LifeSigns, a_benefit_ends_for_a_loss_that_another_one_confirmed) {
  const auto one = *OperatorId::parse(std::string(26, '1'));
  const auto other = *OperatorId::parse(std::string(26, '2'));
  std::vector<LifeSign> signs{sign(LifeSignKind::kDeath, "民政", 2026y / November / 1)};
  EXPECT_EQ(loss_check({}, one), LossCheck::kNone);
  EXPECT_EQ(loss_check(signs, one), LossCheck::kNone);
  signs.back().checked_by = one;
  signs.back().outcome = LossOutcome::kWrong;
  EXPECT_EQ(loss_check(signs, other), LossCheck::kNone);
  signs.back().outcome = LossOutcome::kConfirmed;
  EXPECT_EQ(loss_check(signs, one), LossCheck::kOnlyOwn);
  EXPECT_EQ(loss_check(signs, other), LossCheck::kByAnother);
  signs.push_back(sign(LifeSignKind::kPrison, "法院", 2026y / November / 2));
  signs.back().checked_by = other;
  signs.back().outcome = LossOutcome::kConfirmed;
  EXPECT_EQ(loss_check(signs, one), LossCheck::kByAnother);
  signs.back().kind = LifeSignKind::kStrong;
  EXPECT_EQ(loss_check(signs, one), LossCheck::kOnlyOwn);
  EXPECT_EQ(to_text(LossCheck::kNone), "NONE");
  EXPECT_EQ(to_text(LossCheck::kOnlyOwn), "ONLY_OWN");
  EXPECT_EQ(to_text(LossCheck::kByAnother), "BY_ANOTHER");
}

TEST(LifeSigns, have_names_in_two_languages) {
  EXPECT_EQ(life_sign_kind_from("强"), LifeSignKind::kStrong);
  EXPECT_EQ(life_sign_kind_from("死亡"), LifeSignKind::kDeath);
  EXPECT_FALSE(life_sign_kind_from("也许"));
  for (const auto kind : {LifeSignKind::kStrong, LifeSignKind::kWeak, LifeSignKind::kDeath,
                          LifeSignKind::kPrison, LifeSignKind::kMissing, LifeSignKind::kEmigration}) {
    EXPECT_EQ(life_sign_kind_from(to_text(kind)), kind);
    EXPECT_EQ(is_loss(kind), kind != LifeSignKind::kStrong && kind != LifeSignKind::kWeak);
  }
}

}  // namespace
}  // namespace jianzai
