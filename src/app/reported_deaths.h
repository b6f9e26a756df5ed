#pragma once

#include "app/ports.h"

namespace jianzai::app {

// A reported loss.
struct LossView {
  LifeSign sign;
  Secret<std::string> person_name;
  std::string checked_by = {};  // login; empty: nobody looked into it
};

// Of the person, those that reports_death. Who is reported dead may show that they live, but a person decides
// what they show, and only once the report was found to be wrong.
[[nodiscard]] Result<std::vector<LifeSign>> reported_deaths(Ports& ports, Transaction& transaction,
                                                            const PersonId& person);

}  // namespace jianzai::app
