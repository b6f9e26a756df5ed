#include "app/roster/roster.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include "app/audit.h"
#include "app/fields.h"
#include "app/write.h"

namespace jianzai::app {
namespace {

enum Column : std::size_t { kName, kIdNumber, kCategory, kPhone, kStartedOn, kRegion, kColumns };

constexpr std::array<Heading, kColumns> kHeadings{{
    {"name", true, {"姓名", "名字", "待遇领取人", "name", "full_name"}},
    {"id_number", true, {"身份证号", "身份证号码", "公民身份号码", "社会保障号", "id_number"}},
    {"category", true, {"待遇类别", "险种", "人员类别", "category", "category_code"}},
    {"phone", false, {"手机号", "手机号码", "联系电话", "电话", "phone"}},
    {"started_on", false, {"享受待遇时间", "待遇开始日期", "开始日期", "待遇享受开始时间", "started_on"}},
    {"region", false, {"地区代码", "行政区划代码", "区划代码", "region", "region_code"}},
}};

class Importer {
 public:
  Importer(Ports& ports, const RosterImport& request)
      : ports_(ports), request_(request), today_(china_date(ports.clock.now())) {}

  Result<RosterReport> run(std::istream& csv) {
    {
      const auto transaction = TRY(ports_.store.begin_read());
      if (!TRY(transaction->agencies().find(request_.agency)))
        return fail(ErrorCode::kNotFound, "no such agency");
      for (auto& category : TRY(transaction->agencies().categories())) {
        by_name_.emplace(category.name, category.code);
        categories_.emplace(category.code, std::move(category));
      }
    }
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
  void refuse(std::size_t line, std::string field, std::string code) {
    if (request_.on_fault) request_.on_fault({line, std::move(field), std::move(code)});
  }

  std::optional<RosterRow> read_row(std::size_t line, const TableRow& texts) {
    FieldReader reader(today_);
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
    auto region = RegionCode::parse(texts[kRegion]);
    if (!region && !texts[kRegion].empty()) reader.refuse("region", "VALUE");
    if (reader.has_faults()) {
      ++report_.refused;
      const auto faults = reader.error();
      for (const auto& fault : faults.value().fields) refuse(line, fault.field, fault.code);
      return std::nullopt;
    }
    return RosterRow{.line = line,
                     .name = std::move(*name),
                     .id_number = std::move(*id_number),
                     .phone = std::move(*phone),
                     .category_code = std::move(code),
                     .started_on = *started_on,
                     .region = std::move(region)};
  }

  enum class Outcome { kAdded, kExtended, kUnchanged, kRefused };
  struct Done {
    RosterReport counted;  // of this batch alone
    std::vector<RowFault> faults;
  };

  Result<void> take_over() {
    const auto work = [&](Transaction& transaction) -> Result<Done> {
      Done done;
      for (const auto& row : batch_) {
        switch (TRY(take_over(transaction, row, done.faults))) {
          case Outcome::kAdded:
            ++done.counted.added;
            break;
          case Outcome::kExtended:
            ++done.counted.extended;
            break;
          case Outcome::kUnchanged:
            ++done.counted.unchanged;
            break;
          case Outcome::kRefused:
            ++done.counted.refused;
            break;
        }
      }
      // Once for the whole roster, with its first change.
      const bool is_change = done.counted.added + done.counted.extended > 0;
      if (is_change && report_.added + report_.extended == 0)
        TRY(record(ports_, transaction, request_.agency, AuditAction::kImportRoster, request_.agency.text()));
      return done;
    };
    const auto previewed = [&]() -> Result<Done> {
      const auto transaction = TRY(ports_.store.begin_write());
      return work(*transaction);  // never committed
    };
    const auto done = TRY(request_.is_preview ? previewed() : write(ports_.store, work));
    report_.added += done.counted.added;
    report_.extended += done.counted.extended;
    report_.unchanged += done.counted.unchanged;
    report_.refused += done.counted.refused;
    for (const auto& fault : done.faults) refuse(fault.line, fault.field, fault.code);
    batch_.clear();
    return {};
  }

  Result<Outcome> take_over(Transaction& transaction, const RosterRow& row, std::vector<RowFault>& faults) {
    const auto refused = [&](std::string code) {
      faults.push_back({row.line, "", std::move(code)});
      return Outcome::kRefused;
    };
    Entitlement entitlement{
        .category = categories_.at(row.category_code), .started_on = row.started_on, .last_passed_on = {}};
    const auto known = TRY(transaction.persons().find_by_id_number(row.id_number));
    if (!known) {
      if (request_.is_preview && !previewed_.insert(row.id_number.reveal()).second) return Outcome::kExtended;
      const auto account = TRY(transaction.accounts().find_by_id_number(row.id_number));
      if (account && account->name.reveal() != row.name.reveal()) return refused("NAME_ID_MISMATCH");
      Person person{.id = PersonId::make(ports_.clock, ports_.random),
                    .agency = request_.agency,
                    .name = row.name,
                    .id_number = row.id_number,
                    .phone = row.phone,
                    .created_at = ports_.clock.now(),
                    .region = row.region,
                    .entitlements = {std::move(entitlement)}};
      TRY(transaction.persons().insert(person, "roster-" + person.id.text()));
      return Outcome::kAdded;
    }
    if (known->agency != request_.agency) return refused("OTHER_AGENCY");
    if (known->name.reveal() != row.name.reveal()) return refused("NAME_ID_MISMATCH");
    const bool has_it = std::ranges::any_of(
        known->entitlements, [&](const Entitlement& one) { return one.category.code == row.category_code; });
    const bool moved = row.region && known->region != row.region;
    if (has_it && !moved) return Outcome::kUnchanged;
    if (moved) TRY(transaction.persons().set_region(known->id, *row.region));
    if (!has_it) TRY(transaction.persons().insert_entitlement(known->id, entitlement));
    return Outcome::kExtended;
  }

  Ports& ports_;
  const RosterImport& request_;
  Date today_;
  std::map<std::string, Category, std::less<>> categories_;
  std::map<std::string, std::string, std::less<>> by_name_;
  std::vector<RosterRow> batch_;
  std::set<std::string> previewed_;  // who would have been added: nothing tells it later
  RosterReport report_;
};

}  // namespace

Result<RosterReport> import_roster(Ports& ports, std::istream& csv, const RosterImport& request) {
  return Importer(ports, request).run(csv);
}

}  // namespace jianzai::app
