#include "app/workdays.h"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "app/audit.h"
#include "app/fields.h"
#include "app/roster/table_reader.h"
#include "app/view_operator.h"
#include "app/write.h"
#include "base/limits.h"
#include "sheet/xlsx.h"

namespace jianzai::app {
namespace {

// A year has some 40; nobody reads more faults than these.
constexpr std::size_t kDaysMax = 400;
constexpr std::size_t kFaultsMax = 100;
constexpr int kYearMin = 2000;
constexpr int kYearMax = 2200;
// 2027-1-1: what is shorter is a month.
constexpr std::size_t kDayLengthMin = 8;

enum Column : std::size_t { kDay, kKind, kName, kColumns };
constexpr std::array<Heading, kColumns> kHeadings{{
    {"date", true, {"日期", "date", "day", "放假日期", "调休日期"}},
    {"kind", true, {"类型", "kind", "type", "休班", "休/班"}},
    {"name", false, {"名称", "name", "节日", "节日名称", "节假日"}},
}};

std::optional<bool> works_from(std::string_view text) {
  if (text == "班" || text == "上班" || text == "补班") return true;
  if (text == "休" || text == "休息" || text == "放假") return false;
  return std::nullopt;
}

std::string_view code_of(ListedDayFault fault) {
  return fault == ListedDayFault::kYear ? "YEAR" : "NOT_WEEKEND";
}

// Reads rows into a list, and notes what is wrong with them.
class ListReader {
 public:
  explicit ListReader(std::chrono::year year) { reading_.list.year = year; }

  void read_row(std::size_t line, const TableRow& texts) {
    if (reading_.list.days.size() >= kDaysMax) return refuse(line, "", "TOO_LONG");
    const auto day = texts[kDay].size() < kDayLengthMin ? std::nullopt : read_day(texts[kDay]);
    if (!day) refuse(line, "date", texts[kDay].empty() ? "REQUIRED" : "VALUE");
    const auto works = works_from(texts[kKind]);
    if (!works) refuse(line, "kind", texts[kKind].empty() ? "REQUIRED" : "VALUE");
    FieldReader reader({});
    auto name = reader.text("name", texts[kName], limits::kNameCharactersMax, FieldReader::Need::kOptional);
    if (!name) refuse(line, "name", "TOO_LONG");
    if (!day || !works || !name) return;
    const ListedDay listed{.day = *day, .works = *works, .name = std::move(*name)};
    if (const auto fault = listed_day_fault(reading_.list.year, listed))
      return refuse(line, "date", std::string(code_of(*fault)));
    if (std::ranges::find(reading_.list.days, *day, &ListedDay::day) != reading_.list.days.end())
      return refuse(line, "date", "TWICE");
    reading_.list.days.push_back(listed);
  }
  void refuse(std::size_t line, std::string field, std::string code) {
    if (reading_.faults.size() < kFaultsMax)
      reading_.faults.push_back({.line = line, .field = std::move(field), .code = std::move(code)});
  }
  WorkdaysReading finish() {
    std::ranges::sort(reading_.list.days, {}, &ListedDay::day);
    if (reading_.faults.empty() && !has_holiday(reading_.list)) refuse(0, "", "NO_HOLIDAY");
    return std::move(reading_);
  }

 private:
  WorkdaysReading reading_;
};

// Errors: kInvalidRequest for what is no such list.
Result<void> read_into(ListReader& list, ByteView content) {
  std::string text(content.begin(), content.end());
  if (sheet::is_workbook(content)) text = TRY(sheet::csv_of_workbook(content, limits::kWorkdayListBytesMax));
  std::istringstream csv(text);
  CsvReader headings(csv);
  const auto written = TRY(read_headings(headings));
  if (const auto* missing = missing_column(kHeadings, columns_of(kHeadings, written))) {
    list.refuse(1, std::string(missing->field), "MISSING_COLUMN");
    return {};
  }
  csv.clear();
  csv.seekg(0);
  const auto on_row = [&](std::size_t line, const TableRow& texts) { list.read_row(line, texts); };
  const TableReading reading{
      .headings = kHeadings, .on_row = on_row, .on_batch = [](double) { return Result<void>(); }};
  TRY(read_table(csv, reading));
  return {};
}

Result<WorkdaysReading> read(std::chrono::year year, ByteView content) {
  if (content.size() > limits::kWorkdayListBytesMax) return fail(ErrorCode::kBodyTooLarge);
  ListReader list(year);
  if (const auto done = read_into(list, content); !done) {
    if (done.error().code != ErrorCode::kInvalidRequest) return fail(done.error());
    // A file that cannot be read is told as a row that cannot be.
    const auto fault =
        done.error().fields.empty() ? FieldError{"", "UNREADABLE"} : done.error().fields.front();
    std::size_t line = 0;
    std::from_chars(fault.field.data(), fault.field.data() + fault.field.size(), line);
    list.refuse(line, "", fault.code);
  }
  return list.finish();
}

Result<std::chrono::year> changed_year(const Operator& by, std::string_view text) {
  TRY(must_be_system_admin(by));
  int year = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), year);
  if (error != std::errc() || end != text.data() + text.size() || year < kYearMin || year > kYearMax)
    return fail(ErrorCode::kNotFound, "no year");
  return std::chrono::year(year);
}

Result<WorkdaysView> view_of(Ports& ports, Transaction& transaction) {
  const auto calendar = TRY(workday_calendar(ports, transaction));
  auto lists = TRY(transaction.service().workday_lists());
  return WorkdaysView{.years = calendar.known_years(),
                      .missing_year = calendar.missing_year(china_date(ports.clock.now())),
                      .lists = std::move(lists)};
}

// Without days: it is taken back.
Result<WorkdaysView> save(Ports& ports, const Operator& by, const WorkdayList& list) {
  return write(ports.store, [&](Transaction& transaction) -> Result<WorkdaysView> {
    const auto lists = TRY(transaction.service().workday_lists());
    const auto present = std::ranges::find(lists, list.year, &WorkdayList::year);
    const bool is_back = list.days.empty();
    if (is_back && present == lists.end()) return fail(ErrorCode::kNotFound, "none was handed in");
    if (present == lists.end() || present->days != list.days) {
      TRY(transaction.service().set_workdays(list));
      TRY(record(ports, transaction, by, is_back ? AuditAction::kUnsetWorkdays : AuditAction::kImportWorkdays,
                 std::to_string(static_cast<int>(list.year))));
    }
    return view_of(ports, transaction);
  });
}

}  // namespace

Result<WorkdayCalendar> workday_calendar(const Ports& ports, Transaction& transaction) {
  auto calendar = ports.workdays;
  for (const WorkdayList& list : TRY(transaction.service().workday_lists())) calendar.add(list);
  return calendar;
}

Result<std::optional<std::chrono::year>> missing_workday_year(Ports& ports) {
  const auto transaction = TRY(ports.store.begin_read());
  return TRY(workday_calendar(ports, *transaction)).missing_year(china_date(ports.clock.now()));
}

Result<WorkdaysView> view_workdays(Ports& ports, const Operator& by) {
  TRY(must_be_administrator(by));
  const auto transaction = TRY(ports.store.begin_read());
  return view_of(ports, *transaction);
}

Result<WorkdaysReading> preview_workdays(const Operator& by, std::string_view year, ByteView content) {
  return read(TRY(changed_year(by, year)), content);
}

Result<WorkdaysView> set_workdays(Ports& ports, const Operator& by, std::string_view year, ByteView content) {
  const auto reading = TRY(read(TRY(changed_year(by, year)), content));
  if (!reading.faults.empty()) {
    FieldReader reader(china_date(ports.clock.now()));
    reader.refuse("list", "ROWS");
    return reader.error();
  }
  return save(ports, by, reading.list);
}

Result<WorkdaysView> unset_workdays(Ports& ports, const Operator& by, std::string_view year) {
  const auto changed = TRY(changed_year(by, year));
  return save(ports, by, {.year = changed, .days = {}});
}

}  // namespace jianzai::app
