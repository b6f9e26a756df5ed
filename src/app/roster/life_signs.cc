#include "app/roster/life_signs.h"

#include <algorithm>
#include <array>

#include "app/audit.h"
#include "app/fields.h"
#include "app/pass_person.h"
#include "app/write.h"
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
  std::size_t line = 0;
  Secret<std::string> name;
  IdNumber id_number;
  std::string source;
  Date on;
  LifeSignKind kind = LifeSignKind::kWeak;
};

// Passes the person if what is known proves it; whether that was news.
Result<bool> match(Ports& ports, Transaction& transaction, const Person& person) {
  const Date today = china_date(ports.clock.now());
  const Date since{std::chrono::sys_days(today) - kLifeSignAge};
  const auto lived_on = proves_life(TRY(transaction.life_signs().of_person(person.id, since)), today);
  const bool is_news = lived_on && std::ranges::any_of(person.entitlements, [&](const Entitlement& one) {
                         return !one.last_passed_on || *one.last_passed_on < *lived_on;
                       });
  if (is_news) TRY(pass_person(ports, transaction, person.id, *lived_on, TaskEvent::kMatch));
  return is_news;
}

class Importer {
 public:
  Importer(Ports& ports, const SignsImport& request)
      : ports_(ports), request_(request), today_(china_date(ports.clock.now())) {}

  Result<SignsReport> run(std::istream& csv) {
    if (!TRY(TRY(ports_.store.begin_read())->agencies().find(request_.agency)))
      return fail(ErrorCode::kNotFound, "no such agency");
    const auto on_row = [&](std::size_t line, const TableRow& texts) {
      ++report_.rows;
      if (auto row = read_row(line, texts)) batch_.push_back(std::move(*row));
    };
    const auto on_batch = [&](double progress) -> Result<void> {
      if (!batch_.empty()) TRY(take_over());
      if (request_.on_progress) request_.on_progress(report_, progress);
      return {};
    };
    const TableReading reading{.headings = kHeadings, .on_row = on_row, .on_batch = on_batch};
    report_.encoding = TRY(read_table(csv, reading));
    return report_;
  }

 private:
  void refuse(const RowFault& fault) {
    if (request_.on_fault) request_.on_fault(fault);
  }

  std::optional<SignRow> read_row(std::size_t line, const TableRow& texts) {
    FieldReader reader(today_);
    auto name = reader.name("name", texts[kName]);
    auto id_number = reader.id_number("id_number", texts[kIdNumber]);
    auto source =
        reader.text("source", texts[kSource], limits::kNameCharactersMax, FieldReader::Need::kRequired);
    const auto on = read_day(texts[kDate]);
    if (!on || *on > today_) reader.refuse("date", texts[kDate].empty() ? "REQUIRED" : "DATE");
    const auto kind = life_sign_kind_from(texts[kKind]);
    if (!kind) reader.refuse("kind", texts[kKind].empty() ? "REQUIRED" : "VALUE");
    if (reader.has_faults()) {
      ++report_.refused;
      const auto faults = reader.error();
      for (const auto& fault : faults.value().fields) refuse({line, fault.field, fault.code});
      return std::nullopt;
    }
    return SignRow{.line = line,
                   .name = std::move(*name),
                   .id_number = std::move(*id_number),
                   .source = std::move(*source),
                   .on = *on,
                   .kind = *kind};
  }

  struct Done {
    SignsReport counted;  // of this batch alone
    std::vector<RowFault> faults;
  };

  Result<void> take_over() {
    const auto work = [&](Transaction& transaction) -> Result<Done> {
      Done done;
      for (const SignRow& row : batch_) TRY(take_over(transaction, row, done));
      // Once for the whole list, with its first change.
      if (done.counted.added > 0 && report_.added == 0) {
        TRY(record(ports_, transaction, request_.agency, AuditAction::kImportSigns, request_.agency.text()));
      }
      return done;
    };
    const auto previewed = [&]() -> Result<Done> {
      const auto transaction = TRY(ports_.store.begin_write());
      return work(*transaction);  // never committed
    };
    const auto done = TRY(request_.is_preview ? previewed() : write(ports_.store, work));
    report_.added += done.counted.added;
    report_.unchanged += done.counted.unchanged;
    report_.strangers += done.counted.strangers;
    report_.refused += done.counted.refused;
    report_.proofs += done.counted.proofs;
    report_.losses += done.counted.losses;
    for (const auto& fault : done.faults) refuse(fault);
    batch_.clear();
    return {};
  }

  Result<void> take_over(Transaction& transaction, const SignRow& row, Done& done) {
    const auto person = TRY(transaction.persons().find_by_id_number(row.id_number));
    if (!person || person->agency != request_.agency) {
      ++done.counted.strangers;
      return {};
    }
    if (person->name.reveal() != row.name.reveal()) {
      ++done.counted.refused;
      done.faults.push_back({row.line, "", "NAME_ID_MISMATCH"});
      return {};
    }
    const auto inserted =
        TRY(transaction.life_signs().insert({.id = LifeSignId::make(ports_.clock, ports_.random),
                                             .person = person->id,
                                             .agency = person->agency,
                                             .kind = row.kind,
                                             .source = row.source,
                                             .on = row.on,
                                             .received_at = ports_.clock.now()}));
    if (inserted == Inserted::kAlreadyThere) {
      ++done.counted.unchanged;
      return {};
    }
    ++done.counted.added;
    if (is_loss(row.kind)) {
      ++done.counted.losses;
      return {};
    }
    if (TRY(match(ports_, transaction, *person))) ++done.counted.proofs;
    return {};
  }

  Ports& ports_;
  const SignsImport& request_;
  Date today_;
  std::vector<SignRow> batch_;
  SignsReport report_;
};

Result<LossView> view_of(Transaction& transaction, LifeSign sign) {
  const auto person = TRY(transaction.persons().find(sign.person));
  if (!person) return fail(ErrorCode::kInternal, "a sign of nobody");
  return LossView{.sign = std::move(sign), .person_name = person->name};
}

}  // namespace

Result<SignsReport> import_life_signs(Ports& ports, std::istream& csv, const SignsImport& request) {
  return Importer(ports, request).run(csv);
}

Result<Page<LossView>> list_losses(Ports& ports, const Operator& by, std::string_view cursor) {
  const auto transaction = TRY(ports.store.begin_read());
  auto signs = TRY(transaction->life_signs().page_unchecked(by.agency, cursor, kRowsPerPage));
  Page<LossView> page{.rows = {}, .next = std::move(signs.next)};
  for (LifeSign& sign : signs.rows) page.rows.push_back(TRY(view_of(*transaction, std::move(sign))));
  return page;
}

Result<LossView> check_loss(Ports& ports, const Operator& by, const LifeSignId& id, LossOutcome outcome) {
  return write(ports.store, [&](Transaction& transaction) -> Result<LossView> {
    auto sign = TRY(transaction.life_signs().find(id));
    if (!sign || sign->agency != by.agency || !is_loss(sign->kind)) return fail(ErrorCode::kNotFound);
    if (sign->outcome && sign->outcome != outcome) return fail(ErrorCode::kReviewClosed);
    if (!sign->outcome) {
      sign->checked_by = by.id;
      sign->outcome = outcome;
      TRY(transaction.life_signs().set_checked(id, by.id, outcome));
      TRY(record(ports, transaction, by, AuditAction::kCheckLoss, id.text()));
      const auto person = TRY(transaction.persons().find(sign->person));
      if (person && outcome == LossOutcome::kWrong) TRY(match(ports, transaction, *person));
    }
    return view_of(transaction, std::move(*sign));
  });
}

}  // namespace jianzai::app
