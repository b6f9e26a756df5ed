#include "app/roster/import_jobs.h"
#include "http/json_body.h"
#include "http/presentation.h"
#include "http/routes/routes.h"

namespace jianzai::http {
namespace {

using boost::json::array;
using boost::json::object;

object to_json(const ImportCounts& counts) {
  return {{"rows", counts.rows},           {"added", counts.added},         {"extended", counts.extended},
          {"unchanged", counts.unchanged}, {"strangers", counts.strangers}, {"refused", counts.refused},
          {"proofs", counts.proofs},       {"losses", counts.losses}};
}

object to_json(const app::ImportView& view) {
  const ImportJob& job = view.job;
  array headings;
  for (const auto& heading : job.headings) headings.emplace_back(heading.reveal());
  array samples;
  for (const auto& column : job.samples) {
    array values;
    for (const auto& value : column) values.emplace_back(value.reveal());
    samples.push_back(std::move(values));
  }
  array fields;
  for (const auto& heading : app::headings_of(job.kind)) {
    object field{{"field", heading.field}, {"required", heading.is_required}};
    if (const auto column = job.columns.find(heading.field); column != job.columns.end())
      field["column"] = column->second;
    fields.push_back(std::move(field));
  }
  array faults;
  for (const RowFault& fault : view.faults)
    faults.push_back({{"line", fault.line}, {"field", fault.field}, {"code", fault.code}});
  object kept;
  for (const auto& [reason, count] : view.kept) kept[to_text(reason)] = count;
  object json{{"import_id", job.id.text()},
              {"kind", to_text(job.kind)},
              {"state", to_text(job.state)},
              {"state_since", to_iso(job.state_since)},
              {"file_name", job.file_name.reveal()},
              {"bytes", job.bytes},
              {"made_by", view.made_by},
              {"made_at", to_iso(job.made_at)},
              {"headings", std::move(headings)},
              {"samples", std::move(samples)},
              {"fields", std::move(fields)},
              {"counts", to_json(job.counts)},
              {"percent", job.percent},
              {"faults", std::move(faults)},
              {"may_be_undone", view.may_be_undone},
              {"taken_back", job.taken_back},
              {"kept", std::move(kept)}};
  if (!job.encoding.empty()) json["encoding"] = job.encoding;
  if (job.failure) json["failure"] = object{{"code", job.failure->code}, {"line", job.failure->line}};
  return json;
}

Result<Response> create_import(app::Ports& ports, const Call& call) {
  const auto key = TRY(call.idempotency_key());
  const auto kind = list_kind_from(call.query_text("kind"));
  if (!kind) return fail(ErrorCode::kInvalidRequest, "kind: one of ListKind");
  const auto view = TRY(app::hand_in_list(ports, call.staff(),
                                          {.kind = *kind,
                                           .file_name = std::string(call.query_text("file_name")),
                                           .content = call.request.body,
                                           .request_key = key}));
  return json_response(201, to_json(view));
}

Result<Response> list_imports(app::Ports& ports, const Call& call) {
  const auto page = TRY(app::list_imports(ports, call.staff(), call.query_text("cursor")));
  return json_response(200,
                       page_json("imports", page, [](const app::ImportView& view) { return to_json(view); }));
}

Result<Response> set_columns(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<ImportId>("import_id"));
  const std::initializer_list<std::string_view> fields{
      "name",     "id_number",      "category", "phone", "started_on", "region",
      "employer", "last_passed_on", "source",   "date",  "kind"};
  const auto body = TRY(JsonBody::parse(call.request.body, fields));
  std::map<std::string, std::string> columns;
  for (const auto field : fields) columns.emplace(field, body.text(field));
  return json_response(200, to_json(TRY(app::map_columns(ports, call.staff(), id, columns))));
}

using Step = Result<app::ImportView>(app::Ports&, const Operator&, const ImportId&);

template <Step step>
Result<Response> run(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<ImportId>("import_id"));
  return json_response(200, to_json(TRY(step(ports, call.staff(), id))));
}

}  // namespace

std::vector<Route> import_routes(const Services& services) {
  const WithPorts with(services);
  constexpr auto kDesk = Access::kDesk;
  constexpr auto kNone = BodyKind::kNone;
  constexpr std::string_view kImports = "/api/v1/console/imports";
  constexpr std::string_view kOne = "/api/v1/console/imports/{import_id}";
  return {
      {"POST", kImports, "createImport", kDesk, BodyKind::kList, with(create_import)},
      {"GET", kImports, "listImports", kDesk, kNone, with(list_imports)},
      {"GET", kOne, "getImport", kDesk, kNone, with(run<app::view_import>)},
      {"DELETE", kOne, "discardImport", kDesk, kNone, with(run<app::discard_import>)},
      {"PUT", "/api/v1/console/imports/{import_id}/columns", "setImportColumns", kDesk, BodyKind::kJson,
       with(set_columns)},
      {"PUT", "/api/v1/console/imports/{import_id}/start", "startImport", kDesk, kNone,
       with(run<app::start_import>)},
      {"PUT", "/api/v1/console/imports/{import_id}/undo", "undoImport", kDesk, kNone,
       with(run<app::undo_import>)},
  };
}

}  // namespace jianzai::http
