#include "app/person_file.h"

#include "app/change_person.h"
#include "app/enrol_reference.h"
#include "app/insight.h"
#include "app/on_behalf.h"
#include "app/record_consent.h"
#include "domain/person_details.h"
#include "http/json_body.h"
#include "http/presentation.h"
#include "http/routes/routes.h"

namespace jianzai::http {
namespace {

using boost::json::array;
using boost::json::object;

// What is the same for every row of a file: who the operators, plans and helpers are.
class FileJson {
 public:
  FileJson(const app::PersonFile& file, Time now) : file_(file), now_(now) {}

  [[nodiscard]] object all() const {
    return {{"tasks", rows(file_.tasks)},
            {"contacts", rows(file_.contacts)},
            {"references", rows(file_.references)},
            {"reviews", rows(file_.reviews)},
            {"assisted_proofs", rows(file_.assisted_proofs)},
            {"life_signs", rows(file_.life_signs)},
            {"tickets", rows(file_.tickets)},
            {"consents", rows(file_.consents)},
            {"helpers", rows(file_.helpers)},
            {"merges", rows(file_.merges)},
            {"disclosures", rows(file_.disclosures)},
            {"cut", cut()}};
  }

 private:
  template <class Row>
  [[nodiscard]] array rows(const std::vector<Row>& all) const {
    array json;
    for (const Row& row : all) json.push_back(row_json(row));
    return json;
  }

  [[nodiscard]] array cut() const {
    array members;
    for (const auto member : file_.cut) members.emplace_back(member);
    return members;
  }

  void put_login(object& json, std::string_view member, const std::optional<OperatorId>& id) const {
    const auto found = id ? file_.logins.find(id->text()) : file_.logins.end();
    if (found != file_.logins.end()) json[member] = found->second;
  }

  [[nodiscard]] object row_json(const Task& task) const {
    object json{{"task_id", task.id.text()},
                {"state", to_text(task.state)},
                {"self_from", to_iso(task.window.self_from)},
                {"self_to", to_iso(task.window.self_to)},
                {"verify_to", to_iso(task.window.verify_to)}};
    if (const auto plan = file_.plans.find(task.plan.text()); plan != file_.plans.end()) {
      json["plan_name"] = plan->second.name;
      json["category_code"] = plan->second.category;
    }
    if (task.settled_on) json["settled_on"] = to_iso(*task.settled_on);
    if (task.settled_by) json["settled_by"] = to_text(*task.settled_by);
    if (task.suspended_from) json["suspended_from"] = to_iso(*task.suspended_from);
    if (task.arrears_months) json["arrears_months"] = *task.arrears_months;
    return json;
  }

  [[nodiscard]] object row_json(const app::PersonContact& one) const {
    object json{{"channel", to_text(one.contact.channel)}, {"made_at", to_iso(one.contact.made_at)}};
    if (one.contact.result) json["result"] = to_text(*one.contact.result);
    if (const auto plan = file_.plans.find(one.plan.text()); plan != file_.plans.end())
      json["plan_name"] = plan->second.name;
    put_login(json, "login", one.contact.by);
    return json;
  }

  [[nodiscard]] object row_json(const Reference& reference) const {
    object json = to_json(reference, now_);
    put_login(json, "made_by", reference.made_by);
    return json;
  }

  [[nodiscard]] object row_json(const Review& review) const {
    object json{{"review_id", review.id.text()},
                {"attempt_id", review.attempt.text()},
                {"state", to_text(review.state)},
                {"opened_at", to_iso(review.opened_at)},
                {"due_on", to_iso(review.due_on)}};
    if (review.decided_at) json["decided_at"] = to_iso(*review.decided_at);
    put_login(json, "decided_by", review.decided_by);
    return json;
  }

  [[nodiscard]] object row_json(const AssistedProof& proof) const {
    object json{{"proof_id", proof.id.text()},
                {"way", to_text(proof.way)},
                {"seen_on", to_iso(proof.seen_on)},
                {"state", to_text(proof.state)},
                {"made_at", to_iso(proof.made_at)}};
    array evidence;
    if (const auto found = file_.evidence.find(proof.id.text()); found != file_.evidence.end()) {
      for (const auto kind : found->second) evidence.emplace_back(to_text(kind));
    }
    json["evidence"] = std::move(evidence);
    put_login(json, "made_by", proof.made_by);
    put_login(json, "decided_by", proof.decided_by);
    if (!proof.answer.reveal().empty()) json["note"] = proof.answer.reveal();
    return json;
  }

  [[nodiscard]] object row_json(const LifeSign& sign) const {
    object json{{"sign_id", sign.id.text()},
                {"kind", to_text(sign.kind)},
                {"source", sign.source},
                {"happened_on", to_iso(sign.on)},
                {"received_at", to_iso(sign.received_at)}};
    if (sign.outcome) json["outcome"] = to_text(*sign.outcome);
    if (sign.followed_on) json["is_ended"] = true;
    put_login(json, "checked_by", sign.checked_by);
    return json;
  }

  [[nodiscard]] object row_json(const Ticket& ticket) const {
    object json{{"ticket_id", ticket.id.text()},   {"kind", to_text(ticket.kind)},
                {"state", to_text(ticket.state)},  {"opened_at", to_iso(ticket.opened_at)},
                {"due_on", to_iso(ticket.due_on)}, {"note", ticket.note.reveal()}};
    if (ticket.outcome) json["outcome"] = to_text(*ticket.outcome);
    if (!ticket.answer.reveal().empty()) json["answer"] = ticket.answer.reveal();
    put_login(json, "claimed_by", ticket.claimed_by);
    put_login(json, "opened_by", ticket.opened_by);
    return json;
  }

  [[nodiscard]] object row_json(const app::ConsentView& view) const {
    object json = to_json(view.consent);
    json["mode"] = to_text(view.mode);
    if (const auto& recorded = view.consent.recorded) {
      if (!recorded->sheet.reveal().empty()) json["sheet"] = recorded->sheet.reveal();
      put_login(json, "recorded_by", recorded->by);
    }
    return json;
  }

  [[nodiscard]] object row_json(const Relative& helper) const {
    object json{{"relative_id", helper.id.text()},
                {"relation", to_text(helper.relation)},
                {"state", to_text(helper.state)},
                {"added_at", to_iso(helper.added_at)}};
    if (const auto name = file_.helper_names.find(helper.account.text()); name != file_.helper_names.end())
      json["name_masked"] = masked_name(name->second);
    return json;
  }

  // The other side's number is what somebody may say at the counter who was known by it.
  [[nodiscard]] object row_json(const PersonMerge& merge) const {
    object json{{"merge_id", merge.id.text()},
                {"state", to_text(merge.state)},
                {"kept_id", merge.kept.text()},
                {"duplicate_id", merge.duplicate.text()},
                {"duplicate_id_number_masked", merge.number.masked()},
                {"reason", to_text(merge.reason)},
                {"note", merge.note.reveal()},
                {"made_at", to_iso(merge.made_at)}};
    put_login(json, "made_by", merge.made_by);
    put_login(json, "decided_by", merge.decided_by);
    if (merge.decided_at) json["decided_at"] = to_iso(*merge.decided_at);
    if (!merge.answer.reveal().empty()) json["answer"] = merge.answer.reveal();
    return json;
  }

  [[nodiscard]] object row_json(const Disclosure& disclosure) const {
    object json{{"at", to_iso(disclosure.at)}, {"reason", to_text(disclosure.reason)}};
    put_login(json, "login", disclosure.by);
    return json;
  }

  const app::PersonFile& file_;
  Time now_;
};

Result<Response> get_file(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<PersonId>("person_id"));
  const auto file = TRY(app::view_file(ports, call.staff(), id));
  return json_response(200, FileJson(file, ports.clock.now()).all());
}

template <auto decide_on>
Result<Response> decide_on_helper(app::Ports& ports, const Call& call) {
  const auto person = TRY(call.id<PersonId>("person_id"));
  TRY(decide_on(ports, call.staff(), person, TRY(call.id<RelativeId>("helper_id"))));
  return no_content();
}

Result<Response> close_account(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<PersonId>("person_id"));
  return json_response(200, to_json(TRY(app::close_account_of(ports, call.staff(), id)), ports.clock.now()));
}

Result<Response> record_consent(app::Ports& ports, const Call& call) {
  const auto key = TRY(call.idempotency_key());
  const auto id = TRY(call.id<PersonId>("person_id"));
  const auto body = TRY(JsonBody::parse(call.request.body, {"purpose", "mode", "text_version", "sheet"}));
  const auto consent = TRY(app::record_consent(ports, call.staff(),
                                               {.person = id,
                                                .purpose = body.text("purpose"),
                                                .mode = body.text("mode"),
                                                .text_version = body.text("text_version"),
                                                .sheet = body.text("sheet"),
                                                .request_key = key}));
  return json_response(201, to_json(consent));
}

Result<Response> withdraw_consent(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<PersonId>("person_id"));
  TRY(app::withdraw_consent_of(ports, call.staff(), id, TRY(call.id<ConsentId>("consent_id"))));
  return no_content();
}

Result<Response> list_trail(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<PersonId>("person_id"));
  const auto page = TRY(app::list_trail(ports, call.staff(), id, call.query_text("cursor")));
  return json_response(200, page_json("entries", page, [](const app::AuditView& view) {
                         object json{{"number", view.entry.number},
                                     {"at", to_iso(view.entry.event.at)},
                                     {"action", to_text(view.entry.event.action)}};
                         if (!view.login.empty()) json["login"] = view.login;
                         return json;
                       }));
}

Result<Response> disclose(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<PersonId>("person_id"));
  const auto body = TRY(JsonBody::parse(call.request.body, {"reason"}));
  const auto person = TRY(app::disclose(ports, call.staff(), id, body.text("reason")));
  return json_response(201, {{"id_number", person.id_number.reveal()}, {"phone", person.phone.reveal()}});
}

Result<Response> change(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<PersonId>("person_id"));
  const auto body = TRY(JsonBody::parse(call.request.body, {"name", "phone", "region"}));
  const auto view = TRY(app::change_person(
      ports, call.staff(),
      {.person = id, .name = body.text("name"), .phone = body.text("phone"), .region = body.text("region")}));
  return json_response(200, to_json(view, ports.clock.now()));
}

Result<Response> add_entitlement(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<PersonId>("person_id"));
  const auto body = TRY(JsonBody::parse(call.request.body, {"category_code", "started_on"}));
  const auto view =
      TRY(app::add_entitlement(ports, call.staff(), id, body.text("category_code"), body.text("started_on")));
  return json_response(201, to_json(view, ports.clock.now()));
}

Result<Response> list_reference_work(app::Ports& ports, const Call& call) {
  const auto work = call.query_text("work");
  if (work != "MISSING" && work != "AGEING")
    return fail(ErrorCode::kInvalidRequest, "work: MISSING or AGEING");
  const auto page = TRY(app::list_reference_work(
      ports, call.staff(), work == "MISSING" ? app::ReferenceWork::kMissing : app::ReferenceWork::kAgeing,
      call.query_text("cursor")));
  return json_response(200, page_json("persons", page, [&](const app::PersonView& view) {
                         return to_json(view, ports.clock.now());
                       }));
}

object to_json(const app::ReferenceView& view, Time now) {
  object json{{"reference", http::to_json(view.reference, now)},
              {"person_id", view.reference.person.text()},
              {"person_name", view.person_name.reveal()},
              {"keeps_earlier", view.reference.keeps_earlier}};
  if (!view.made_by.empty()) json["made_by"] = view.made_by;
  return json;
}

Result<Response> list_proposed(app::Ports& ports, const Call& call) {
  const auto page = TRY(app::list_proposed_references(ports, call.staff(), call.query_text("cursor")));
  return json_response(200, page_json("references", page, [&](const app::ReferenceView& view) {
                         return to_json(view, ports.clock.now());
                       }));
}

using Verdict = Result<app::ReferenceView>(app::Ports&, const Operator&, const ReferenceId&);

template <Verdict verdict>
Result<Response> decide(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<ReferenceId>("reference_id"));
  return json_response(200, to_json(TRY(verdict(ports, call.staff(), id)), ports.clock.now()));
}

Result<Response> get_image(app::Ports& ports, const Call& call) {
  const auto id = TRY(call.id<ReferenceId>("reference_id"));
  return jpeg_response(TRY(app::image_of_reference(ports, call.staff(), id)));
}

}  // namespace

std::vector<Route> person_file_routes(const Services& services) {
  const WithPorts with(services);
  constexpr auto kDesk = Access::kDesk;
  constexpr auto kReviewer = Access::kReviewer;
  constexpr auto kNone = BodyKind::kNone;
  constexpr auto kJson = BodyKind::kJson;
  return {
      {"GET", "/api/v1/console/persons/{person_id}/file", "getPersonFile", kDesk, kNone, with(get_file)},
      {"GET", "/api/v1/console/persons/{person_id}/trail", "listPersonTrail", kDesk, kNone, with(list_trail)},
      {"POST", "/api/v1/console/persons/{person_id}/disclosures", "disclosePerson", kDesk, kJson,
       with(disclose)},
      {"DELETE", "/api/v1/console/persons/{person_id}/account", "closeAccountOfPerson", kDesk, kNone,
       with(close_account)},
      {"POST", "/api/v1/console/persons/{person_id}/consents", "recordConsent", kDesk, kJson,
       with(record_consent)},
      {"DELETE", "/api/v1/console/persons/{person_id}/consents/{consent_id}", "withdrawConsentOfPerson",
       kDesk, kNone, with(withdraw_consent)},
      {"PUT", "/api/v1/console/persons/{person_id}/helpers/{helper_id}/refusal", "refuseHelperOfPerson",
       kDesk, kNone, with(decide_on_helper<app::refuse_helper_of>)},
      {"DELETE", "/api/v1/console/persons/{person_id}/helpers/{helper_id}/refusal", "allowHelperOfPerson",
       kDesk, kNone, with(decide_on_helper<app::allow_helper_of>)},
      {"PUT", "/api/v1/console/persons/{person_id}/details", "changePerson", kDesk, kJson, with(change)},
      {"POST", "/api/v1/console/persons/{person_id}/entitlements", "addEntitlement", kDesk, kJson,
       with(add_entitlement)},
      {"GET", "/api/v1/console/reference-work", "listReferenceWork", kDesk, kNone, with(list_reference_work)},
      {"GET", "/api/v1/console/reference-proposals", "listProposedReferences", kReviewer, kNone,
       with(list_proposed)},
      {"PUT", "/api/v1/console/reference-proposals/{reference_id}/approval", "approveReference", kReviewer,
       kNone, with(decide<app::approve_reference>)},
      {"PUT", "/api/v1/console/reference-proposals/{reference_id}/refusal", "refuseReference", kReviewer,
       kNone, with(decide<app::refuse_reference>)},
      {"GET", "/api/v1/console/references/{reference_id}/image.jpg", "getReferenceOfPerson", kDesk, kNone,
       with(get_image)},
  };
}

}  // namespace jianzai::http
