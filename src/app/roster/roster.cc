#include "app/roster/roster.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "app/roster/run_list.h"

namespace jianzai::app {
namespace {

enum Column : std::size_t {
  kName,
  kIdNumber,
  kCategory,
  kPhone,
  kStartedOn,
  kRegion,
  kEmployer,
  kLastPassedOn,
  kColumns
};

constexpr std::array<Heading, kColumns> kHeadings{{
    {"name", true, {"姓名", "名字", "待遇领取人", "name", "full_name"}},
    {"id_number", true, {"身份证号", "身份证号码", "公民身份号码", "社会保障号", "id_number"}},
    {"category", true, {"待遇类别", "险种", "人员类别", "category", "category_code"}},
    {"phone", false, {"手机号", "手机号码", "联系电话", "电话", "phone"}},
    {"started_on", false, {"享受待遇时间", "待遇开始日期", "开始日期", "待遇享受开始时间", "started_on"}},
    {"region", false, {"地区代码", "行政区划代码", "区划代码", "region", "region_code"}},
    {"employer",
     false,
     {"统一社会信用代码", "用人单位统一社会信用代码", "单位统一社会信用代码", "employer_code", "uscc"}},
    {"last_passed_on", false, {"上次认证日期", "上次认证", "上次认证时间", "最近认证日期", "last_passed_on"}},
}};

class Importer {
 public:
  Importer(Ports& ports, const ListImport& request)
      : ports_(ports), request_(request), today_(china_date(ports.clock.now())) {}

  Result<ImportReport> run(std::istream& csv) {
    for (auto& category : TRY(TRY(ports_.store.begin_read())->agencies().categories())) {
      by_name_.emplace(category.name, category.code);
      categories_.emplace(category.code, std::move(category));
    }
    return run_list<RosterRow>(
        ports_, csv,
        {.request = request_,
         .action = AuditAction::kImportRoster,
         .headings = kHeadings,
         .read = [this](FieldReader& reader, const TableRow& texts) { return read(reader, texts); },
         .take_over = [this](Transaction& transaction, const RosterRow& row, std::size_t line,
                             Batch& batch) { return take_over(transaction, row, line, batch); }});
  }

 private:
  std::optional<RosterRow> read(FieldReader& reader, const TableRow& texts) const {
    auto name = reader.name("name", texts[kName]);
    auto id_number = reader.id_number("id_number", texts[kIdNumber]);
    std::optional phone(Secret<std::string>{});
    if (!texts[kPhone].empty()) phone = reader.mobile("phone", texts[kPhone]);
    std::string code = texts[kCategory];
    if (const auto known = by_name_.find(code); known != by_name_.end()) code = known->second;
    if (!categories_.contains(code))
      reader.refuse("category", code.empty() ? "REQUIRED" : "UNKNOWN_CATEGORY");
    std::optional started_on(today_);
    if (!texts[kStartedOn].empty()) started_on = read_day(texts[kStartedOn]);
    if (!started_on) reader.refuse("started_on", "DATE");
    const auto last_passed_on = read_day(texts[kLastPassedOn]);
    if (!texts[kLastPassedOn].empty()) {
      if (!last_passed_on || *last_passed_on > today_) {
        reader.refuse("last_passed_on", "DATE");
      } else if (texts[kStartedOn].empty()) {
        started_on = last_passed_on;  // no later, at any rate
      } else if (started_on && *last_passed_on < *started_on) {
        reader.refuse("last_passed_on", "BEFORE_START");
      }
    }
    auto region = RegionCode::parse(texts[kRegion]);
    if (!region && !texts[kRegion].empty()) reader.refuse("region", "VALUE");
    auto employer = CreditCode::parse(texts[kEmployer]);
    if (!employer && !texts[kEmployer].empty()) reader.refuse("employer", "CREDIT_CODE");
    if (reader.has_faults()) return std::nullopt;
    return RosterRow{.name = std::move(*name),
                     .id_number = std::move(*id_number),
                     .phone = std::move(*phone),
                     .category_code = std::move(code),
                     .started_on = *started_on,
                     .region = std::move(region),
                     .employer = std::move(employer),
                     .last_passed_on = last_passed_on};
  }

  // The agency's employer of a row; nothing where it names none, and a fault where nobody knows it.
  Result<std::optional<EmployerId>> employer_of(Transaction& transaction, const RosterRow& row,
                                                std::size_t line, Batch& batch) {
    if (!row.employer) return std::nullopt;
    auto known = employers_.find(row.employer->text());
    if (known == employers_.end()) {
      auto employer = TRY(transaction.employers().find_by_code(request_.agency, *row.employer));
      auto id = employer ? std::optional(std::move(employer->id)) : std::nullopt;
      known = employers_.emplace(row.employer->text(), std::move(id)).first;
    }
    if (!known->second) batch.refuse(line, "UNKNOWN_EMPLOYER");
    return known->second;
  }

  Result<void> take_over(Transaction& transaction, const RosterRow& row, std::size_t line, Batch& batch) {
    Entitlement entitlement{.category = categories_.at(row.category_code),
                            .started_on = row.started_on,
                            .last_passed_on = row.last_passed_on,
                            .is_pass_listed = row.last_passed_on.has_value()};
    const auto employer = TRY(employer_of(transaction, row, line, batch));
    if (row.employer && !employer) return {};
    const auto known = TRY(transaction.persons().find_by_id_number(row.id_number));
    if (!known) {
      // A batch may be done again.
      const auto first =
          request_.is_preview ? previewed_.try_emplace(row.id_number.reveal(), line).first : previewed_.end();
      if (first != previewed_.end() && first->second != line) {
        ++batch.counted.extended;
        return {};
      }
      const auto account = TRY(transaction.accounts().find_by_id_number(row.id_number));
      if (account && account->name.reveal() != row.name.reveal()) {
        batch.refuse(line, "NAME_ID_MISMATCH");
        return {};
      }
      Person person{.id = PersonId::make(ports_.clock, ports_.random),
                    .agency = request_.agency,
                    .name = row.name,
                    .id_number = row.id_number,
                    .phone = row.phone,
                    .created_at = ports_.clock.now(),
                    .region = row.region,
                    .employer = employer,
                    .entitlements = {std::move(entitlement)}};
      TRY(transaction.persons().insert(person, "roster-" + person.id.text()));
      batch.changes.push_back(
          {.line = line, .person = person.id, .category = row.category_code, .is_new_person = true});
      ++batch.counted.added;
      return {};
    }
    const bool is_elsewhere = known->agency != request_.agency;
    if (is_elsewhere || known->name.reveal() != row.name.reveal()) {
      batch.refuse(line, is_elsewhere ? "OTHER_AGENCY" : "NAME_ID_MISMATCH");
      return {};
    }
    const bool has_it = std::ranges::any_of(
        known->entitlements, [&](const Entitlement& one) { return one.category.code == row.category_code; });
    // Under the number of a duplicate that was merged, another row says where the person lives and worked.
    const bool is_own_number = known->id_number == row.id_number;
    const bool has_moved = is_own_number && row.region && known->region != row.region;
    if (has_moved) TRY(transaction.persons().set_region(known->id, *row.region));
    const bool has_other_employer = is_own_number && employer && known->employer != employer;
    if (has_other_employer) TRY(transaction.persons().set_employer(known->id, employer));
    // A number that the agency took down is newer than the list's.
    const bool has_phone_now = is_own_number && known->phone.reveal().empty() && !row.phone.reveal().empty();
    if (has_phone_now) {
      auto reachable = *known;
      reachable.phone = row.phone;
      if (row.region) reachable.region = row.region;
      TRY(transaction.persons().set_details(reachable));
    }
    const bool has_passed_since =
        has_it && row.last_passed_on &&
        TRY(transaction.persons().set_listed_pass(known->id, row.category_code, *row.last_passed_on));
    if (!has_it) {
      TRY(transaction.persons().insert_entitlement(known->id, entitlement));
      batch.changes.push_back({.line = line, .person = known->id, .category = row.category_code});
    }
    const bool is_known = has_it && !has_moved && !has_other_employer && !has_phone_now && !has_passed_since;
    ++(is_known ? batch.counted.unchanged : batch.counted.extended);
    return {};
  }

  Ports& ports_;
  const ListImport& request_;
  Date today_;
  std::map<std::string, Category, std::less<>> categories_;
  std::map<std::string, std::string, std::less<>> by_name_;
  std::map<std::string, std::optional<EmployerId>> employers_;  // by code, as far as rows named them
  std::map<std::string, std::size_t> previewed_;  // who would have been added, and by which line
};

}  // namespace

std::span<const Heading> roster_headings() { return kHeadings; }

Result<ImportReport> import_roster(Ports& ports, std::istream& csv, const ListImport& request) {
  return Importer(ports, request).run(csv);
}

}  // namespace jianzai::app
