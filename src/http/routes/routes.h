// Every route of openapi.yaml, a file for each group. `services` outlives what is returned.
#pragma once

#include <vector>

#include "http/route.h"
#include "http/services.h"

namespace jianzai::http {

// Turns a function of the ports and the call into what a route runs.
class WithPorts {
 public:
  explicit WithPorts(const Services& services) : ports_(services.ports) {}
  [[nodiscard]] auto operator()(Result<Response> (*run)(app::Ports&, const Call&)) const {
    return [&ports = ports_, run](Call& call) { return run(ports, call); };
  }

 private:
  app::Ports& ports_;
};

[[nodiscard]] std::vector<Route> service_routes(const Services& services);
[[nodiscard]] std::vector<Route> account_routes(const Services& services);
[[nodiscard]] std::vector<Route> proof_routes(const Services& services);
[[nodiscard]] std::vector<Route> id_card_routes(const Services& services);
[[nodiscard]] std::vector<Route> relative_routes(const Services& services);
[[nodiscard]] std::vector<Route> receipt_routes(const Services& services);
[[nodiscard]] std::vector<Route> operator_routes(const Services& services);
[[nodiscard]] std::vector<Route> person_routes(const Services& services);
[[nodiscard]] std::vector<Route> person_file_routes(const Services& services);
[[nodiscard]] std::vector<Route> person_merge_routes(const Services& services);
[[nodiscard]] std::vector<Route> review_routes(const Services& services);
[[nodiscard]] std::vector<Route> plan_routes(const Services& services);
[[nodiscard]] std::vector<Route> task_routes(const Services& services);
[[nodiscard]] std::vector<Route> ticket_routes(const Services& services);
[[nodiscard]] std::vector<Route> assisted_proof_routes(const Services& services);
[[nodiscard]] std::vector<Route> support_routes(const Services& services);
[[nodiscard]] std::vector<Route> loss_routes(const Services& services);
[[nodiscard]] std::vector<Route> notice_routes(const Services& services);
[[nodiscard]] std::vector<Route> payroll_routes(const Services& services);
[[nodiscard]] std::vector<Route> insight_routes(const Services& services);
[[nodiscard]] std::vector<Route> import_routes(const Services& services);
[[nodiscard]] std::vector<Route> export_routes(const Services& services);
[[nodiscard]] std::vector<Route> administration_routes(const Services& services);
[[nodiscard]] std::vector<Route> audit_routes(const Services& services);
[[nodiscard]] std::vector<Route> rule_routes(const Services& services);
[[nodiscard]] std::vector<Route> system_routes(const Services& services);

// All of them.
[[nodiscard]] std::vector<Route> all_routes(const Services& services);

}  // namespace jianzai::http
