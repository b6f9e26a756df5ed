#include "app/reported_deaths.h"

namespace jianzai::app {

Result<std::vector<LifeSign>> reported_deaths(Ports& ports, Transaction& transaction,
                                              const PersonId& person) {
  auto signs = TRY(transaction.life_signs().of_person(person, china_date(ports.clock.now())));
  std::erase_if(signs, [](const LifeSign& sign) { return !reports_death(sign); });
  return signs;
}

}  // namespace jianzai::app
