#include "app/roster/exports.h"
#include "http/routes/routes.h"

namespace jianzai::http {
namespace {

using app::FileFormat;

Response file_response(FileFormat format, std::string content, const std::string& name) {
  return format == FileFormat::kCsv
             ? download_response("text/csv", std::move(content), name + ".csv")
             : download_response("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                 std::move(content), name + ".xlsx");
}

// Headers say how many files there are, and how the next one is asked for: the body is the file.
Response file_response(FileFormat format, const app::ExportedFile& file, const std::string& name) {
  auto response = file_response(format, file.content.reveal(), name);
  if (file.next) response.headers.emplace_back("X-Next-Cursor", *file.next);
  if (file.files) response.headers.emplace_back("X-Total-Files", std::to_string(*file.files));
  return response;
}

app::ExportRequest request_of(FileFormat format, const Call& call) {
  return {.format = format, .reason = call.query_text("reason"), .cursor = call.query_text("cursor")};
}

template <FileFormat format>
Result<Response> get_persons(app::Ports& ports, const Call& call) {
  const auto file = TRY(app::export_persons(ports, call.staff(), request_of(format, call)));
  return file_response(format, file, "persons");
}

template <FileFormat format>
Result<Response> get_unfinished(app::Ports& ports, const Call& call) {
  const auto plan = TRY(call.optional_id<PlanId>(call.query_text("plan_id")));
  const auto file = TRY(
      app::export_unfinished(ports, call.staff(), plan, call.query_text("region"), request_of(format, call)));
  return file_response(format, file, plan ? "unfinished-" + plan->text() : "unfinished");
}

template <FileFormat format>
Result<Response> get_faults(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<ImportId>("import_id"));
  return file_response(format, TRY(app::export_faults(ports, call.staff(), id, format)),
                       "faults-" + id.text());
}

}  // namespace

std::vector<Route> export_routes(const Services& services) {
  const WithPorts with(services);
  constexpr auto kDesk = Access::kDesk;
  constexpr auto kField = Access::kField;
  constexpr auto kNone = BodyKind::kNone;
  constexpr auto kCsv = FileFormat::kCsv;
  constexpr auto kXlsx = FileFormat::kXlsx;
  return {
      {"GET", "/api/v1/console/exports/persons.csv", "exportPersonsCsv", kDesk, kNone,
       with(get_persons<kCsv>)},
      {"GET", "/api/v1/console/exports/persons.xlsx", "exportPersonsXlsx", kDesk, kNone,
       with(get_persons<kXlsx>)},
      {"GET", "/api/v1/console/exports/unfinished.csv", "exportUnfinishedCsv", kField, kNone,
       with(get_unfinished<kCsv>)},
      {"GET", "/api/v1/console/exports/unfinished.xlsx", "exportUnfinishedXlsx", kField, kNone,
       with(get_unfinished<kXlsx>)},
      {"GET", "/api/v1/console/imports/{import_id}/faults.csv", "getImportFaultsCsv", kDesk, kNone,
       with(get_faults<kCsv>)},
      {"GET", "/api/v1/console/imports/{import_id}/faults.xlsx", "getImportFaultsXlsx", kDesk, kNone,
       with(get_faults<kXlsx>)},
  };
}

}  // namespace jianzai::http
