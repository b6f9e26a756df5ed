#include "app/refresh_cohort.h"

#include <set>

namespace jianzai::app {

Result<std::size_t> refresh_cohort(Ports& ports) {
  const Networks& networks = ports.faces.networks();
  if (!networks.normalised) return 0;
  std::vector<Reference> references;
  {
    const auto transaction = TRY(ports.store.begin_read());
    references = TRY(transaction->references().cohort(networks.set, networks.cohort_people));
  }
  std::vector<CohortMember> members;
  std::set<std::string, std::less<>> people;
  for (Reference& reference : references) {
    if (!reference.features || !people.insert(reference.person.text()).second) continue;
    members.push_back(
        {.person = std::move(reference.person), .features = std::move(reference.features->embedding)});
  }
  if (members.size() < networks.cohort_people / 2) members.clear();
  const std::size_t count = members.size();
  TRY(ports.faces.use_cohort(std::move(members)));
  return count;
}

}  // namespace jianzai::app
