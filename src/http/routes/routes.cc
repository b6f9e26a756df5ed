#include "http/routes/routes.h"

#include <iterator>

namespace jianzai::http {

std::vector<Route> all_routes(const Services& services) {
  std::vector<Route> routes;
  for (auto* group :
       {service_routes,      account_routes, proof_routes,          id_card_routes, relative_routes,
        receipt_routes,      ticket_routes,  operator_routes,       person_routes,  person_file_routes,
        person_merge_routes, review_routes,  assisted_proof_routes, plan_routes,    task_routes,
        support_routes,      loss_routes,    notice_routes,         payroll_routes, insight_routes,
        import_routes,       export_routes,  administration_routes, audit_routes,   rule_routes,
        system_routes}) {
    auto some = group(services);
    std::move(some.begin(), some.end(), std::back_inserter(routes));
  }
  return routes;
}

}  // namespace jianzai::http
