#include "app/roster/roster.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "app/audit.h"
#include "app/fields.h"
#include "app/roster/csv_reader.h"
#include "app/write.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kBatchRows = 1000;

enum Column : std::size_t { kName, kIdNumber, kCategory, kPhone, kStartedOn, kRegion, kColumns };

struct Heading {
  std::string_view field;
  bool is_required;
  std::array<std::string_view, 5> names;
};
constexpr std::array<Heading, kColumns> kHeadings{{
    {"name", true, {"姓名", "名字", "待遇领取人", "name", "full_name"}},
    {"id_number", true, {"身份证号", "身份证号码", "公民身份号码", "社会保障号", "id_number"}},
    {"category", true, {"待遇类别", "险种", "人员类别", "category", "category_code"}},
    {"phone", false, {"手机号", "手机号码", "联系电话", "电话", "phone"}},
    {"started_on", false, {"享受待遇时间", "待遇开始日期", "开始日期", "待遇享受开始时间", "started_on"}},
    {"region", false, {"地区代码", "行政区划代码", "区划代码", "region", "region_code"}},
}};

using Places = std::array<std::optional<std::size_t>, kColumns>;

Result<Places> places_of(const std::vector<std::string>& headings) {
  Places places;
  for (std::size_t column = 0; column < kColumns; ++column) {
    for (std::size_t i = 0; i < headings.size() && !places[column]; ++i) {
      if (std::ranges::find(kHeadings[column].names, headings[i]) != kHeadings[column].names.end())
        places[column] = i;
    }
    if (!places[column] && kHeadings[column].is_required)
      return fail(ErrorCode::kInvalidRequest,
                  fmt::format("line 1: there is no column {} ({})", kHeadings[column].names.front(),
                              kHeadings[column].field));
  }
  return places;
}

// 2026-01-31, 2026/1/31, 2026.1.31, 20260131, and 2026-01 or 202601, which is its first day.
std::optional<Date> read_day(std::string_view text) {
  std::array<int, 3> parts{0, 0, 1};
  const bool is_plain = text.find_first_not_of("0123456789") == std::string_view::npos;
  if (is_plain && (text.size() == 8 || text.size() == 6)) {
    const auto digits = [&](std::size_t from, std::size_t count) {
      int value = 0;
      for (const char c : text.substr(from, count)) value = 10 * value + (c - '0');
      return value;
    };
    parts = {digits(0, 4), digits(4, 2), text.size() == 8 ? digits(6, 2) : 1};
  } else {
    std::size_t part = 0;
    int value = 0;
    std::size_t length = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
      const bool is_end = i == text.size() || text[i] == '-' || text[i] == '/' || text[i] == '.';
      if (!is_end && (text[i] < '0' || text[i] > '9' || ++length > 4)) return std::nullopt;
      if (!is_end) {
        value = 10 * value + (text[i] - '0');
        continue;
      }
      if (length == 0 || part == parts.size()) return std::nullopt;
      parts[part++] = value;
      value = 0;
      length = 0;
    }
    if (part < 2) return std::nullopt;
  }
  const Date day{std::chrono::year(parts[0]), std::chrono::month(static_cast<unsigned>(parts[1])),
                 std::chrono::day(static_cast<unsigned>(parts[2]))};
  if (!day.ok() || parts[0] < 1900 || parts[0] > 2200) return std::nullopt;
  return day;
}

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
    CsvReader reader(csv);
    report_.encoding = to_text(reader.encoding());
    const auto headings = TRY(reader.next());
    if (!headings) return fail(ErrorCode::kInvalidRequest, "the roster is empty");
    const Places places = TRY(places_of(headings->fields));
    while (true) {
      auto record = TRY(reader.next());
      if (record) {
        ++report_.rows;
        if (auto row = read_row(*record, places)) batch_.push_back(std::move(*row));
      }
      if (!batch_.empty() && (!record || batch_.size() == kBatchRows)) TRY(take_over());
      if (!record || report_.rows % kBatchRows == 0) {
        if (request_.on_progress) request_.on_progress(report_, record ? reader.progress() : 1);
      }
      if (!record) return report_;
    }
  }

 private:
  void refuse(std::size_t line, std::string field, std::string code) {
    if (request_.on_fault) request_.on_fault({line, std::move(field), std::move(code)});
  }

  std::optional<RosterRow> read_row(const CsvRecord& record, const Places& places) {
    const auto text = [&](Column column) -> std::string {
      const auto place = places[column];
      return place && *place < record.fields.size() ? record.fields[*place] : std::string();
    };
    FieldReader reader(today_);
    auto name = reader.name("name", text(kName));
    auto id_number = reader.id_number("id_number", text(kIdNumber));
    std::optional phone(Secret<std::string>{});
    if (!text(kPhone).empty()) phone = reader.mobile("phone", text(kPhone));
    std::string code = text(kCategory);
    if (const auto known = by_name_.find(code); known != by_name_.end()) code = known->second;
    if (!categories_.contains(code))
      reader.refuse("category", code.empty() ? "REQUIRED" : "UNKNOWN_CATEGORY");
    std::optional started_on(today_);
    if (!text(kStartedOn).empty()) started_on = read_day(text(kStartedOn));
    if (!started_on) reader.refuse("started_on", "DATE");
    auto region = RegionCode::parse(text(kRegion));
    if (!region && !text(kRegion).empty()) reader.refuse("region", "VALUE");
    if (reader.has_faults()) {
      ++report_.refused;
      const auto faults = reader.error();
      for (const auto& fault : faults.value().fields) refuse(record.line, fault.field, fault.code);
      return std::nullopt;
    }
    return RosterRow{.line = record.line,
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
    std::vector<RosterFault> faults;
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

  Result<Outcome> take_over(Transaction& transaction, const RosterRow& row,
                            std::vector<RosterFault>& faults) {
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
    if (has_it) return Outcome::kUnchanged;
    TRY(transaction.persons().insert_entitlement(known->id, entitlement));
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
