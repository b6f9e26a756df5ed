#pragma once

#include "app/ports.h"

namespace jianzai::app {

// Of the person, those that reports_death. Who is reported dead may show that they live, but a person decides
// what they show, and only once the report was found to be wrong.
[[nodiscard]] Result<std::vector<LifeSign>> reported_deaths(Ports& ports, Transaction& transaction,
                                                            const PersonId& person);

}  // namespace jianzai::app
