// That a benefit ends (终止) because somebody died or lost the right otherwise. One operator looks into what
// was reported (check_loss) and another one, a reviewer, ends the benefit: nobody does that alone.
#pragma once

#include "app/reported_deaths.h"

namespace jianzai::app {

struct BenefitView {
  Category category;
  std::optional<PayrollOrder> last;  // what the paying side was told last; nothing: it is paid as ever
};
struct BenefitsView {
  PersonId person;
  Secret<std::string> name;
  std::vector<BenefitView> benefits;
  std::vector<LossView> losses;        // confirmed ones, the latest first
  LossCheck check = LossCheck::kNone;  // for whoever asks
};
// Errors: kNotFound.
[[nodiscard]] Result<BenefitsView> view_benefits(Ports& ports, const Operator& by, const PersonId& person);

// The benefit ends, today: what asks for its proof does, or else the last task that did, and no other task is
// given; the paying side is told once, whether or not there is a task. The same again gives it as it is.
// Errors: kForbidden for who is no reviewer; kNotFound, also for a benefit that the person does not have;
// kTaskRefused (NO_CONFIRMED_LOSS); kSamePerson where nobody else confirmed a loss.
[[nodiscard]] Result<BenefitsView> terminate_benefit(Ports& ports, const Operator& by, const PersonId& person,
                                                     std::string_view category);
// That was wrong: paid as before, the tasks are as they were or the office's, and what was reported was
// wrong, too. One that did not end stays as it is. Errors: kForbidden; kNotFound.
[[nodiscard]] Result<BenefitsView> reinstate_benefit(Ports& ports, const Operator& by, const PersonId& person,
                                                     std::string_view category);

// Inside the caller's transaction, when a benefit ended or a loss was confirmed: losses for which nothing
// more is to be done leave the queue. The dead are paid nothing at all; of other losses one ended benefit,
// `ended` just now, shows that somebody decided what follows.
enum class Ended { kNow, kBefore };
[[nodiscard]] Result<void> settle_losses(Ports& ports, Transaction& transaction, const Person& person,
                                         Ended ended);

}  // namespace jianzai::app
