#include "app/person_file.h"

#include <algorithm>
#include <chrono>

#include "app/audit.h"
#include "app/fields.h"
#include "app/write.h"

namespace jianzai::app {
namespace {

using namespace std::chrono_literals;

// Looks each operator up once.
class Logins {
 public:
  explicit Logins(Transaction& transaction) : transaction_(transaction) {}

  Result<void> add(const std::optional<OperatorId>& id) {
    if (!id || logins_.contains(id->text())) return {};
    const auto found = TRY(transaction_.operators().find(*id));
    logins_[id->text()] = found ? found->login : std::string();
    return {};
  }
  [[nodiscard]] std::map<std::string, std::string> take() { return std::move(logins_); }

 private:
  Transaction& transaction_;
  std::map<std::string, std::string> logins_;
};

Result<std::map<std::string, Plan>> plans_of(Transaction& transaction, const PersonFile& file) {
  std::map<std::string, Plan> plans;
  const auto add = [&](const PlanId& id) -> Result<void> {
    if (plans.contains(id.text())) return {};
    if (auto plan = TRY(transaction.plans().find(id))) plans.emplace(id.text(), std::move(*plan));
    return {};
  };
  for (const Task& task : file.tasks) TRY(add(task.plan));
  for (const auto& [plan, contact] : file.contacts) TRY(add(plan));
  return plans;
}

Result<std::map<std::string, Secret<std::string>>> names_of(Transaction& transaction,
                                                            const std::vector<Relative>& helpers) {
  std::map<std::string, Secret<std::string>> names;
  for (const Relative& helper : helpers) {
    if (auto account = TRY(transaction.accounts().find(helper.account)); account && !account->closed_at)
      names.emplace(helper.account.text(), std::move(account->name));
  }
  return names;
}

Result<std::vector<ConsentView>> consents_of(Transaction& transaction, const Person& person) {
  std::vector<ConsentView> views;
  for (Consent& consent : TRY(transaction.consents().of_person(person.id, kFileRowsMax + 1)))
    views.push_back(view_of(person, std::move(consent)));
  return views;
}

Result<std::map<std::string, std::string>> logins_of(Transaction& transaction, const PersonFile& file) {
  Logins logins(transaction);
  for (const auto& task : file.tasks) TRY(logins.add(task.proposed_by));
  for (const auto& reference : file.references) TRY(logins.add(reference.made_by));
  for (const auto& review : file.reviews) TRY(logins.add(review.decided_by));
  for (const auto& sign : file.life_signs) TRY(logins.add(sign.checked_by));
  for (const auto& proof : file.assisted_proofs) {
    TRY(logins.add(proof.made_by));
    TRY(logins.add(proof.decided_by));
  }
  for (const auto& ticket : file.tickets) {
    TRY(logins.add(ticket.claimed_by));
    TRY(logins.add(ticket.opened_by));
  }
  for (const auto& merge : file.merges) {
    TRY(logins.add(merge.made_by));
    TRY(logins.add(merge.decided_by));
  }
  for (const auto& disclosure : file.disclosures) TRY(logins.add(disclosure.by));
  for (const auto& [plan, contact] : file.contacts) TRY(logins.add(contact.by));
  for (const auto& view : file.consents) {
    if (view.consent.recorded) TRY(logins.add(view.consent.recorded->by));
  }
  return logins.take();
}

// Of one row more than a list shows, and says so.
template <class Row>
std::vector<Row> capped(std::vector<Row> rows, std::string_view member, PersonFile& file) {
  if (rows.size() > kFileRowsMax) {
    rows.erase(rows.begin() + kFileRowsMax, rows.end());
    file.cut.push_back(member);
  }
  return rows;
}

}  // namespace

Result<PersonFile> view_file(Ports& ports, const Operator& by, const PersonId& id) {
  const auto transaction = TRY(ports.store.begin_read());
  const auto person = TRY(own_person(*transaction, by, id));
  PersonFile file;
  file.tasks = capped(TRY(transaction->tasks().of_person(id, kFileRowsMax + 1)), "tasks", file);
  file.contacts = capped(TRY(transaction->tasks().contacts_of(id, kFileRowsMax + 1)), "contacts", file);
  file.plans = TRY(plans_of(*transaction, file));
  file.references =
      capped(TRY(transaction->references().of_person(id, kFileRowsMax + 1)), "references", file);
  file.reviews = capped(TRY(transaction->reviews().of_person(id, kFileRowsMax + 1)), "reviews", file);
  file.assisted_proofs =
      capped(TRY(transaction->assisted_proofs().of_person(id, kFileRowsMax + 1)), "assisted_proofs", file);
  file.evidence = TRY(transaction->assisted_proofs().evidence_of_person(id));
  const auto two_years_ago = std::chrono::sys_days(china_date(ports.clock.now())) - std::chrono::days(730);
  file.life_signs = TRY(transaction->life_signs().of_person(id, Date(two_years_ago)));
  file.tickets = capped(TRY(transaction->tickets().of_person(id, kFileRowsMax + 1)), "tickets", file);
  for (Ticket& ticket : file.tickets) ticket = as_of(std::move(ticket), china_date(ports.clock.now()));
  file.consents = capped(TRY(consents_of(*transaction, person)), "consents", file);
  file.helpers = TRY(transaction->relatives().of_person(id));
  file.helper_names = TRY(names_of(*transaction, file.helpers));
  file.merges = capped(TRY(transaction->merges().of_person(id, kFileRowsMax + 1)), "merges", file);
  file.disclosures =
      capped(TRY(transaction->persons().disclosures(id, kFileRowsMax + 1)), "disclosures", file);
  file.logins = TRY(logins_of(*transaction, file));
  return file;
}

Result<Page<AuditView>> list_trail(Ports& ports, const Operator& by, const PersonId& id,
                                   std::string_view cursor) {
  const auto transaction = TRY(ports.store.begin_read());
  TRY(own_person(*transaction, by, id));
  auto entries = TRY(transaction->audit().page_of_person(by.agency, id, cursor, kFileRowsMax));
  return with_logins(*transaction, std::move(entries));
}

Result<Person> disclose(Ports& ports, const Operator& by, const PersonId& id, std::string_view reason) {
  FieldReader reader(china_date(ports.clock.now()));
  const auto known = disclosure_reason_from(reason);
  if (!known) reader.refuse("reason", reason.empty() ? "REQUIRED" : "VALUE");
  if (reader.has_faults()) return reader.error();
  return write(ports.store, [&](Transaction& transaction) -> Result<Person> {
    auto person = TRY(own_person(transaction, by, id));
    TRY(keep_disclosure(ports, transaction, by, id, *known));
    return person;
  });
}

Result<void> must_not_disclose_more(Ports& ports, Transaction& transaction, const Operator& by) {
  const Time since = ports.clock.now() - 1h;
  if (TRY(transaction.persons().count_disclosures(by.id, since)) < kDisclosuresPerHourMax) return {};
  return fail(
      Error{.code = ErrorCode::kTooManyTries, .detail = "too many people looked up", .retry_after = 600s});
}

Result<void> keep_disclosure(Ports& ports, Transaction& transaction, const Operator& by, const PersonId& id,
                             DisclosureReason reason) {
  TRY(must_not_disclose_more(ports, transaction, by));
  TRY(transaction.persons().insert_disclosure({.id = DisclosureId::make(ports.clock, ports.random),
                                               .person = id,
                                               .by = by.id,
                                               .at = ports.clock.now(),
                                               .reason = reason}));
  return record(ports, transaction, by, AuditAction::kDisclose, id.text());
}

}  // namespace jianzai::app
