#include "app/payroll.h"

#include "http/presentation.h"
#include "http/routes/routes.h"

namespace jianzai::http {
namespace {

using boost::json::array;
using boost::json::object;

// Its manifest.
object to_json(const PayrollBatch& batch) {
  object json{{"batch_id", batch.id.text()}, {"agency_id", batch.agency.text()},
              {"number", batch.number},      {"made_at", to_iso(batch.made_at)},
              {"rows", batch.rows},          {"sha256", batch.sha256},
              {"key_id", batch.key_id},      {"signature", batch.signature}};
  if (!batch.xlsx_sha256.empty()) json["xlsx_sha256"] = batch.xlsx_sha256;
  return json;
}

Result<Response> list_batches(app::Ports& ports, const Call& call) {
  const auto view = TRY(app::list_payroll(ports, call.staff()));
  array batches;
  for (const auto& batch : view.batches) batches.push_back(to_json(batch));
  return json_response(200, {{"waiting", view.waiting}, {"batches", std::move(batches)}});
}

Result<Response> create_batch(app::Ports& ports, const Call& call) {
  const auto key = TRY(call.idempotency_key());
  return json_response(201, to_json(TRY(app::make_payroll_batch(ports, call.staff(), key))));
}

using File = Result<Secret<std::string>>(app::Ports&, const Operator&, const PayrollBatchId&);

template <File file>
Result<Response> get_file(app::Ports& ports, const Call& call, std::string type, std::string_view ending) {
  const auto id = TRY(call.id<PayrollBatchId>("batch_id"));
  const auto content = TRY(file(ports, call.staff(), id));
  return download_response(std::move(type), content.reveal(), "payroll-" + id.text() + std::string(ending));
}

Result<Response> get_csv(app::Ports& ports, const Call& call) {
  return get_file<app::payroll_csv>(ports, call, "text/csv", ".csv");
}

Result<Response> get_xlsx(app::Ports& ports, const Call& call) {
  return get_file<app::payroll_xlsx>(
      ports, call, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx");
}

}  // namespace

std::vector<Route> payroll_routes(const Services& services) {
  const WithPorts with(services);
  constexpr auto kReviewer = Access::kReviewer;
  constexpr auto kNone = BodyKind::kNone;
  return {
      {"GET", "/api/v1/console/payroll-batches", "listPayrollBatches", kReviewer, kNone, with(list_batches)},
      {"POST", "/api/v1/console/payroll-batches", "createPayrollBatch", kReviewer, kNone, with(create_batch)},
      {"GET", "/api/v1/console/payroll-batches/{batch_id}/rows.csv", "getPayrollCsv", kReviewer, kNone,
       with(get_csv)},
      {"GET", "/api/v1/console/payroll-batches/{batch_id}/rows.xlsx", "getPayrollXlsx", kReviewer, kNone,
       with(get_xlsx)},
  };
}

}  // namespace jianzai::http
