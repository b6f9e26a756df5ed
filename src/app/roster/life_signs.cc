#include "app/roster/life_signs.h"

#include <algorithm>
#include <array>

#include "app/notices.h"
#include "app/pass_person.h"
#include "app/roster/run_list.h"
#include "app/terminations.h"
#include "app/view_operator.h"
#include "app/view_persons.h"
#include "base/limits.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kRowsPerPage = 50;

enum Column : std::size_t { kName, kIdNumber, kSource, kDate, kKind, kColumns };

constexpr std::array<Heading, kColumns> kHeadings{{
    {"name", true, {"姓名", "名字", "待遇领取人", "name", "full_name"}},
    {"id_number", true, {"身份证号", "身份证号码", "公民身份号码", "社会保障号", "id_number"}},
    {"source", true, {"来源", "数据来源", "source", "", ""}},
    {"date", true, {"日期", "发生日期", "发生时间", "date", ""}},
    {"kind", true, {"类型", "强度", "证据类型", "kind", ""}},
}};

struct SignRow {
  Secret<std::string> name;
  IdNumber id_number;
  std::string source;
  Date on;
  LifeSignKind kind = LifeSignKind::kWeak;
};

std::optional<SignRow> read(FieldReader& reader, const TableRow& texts, Date today) {
  auto name = reader.name("name", texts[kName]);
  auto id_number = reader.id_number("id_number", texts[kIdNumber]);
  auto source =
      reader.text("source", texts[kSource], limits::kNameCharactersMax, FieldReader::Need::kRequired);
  const auto on = read_day(texts[kDate]);
  if (!on || *on > today) reader.refuse("date", texts[kDate].empty() ? "REQUIRED" : "DATE");
  const auto kind = life_sign_kind_from(texts[kKind]);
  if (!kind) reader.refuse("kind", texts[kKind].empty() ? "REQUIRED" : "VALUE");
  if (reader.has_faults()) return std::nullopt;
  return SignRow{.name = std::move(*name),
                 .id_number = std::move(*id_number),
                 .source = std::move(*source),
                 .on = *on,
                 .kind = *kind};
}

Result<void> take_over(Ports& ports, Transaction& transaction, const AgencyId& agency, const SignRow& row,
                       std::size_t line, Batch& batch) {
  const auto person = TRY(transaction.persons().find_by_id_number(row.id_number));
  if (!person || person->agency != agency) {
    ++batch.counted.strangers;
    batch.faults.push_back({line, "", "UNKNOWN_PERSON"});
    return {};
  }
  if (person->name.reveal() != row.name.reveal()) {
    batch.refuse(line, "NAME_ID_MISMATCH");
    return {};
  }
  const auto id = LifeSignId::make(ports.clock, ports.random);
  const auto inserted = TRY(transaction.life_signs().insert({.id = id,
                                                             .person = person->id,
                                                             .agency = agency,
                                                             .kind = row.kind,
                                                             .source = row.source,
                                                             .on = row.on,
                                                             .received_at = ports.clock.now()}));
  if (inserted == Inserted::kAlreadyThere) {
    ++batch.counted.unchanged;
    return {};
  }
  ++batch.counted.added;
  batch.changes.push_back({.line = line, .person = person->id, .sign = id});
  if (is_loss(row.kind)) {
    ++batch.counted.losses;
  } else if (TRY(pass_by_signs(ports, transaction, *person))) {
    ++batch.counted.proofs;
  }
  return {};
}

Result<LossView> view_of(Transaction& transaction, LifeSign sign) {
  const auto person = TRY(transaction.persons().find(sign.person));
  if (!person) return fail(ErrorCode::kInternal, "a sign of nobody");
  auto checked_by = TRY(login_of(transaction, sign.checked_by));
  return LossView{.sign = std::move(sign), .person_name = person->name, .checked_by = std::move(checked_by)};
}

// Whether a benefit has ended for it: of the dead also one of several, unless it ended for another loss.
Result<bool> has_ended_benefit(Transaction& transaction, const LifeSign& sign, Date today) {
  if (sign.followed_on) return true;
  const bool has_ended =
      sign.outcome == LossOutcome::kConfirmed &&
      TRY(transaction.payroll().has_ended_since(sign.person, china_date(sign.received_at)));
  if (!has_ended) return false;
  return std::ranges::none_of(
      TRY(transaction.life_signs().of_person(sign.person, today)), [&](const LifeSign& other) {
        return other.id != sign.id && other.outcome == LossOutcome::kConfirmed && other.followed_on;
      });
}

}  // namespace

std::span<const Heading> life_sign_headings() { return kHeadings; }

Result<bool> pass_by_signs(Ports& ports, Transaction& transaction, const Person& person) {
  const Date today = china_date(ports.clock.now());
  const Date since{std::chrono::sys_days(today) - kLifeSignAge};
  const auto lived_on = proves_life(TRY(transaction.life_signs().of_person(person.id, since)), today);
  const bool is_news = lived_on && std::ranges::any_of(person.entitlements, [&](const Entitlement& one) {
                         return !one.last_passed_on || *one.last_passed_on < *lived_on;
                       });
  if (!is_news) return false;
  const auto waits = [&](const Task& task) { return task.window.self_from <= today; };
  const bool is_asked = std::ranges::any_of(TRY(transaction.tasks().unsettled(person.id)), waits);
  TRY(pass_person(ports, transaction, person.id, {.seen_on = *lived_on, .way = ProofWay::kMatched}));
  if (is_asked) TRY(notify_person(ports, transaction, person, NoticeKind::kMatched));
  return true;
}

Result<ImportReport> import_life_signs(Ports& ports, std::istream& csv, const ListImport& request) {
  const Date today = china_date(ports.clock.now());
  return run_list<SignRow>(
      ports, csv,
      {.request = request,
       .action = AuditAction::kImportSigns,
       .headings = kHeadings,
       .read = [today](FieldReader& reader, const TableRow& texts) { return read(reader, texts, today); },
       .take_over =
           [&](Transaction& transaction, const SignRow& row, std::size_t line, Batch& batch) {
             return take_over(ports, transaction, request.agency, row, line, batch);
           }});
}

Result<Page<LossView>> list_losses(Ports& ports, const Operator& by, std::string_view cursor, LossWork work) {
  const auto transaction = TRY(ports.store.begin_read());
  auto& table = transaction->life_signs();
  auto signs = TRY(work == LossWork::kCheck ? table.page_unchecked(by.scope(), cursor, kRowsPerPage)
                                            : table.page_to_follow(by.scope(), cursor, kRowsPerPage));
  Page<LossView> page{.rows = {}, .next = std::move(signs.next)};
  for (LifeSign& sign : signs.rows) page.rows.push_back(TRY(view_of(*transaction, std::move(sign))));
  return page;
}

Result<LossView> check_loss(Ports& ports, const Operator& by, const LifeSignId& id, LossOutcome outcome) {
  return write(ports.store, [&](Transaction& transaction) -> Result<LossView> {
    auto sign = TRY(transaction.life_signs().find(id));
    if (!sign || !is_loss(sign->kind)) return fail(ErrorCode::kNotFound);
    TRY(own_person(transaction, by, sign->person));
    if (sign->outcome == outcome) return view_of(transaction, std::move(*sign));
    // Where a benefit has ended for it, taking that back says so (reinstate_benefit).
    if (sign->outcome == LossOutcome::kWrong ||
        TRY(has_ended_benefit(transaction, *sign, china_date(ports.clock.now()))))
      return fail(ErrorCode::kReviewClosed);
    // Somebody who was found dead and lives: another reviewer says so.
    if (sign->outcome) {
      TRY(must_be_reviewer(by));
      if (sign->checked_by == by.id) return fail(ErrorCode::kSamePerson);
    }
    sign->checked_by = by.id;
    sign->outcome = outcome;
    TRY(transaction.life_signs().set_checked(id, by.id, outcome));
    TRY(record(ports, transaction, by, AuditAction::kCheckLoss, id.text()));
    const auto person = TRY(transaction.persons().find(sign->person));
    if (!person) return fail(ErrorCode::kInternal, "a sign of nobody");
    if (outcome == LossOutcome::kWrong) {
      TRY(pass_by_signs(ports, transaction, *person));
    } else {
      TRY(settle_losses(ports, transaction, *person, Ended::kBefore));
    }
    return view_of(transaction, std::move(*sign));
  });
}

}  // namespace jianzai::app
