#include "storage/tables.h"

namespace jianzai::storage {

Result<std::optional<int>> ServiceTable::retention(Kept kept) {
  const auto row =
      TRY(context_.sql.find("SELECT days FROM retention WHERE kept = $1", {to_value(to_text(kept))}));
  if (!row) return std::nullopt;
  return static_cast<int>(TRY(row->integer(0)));
}

Result<void> ServiceTable::set_retention(Kept kept, int days) {
  TRY(context_.sql.execute(
      "INSERT INTO retention (kept, days) VALUES ($1, $2) ON CONFLICT (kept) DO UPDATE SET "
      "days = excluded.days",
      {to_value(to_text(kept)), std::int64_t{days}}));
  return {};
}

Result<std::vector<WorkdayList>> ServiceTable::workday_lists() {
  std::vector<WorkdayList> lists;
  for (const Row& row :
       TRY(context_.sql.query("SELECT year, day, works, name FROM workdays ORDER BY year, day"))) {
    const std::chrono::year year{static_cast<int>(TRY(row.integer(0)))};
    const auto day = TRY(row.date(1));
    const bool works = TRY(row.integer(2)) != 0;
    auto name = TRY(row.text(3));
    if (lists.empty() || lists.back().year != year) lists.push_back({.year = year, .days = {}});
    lists.back().days.push_back({.day = day, .works = works, .name = std::move(name)});
  }
  return lists;
}

Result<void> ServiceTable::set_workdays(const WorkdayList& list) {
  const std::int64_t year{static_cast<int>(list.year)};
  TRY(context_.sql.execute("DELETE FROM workdays WHERE year = $1", {year}));
  for (const auto& [day, works, name] : list.days) {
    TRY(context_.sql.execute("INSERT INTO workdays (year, day, works, name) VALUES ($1, $2, $3, $4)",
                             {year, to_value(day), std::int64_t{works}, name}));
  }
  return {};
}

}  // namespace jianzai::storage
