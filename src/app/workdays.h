// The State Council's lists of holidays (节假日表), handed in by page in place of what the server was started
// with. A list is short: it is taken over at once or not at all.
#pragma once

#include "app/ports.h"

namespace jianzai::app {

// Every list that is known. Where a year was handed in, that one counts.
[[nodiscard]] Result<WorkdayCalendar> workday_calendar(const Ports& ports, Transaction& transaction);
// WorkdayCalendar::missing_year of today.
[[nodiscard]] Result<std::optional<std::chrono::year>> missing_workday_year(Ports& ports);

struct WorkdaysView {
  std::set<std::chrono::year> years;  // that are known, from wherever
  std::optional<std::chrono::year> missing_year;
  std::vector<WorkdayList> lists;  // those that were handed in
};
// For administrators. Errors: kForbidden.
[[nodiscard]] Result<WorkdaysView> view_workdays(Ports& ports, const Operator& by);

// What follows is for system administrators. Errors of all: kForbidden; kNotFound for what is no year.

struct WorkdaysReading {
  WorkdayList list;              // what could be read
  std::vector<RowFault> faults;  // the first ones; line 0: the whole list
};
// What a file says: CSV in UTF-8 or GB18030, or a workbook, with the columns 日期, 类型 (休, 班) and 名称.
// Nothing is saved. Errors: kBodyTooLarge.
[[nodiscard]] Result<WorkdaysReading> preview_workdays(const Operator& by, std::string_view year,
                                                       ByteView content);
// In place of the year's earlier one. Days that were reckoned before stay. Errors: kBodyTooLarge;
// kInvalidFields (list ROWS) where preview_workdays finds a fault.
[[nodiscard]] Result<WorkdaysView> set_workdays(Ports& ports, const Operator& by, std::string_view year,
                                                ByteView content);
// Back to what the server was started with. Errors: kNotFound where none was handed in.
[[nodiscard]] Result<WorkdaysView> unset_workdays(Ports& ports, const Operator& by, std::string_view year);

}  // namespace jianzai::app
