#include "http/presentation.h"

#include <algorithm>
#include <map>

#include <boost/json/serialize.hpp>

#include "base/limits.h"
#include "domain/person_details.h"
#include "domain/receipt.h"

namespace jianzai::http {
namespace {

using boost::json::array;
using boost::json::object;

array numbers(const std::vector<int>& values) {
  array json;
  for (const int value : values) json.push_back(value);
  return json;
}

// `asked`: until when plans ask, by category; else the category's own rule holds.
array entitlements_json(const std::vector<Entitlement>& entitlements,
                        const std::map<std::string, Date>& asked = {}) {
  array json;
  for (const Entitlement& entitlement : entitlements) {
    const auto plan = asked.find(entitlement.category.code);
    object row{{"category_code", entitlement.category.code},
               {"category_name", entitlement.category.name},
               {"due_on", to_iso(plan == asked.end() ? entitlement.cycle().due_on : plan->second)}};
    if (entitlement.last_passed_on) row["last_passed_on"] = to_iso(*entitlement.last_passed_on);
    json.push_back(std::move(row));
  }
  return json;
}

array modes_json(const std::vector<ChallengeMode>& modes) {
  array json;
  for (const auto mode : modes) json.emplace_back(jianzai::to_text(mode));
  return json;
}

std::string_view to_text(NetworkKind kind) {
  switch (kind) {
    case NetworkKind::kFull:
      return "full";
    case NetworkKind::kStarter:
      return "starter";
    case NetworkKind::kNone:
      return "none";
  }
  return {};
}

// schemas/ChallengeStep: the step that runs; nothing when all are answered or it was missed.
std::optional<object> step_json(const app::AttemptView& view, Time now) {
  const Attempt& attempt = view.attempt;
  const ChallengeStep* step = running_step(attempt, now);
  if (step == nullptr) return std::nullopt;
  object json{{"index", attempt.step},
              {"kind", jianzai::to_text(step->kind)},
              {"frames_wanted", std::max(1, step->frames - view.frames_of_step)},
              {"deadline", to_iso(step_deadline(attempt))}};
  if (step->colour) json["colour"] = jianzai::to_text(*step->colour);
  return json;
}

// Who tries to deceive learns from no answer what gave them away: to a citizen it reads like any other look
// of a person.
Reason told_to(Viewer viewer, Reason reason) {
  return viewer == Viewer::kCitizen && reason == Reason::kSpoofRisk ? Reason::kLowAssurance : reason;
}

}  // namespace

object frame_receipt_json(const app::AttemptView& view, int sequence, Time now) {
  object json{{"sequence", sequence}, {"frames_received", numbers(view.frames_received)}};
  if (auto step = step_json(view, now)) json["step"] = std::move(*step);
  return json;
}

object to_json(const Agency& agency) {
  return {
      {"name", agency.name}, {"address", agency.address}, {"phone", agency.phone}, {"hours", agency.hours}};
}

object to_json(const DueRule& rule) {
  return {{"kind", jianzai::to_text(rule.kind)},
          {"months", rule.months},
          {"windows", windows_to_text(rule.windows)},
          {"grace_days", rule.grace_days},
          {"minors", rule.takes_minors},
          {"modes", modes_json(rule.modes)}};
}

object to_json(const Category& category) {
  return {{"code", category.code},
          {"name", category.name},
          {"assurance", jianzai::to_text(category.assurance)},
          {"due_rule", to_json(category.rule)}};
}

object to_json(const Networks& networks) {
  object json{{"kind", to_text(networks.kind)}, {"set", nullptr}};
  if (!networks.set.empty()) json["set"] = networks.set;
  if (!networks.note.empty()) json["note"] = networks.note;
  return json;
}

namespace {

array names_json(const std::vector<ReviewEvidence>& evidence) {
  array names;
  for (const auto kind : evidence) names.emplace_back(jianzai::to_text(kind));
  return names;
}

}  // namespace

object to_json(const Account& account) {
  object json{{"account_id", account.id.text()},
              {"name", account.name.reveal()},
              {"phone_masked", masked_phone(account.phone)}};
  if (account.id_number) json["id_number_masked"] = account.id_number->masked();
  return json;
}

namespace {

object operator_json(const Operator& person) {
  object json{{"operator_id", person.id.text()},
              {"login", person.login},
              {"name", person.name.reveal()},
              {"role", jianzai::to_text(person.role)},
              {"second_factor", person.factor.has_value()},
              {"must_change_password", person.must_change_password}};
  if (person.region) json["region"] = person.region->text();
  return json;
}

}  // namespace

object to_json(const Operator& person, const Agency& agency) {
  object json = operator_json(person);
  json["agency"] = to_json(agency);
  return json;
}

object to_json(const Employer& employer) {
  return {{"employer_id", employer.id.text()}, {"code", employer.code.text()}, {"name", employer.name}};
}

object to_json(const app::OperatorView& view) {
  const Operator& person = view.person;
  object json = operator_json(person);
  json["is_disabled"] = person.is_disabled;
  if (view.employer) json["employer"] = to_json(*view.employer);
  return json;
}

object to_json(const Consent& consent) {
  object json{{"consent_id", consent.id.text()},
              {"purpose", jianzai::to_text(consent.purpose)},
              {"text_version", consent.text_version},
              {"granted_at", to_iso(consent.granted_at)}};
  if (consent.withdrawn_at) json["withdrawn_at"] = to_iso(*consent.withdrawn_at);
  return json;
}

object to_json(const app::ConsentView& view) {
  object json = to_json(view.consent);
  json["mode"] = jianzai::to_text(view.mode);
  json["name_masked"] = masked_name(view.person_name);
  return json;
}

object to_json(const Reference& reference, Time now) {
  return {{"reference_id", reference.id.text()},
          {"made_at", to_iso(reference.made_at)},
          {"source", jianzai::to_text(reference.source)},
          {"photographed_on", to_iso(china_date(reference.photographed_at()))},
          {"state", jianzai::to_text(reference.state)},
          {"features", reference.features ? "READY" : "WAITING"},
          {"is_ageing", is_ageing(reference, now)}};
}

array support_json(const std::vector<SupportContact>& contacts) {
  array json;
  for (const auto& contact : contacts) {
    json.push_back(
        {{"kind", jianzai::to_text(contact.kind)}, {"value", contact.value}, {"hours", contact.hours}});
  }
  return json;
}

object to_json(const app::ProofView& proof, const Secret<std::string>& name) {
  object json{{"status", app::to_text(proof.status)}, {"name", name.reveal()}, {"entitlements", array()}};
  if (proof.person) {
    json["name"] = proof.person->name.reveal();
    const auto& standing = proof.standing;
    json["entitlements"] = entitlements_json(proof.person->entitlements,
                                             standing ? standing->due_on : std::map<std::string, Date>());
    json["looks_only"] = proof.person->looks_only;
    json["keeps_image"] = proof.keeps_image;
    if (standing) json["modes"] = modes_json(standing->modes);
  }
  if (proof.reference) json["reference"] = {{"made_on", to_iso(china_date(proof.reference->made_at))}};
  if (proof.agency) json["agency"] = to_json(*proof.agency);
  json["support"] = support_json(proof.support);
  if (proof.passed) json["passed"] = to_json(*proof.passed);
  if (proof.matched)
    json["matched"] = {{"source", proof.matched->source}, {"happened_on", to_iso(proof.matched->on)}};
  if (const auto& standing = proof.standing) {
    json["tries_left"] = standing->tries_max - static_cast<int>(standing->failed.size());
    if (!standing->failed.empty()) json["failed_attempt_id"] = standing->failed.front().text();
    if (standing->is_suspended) json["is_suspended"] = true;
    if (standing->is_closed && standing->opens_on) json["opens_on"] = to_iso(*standing->opens_on);
    if (standing->is_closed && standing->hours) json["hours"] = jianzai::to_text(*standing->hours);
  }
  if (proof.open_attempt) json["open_attempt_id"] = proof.open_attempt->text();
  if (proof.asked_in) json["asked_attempt_id"] = proof.asked_in->text();
  if (proof.review_due_on) json["review_due_on"] = to_iso(*proof.review_due_on);
  return json;
}

object to_json(const app::RelativeView& view) {
  const Relative& relative = view.relative;
  object json{{"relative_id", relative.id.text()},
              {"relation", jianzai::to_text(relative.relation)},
              {"added_at", to_iso(relative.added_at)}};
  if (view.proof.person) {
    json["id_number_masked"] = view.proof.person->id_number.masked();
    json["proof"] = to_json(view.proof, view.proof.person->name);
  }
  return json;
}

object to_json(const app::Helper& helper) {
  object json{{"helper_id", helper.id.text()},
              {"relation", jianzai::to_text(helper.relation)},
              {"added_at", to_iso(helper.added_at)},
              {"is_refused", helper.is_refused}};
  if (helper.name) json["name_masked"] = masked_name(*helper.name);
  return json;
}

object to_json(const Pass& pass) {
  object json{
      {"pass_id", pass.id.text()}, {"way", jianzai::to_text(pass.way)}, {"seen_on", to_iso(pass.seen_on)}};
  if (pass.next_due_on) json["next_due_on"] = to_iso(*pass.next_due_on);
  return json;
}

object to_json(const Receipt& receipt) {
  object json{{"number", receipt.number},
              {"name_masked", receipt.name},
              {"id_number_masked", receipt.id_number},
              {"passed_on", to_iso(receipt.passed_on)},
              {"way", jianzai::to_text(receipt.way)},
              {"agency", receipt.agency},
              {"key_id", receipt.key_id}};
  if (receipt.next_due_on) json["next_due_on"] = to_iso(*receipt.next_due_on);
  return json;
}

object to_json(const app::AuditView& view) {
  const AuditEntry& entry = view.entry;
  object json{{"number", entry.number},
              {"at", to_iso(entry.event.at)},
              {"action", jianzai::to_text(entry.event.action)},
              {"object", entry.event.object}};
  if (entry.event.by) json["operator_id"] = entry.event.by->text();
  if (!view.login.empty()) json["login"] = view.login;
  return json;
}

object to_json(const app::AttemptView& view, Time now, Viewer viewer) {
  const Attempt& attempt = view.attempt;
  object json{{"attempt_id", attempt.id.text()},
              {"state", jianzai::to_text(attempt.state)},
              {"opened_at", to_iso(attempt.opened_at)}};
  json["mode"] = jianzai::to_text(attempt.challenge.mode);
  if (attempt.decided_at) json["decided_at"] = to_iso(*attempt.decided_at);
  if (attempt.state == AttemptState::kOpen && viewer == Viewer::kCitizen && !attempt.nonce.empty()) {
    object capture{{"nonce", attempt.nonce},
                   {"deadline", to_iso(attempt.deadline)},
                   {"mode", jianzai::to_text(attempt.challenge.mode)},
                   {"steps", attempt.challenge.steps.size()},
                   {"frames_wanted", attempt.challenge.frames()},
                   {"frames_max", limits::kFramesPerAttemptMax},
                   {"frames_received", numbers(view.frames_received)}};
    if (auto step = step_json(view, now)) capture["step"] = std::move(*step);
    json["capture"] = std::move(capture);
  }
  if (attempt.decision) {
    json["result"] = jianzai::to_text(attempt.decision->result);
    if (attempt.decision->reason)
      json["reason"] = jianzai::to_text(told_to(viewer, *attempt.decision->reason));
    if (viewer == Viewer::kOperator) {
      if (!attempt.findings.empty()) json["findings"] = attempt.findings;
      const Decision& decision = *attempt.decision;
      if (decision.score) json["score"] = *decision.score;
      if (decision.normalised) json["normalised_score"] = *decision.normalised;
      if (decision.threshold) json["threshold"] = *decision.threshold;
      if (decision.score && decision.threshold) {
        json["mapped_score"] =
            mapped_score(decision.normalised.value_or(*decision.score), *decision.threshold);
      }
    }
    json["may_request_review"] =
        may_request_review(attempt, view.review.has_value(), !view.frames_received.empty() || view.counts);
  }
  if (attempt.state == AttemptState::kExpired) json["reason"] = jianzai::to_text(Reason::kDeadline);
  if (attempt.next_due_on) json["next_due_on"] = to_iso(*attempt.next_due_on);
  if (!attempt.network_set.empty()) json["network_set"] = attempt.network_set;
  if (view.review) {
    object review{{"state", jianzai::to_text(view.review->state)}, {"due_on", to_iso(view.review->due_on)}};
    if (view.review->state == ReviewState::kRejected || view.review->state == ReviewState::kAsked)
      review["note"] = view.review->note.reveal();
    if (is_pending(view.review->state)) {
      review["evidence"] = names_json(view.evidence);
      review["answered"] = !view.review->answer.reveal().empty();
    }
    json["review"] = std::move(review);
  }
  return json;
}

object to_json(const app::PersonView& view, Time now) {
  const Person& person = view.person;
  object json{{"person_id", person.id.text()},
              {"name", person.name.reveal()},
              {"id_number_masked", person.id_number.masked()},
              {"phone_masked", masked_phone(person.phone)},
              {"sex", person.id_number.sex() == Sex::kFemale ? "FEMALE" : "MALE"},
              {"born_on", to_iso(person.id_number.birth())},
              {"entitlements", entitlements_json(person.entitlements)},
              {"registered", view.registered},
              {"looks_only", person.looks_only},
              {"active_references", view.active_references}};
  if (view.reference) json["reference"] = to_json(*view.reference, now);
  if (view.employer) json["employer"] = to_json(*view.employer);
  if (person.region) json["region"] = person.region->text();
  return json;
}

object to_json(const app::ReviewView& view, Time now) {
  const Review& review = view.review;
  object json{{"review_id", review.id.text()},
              {"state", jianzai::to_text(review.state)},
              {"person_id", review.person.text()},
              {"person_name", view.person_name.reveal()},
              {"opened_at", to_iso(review.opened_at)},
              {"due_on", to_iso(review.due_on)},
              {"due_is_certain", review.due_is_certain},
              {"requested_by", jianzai::to_text(review.requested_by)},
              {"attempt", to_json(view.attempt, now, Viewer::kOperator)},
              {"frames", numbers(view.attempt.frames_received)}};
  json["evidence"] = names_json(view.evidence);
  json["waits_for_second"] = view.waits_for_second;
  json["is_collector"] = view.is_collector;
  json["may_keep_image"] = view.may_keep_image;
  for (const auto& [sign, name, checked_by] : view.deaths) {
    if (!json.contains("death_reports")) json["death_reports"] = array();
    object report{{"sign_id", sign.id.text()},
                  {"source", sign.source},
                  {"happened_on", to_iso(sign.on)},
                  {"is_confirmed", sign.outcome.has_value()},
                  {"is_ended", sign.followed_on.has_value()}};
    if (!checked_by.empty()) report["checked_by"] = checked_by;
    json["death_reports"].as_array().push_back(std::move(report));
  }
  if (is_pending(review.state)) json["workdays_left"] = view.workdays_left;
  if (view.region) json["region"] = view.region->text();
  if (!view.claimed_by.empty()) json["claimed_by"] = view.claimed_by;
  if (!review.answer.reveal().empty()) json["answer"] = review.answer.reveal();
  if (!review.note.reveal().empty()) json["note"] = review.note.reveal();
  if (review.decided_at) json["decided_at"] = to_iso(*review.decided_at);
  if (view.decided_by) json["decided_by"] = view.decided_by->reveal();
  return json;
}

Response json_response(int status, const object& body) {
  return {.status = status,
          .content_type = "application/json",
          .body = boost::json::serialize(body),
          .headers = {}};
}

}  // namespace jianzai::http
