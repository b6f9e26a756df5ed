#include <algorithm>
#include <charconv>
#include <limits>

#include "storage/sealing.h"
#include "storage/tables.h"

namespace jianzai::storage {
namespace {

#define JIANZAI_AUDIT_COLUMNS "SELECT number, at, operator, agency, action, object, seal FROM audit_log "

Result<AuditEntry> entry_of(const Row& row) {
  AuditEntry entry;
  entry.number = TRY(row.integer(0));
  entry.event.at = TRY(row.time(1));
  if (!row.is_null(2)) entry.event.by = TRY(row.id<OperatorId>(2));
  if (!row.is_null(3)) entry.event.agency = TRY(row.id<AgencyId>(3));
  entry.event.action = TRY(row.named(4, audit_action_from));
  entry.event.object = TRY(row.text(5));
  entry.seal = TRY(row.text(6));
  return entry;
}

template <class Id>
Value text_or_null(const std::optional<Id>& id) {
  return id ? Value{id->text()} : Value{};
}

// The number that a cursor continues below; nothing: it is none of ours.
std::optional<std::int64_t> number_of(std::string_view cursor) {
  std::int64_t below = std::numeric_limits<std::int64_t>::max();
  if (cursor.empty()) return below;
  const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), below);
  if (error != std::errc{} || end != cursor.data() + cursor.size()) return std::nullopt;
  return below;
}

// Of up to one row more than the page has.
Result<app::Page<AuditEntry>> page_of(Result<std::vector<Row>> found, std::size_t rows) {
  app::Page<AuditEntry> page;
  for (const Row& row : TRY(std::move(found))) page.rows.push_back(TRY(entry_of(row)));
  if (page.rows.size() > rows) {
    page.rows.resize(rows);
    page.next = std::to_string(page.rows.back().number);
  }
  return page;
}

}  // namespace

std::string AuditTable::seal_of(std::string_view before, std::int64_t number, const AuditEvent& event) const {
  return context_.vault.blind_index("audit", std::string(before) + '|' + audit_text(number, event));
}

Result<void> AuditTable::append(const AuditEvent& event) {
  const auto last = TRY(context_.sql.find(JIANZAI_AUDIT_COLUMNS "ORDER BY number DESC LIMIT 1", {}));
  std::int64_t number = 1;
  std::string before;
  if (last) {
    number = TRY(last->integer(0)) + 1;
    before = TRY(last->text(6));
  }
  TRY(
      context_.sql.execute("INSERT INTO audit_log (number, at, operator, agency, action, object, seal) "
                           "VALUES ($1, $2, $3, $4, $5, $6, $7)",
                           {number, to_value(event.at), text_or_null(event.by), text_or_null(event.agency),
                            to_value(to_text(event.action)), event.object, seal_of(before, number, event)}));
  return {};
}

// What `order` puts first of the agency's entries with `when`, of $2; nothing: there is none.
Result<std::optional<std::int64_t>> AuditTable::number_at(const AgencyId& agency, Time at,
                                                          std::string_view when, std::string_view order) {
  const auto row =
      TRY(context_.sql.find("SELECT number FROM audit_log WHERE agency = $1 AND " + std::string(when) +
                                " ORDER BY " + std::string(order) + " LIMIT 1",
                            {agency.text(), to_value(at)}));
  if (!row) return std::nullopt;
  return TRY(row->integer(0));
}

// By the index of what is asked for most narrowly. Numbers grow with the time but for what a clock was set
// back, or differs from another server's: so much more is read at both ends.
Result<std::vector<Row>> AuditTable::rows_of(const AgencyId& agency, const app::AuditFilter& filter,
                                             std::int64_t below, std::int64_t limit) {
#define JIANZAI_AUDIT_WHERE(filters)                                                     \
  JIANZAI_AUDIT_COLUMNS                                                                  \
  "WHERE agency = $1 AND number < $2 AND number >= $4 AND at >= $5 AND at < $6 " filters \
  " ORDER BY number DESC LIMIT $3"
  constexpr std::chrono::hours kClocksDiffer{1};
  std::int64_t first = 0;
  if (filter.from) {
    const auto before =
        TRY(number_at(agency, *filter.from - kClocksDiffer, "at < $2", "at DESC, number DESC"));
    if (before) first = *before + 1;
  }
  if (filter.to) {
    const auto after = TRY(number_at(agency, *filter.to + kClocksDiffer, "at >= $2", "at, number"));
    if (after) below = std::min(below, *after);
  }
  const Value from = to_value(filter.from.value_or(Time::min()));
  const Value to = to_value(filter.to.value_or(Time::max()));
  const Value by = filter.by ? Value(filter.by->text()) : to_value("");
  const Value action = filter.action ? to_value(to_text(*filter.action)) : to_value("");
  if (!filter.object.empty()) {
    return context_.sql.query(
        JIANZAI_AUDIT_WHERE("AND object = $7 AND ($8 = '' OR operator = $8) AND ($9 = '' OR action = $9)"),
        {agency.text(), below, limit, first, from, to, filter.object, by, action});
  }
  if (filter.by) {
    return context_.sql.query(JIANZAI_AUDIT_WHERE("AND operator = $7 AND ($8 = '' OR action = $8)"),
                              {agency.text(), below, limit, first, from, to, by, action});
  }
  if (filter.action) {
    return context_.sql.query(JIANZAI_AUDIT_WHERE("AND action = $7"),
                              {agency.text(), below, limit, first, from, to, action});
  }
  return context_.sql.query(JIANZAI_AUDIT_WHERE(""), {agency.text(), below, limit, first, from, to});
#undef JIANZAI_AUDIT_WHERE
}

Result<app::Page<AuditEntry>> AuditTable::page(const AgencyId& agency, const app::AuditFilter& filter,
                                               std::string_view cursor, std::size_t rows) {
  const auto below = number_of(cursor);
  if (!below) return app::Page<AuditEntry>{};
  return page_of(rows_of(agency, filter, *below, static_cast<std::int64_t>(rows + 1)), rows);
}

// Object by object, by their index: CROSS JOIN keeps SQLite from beginning with the log, and a sum as the
// order keeps PostgreSQL from reading the log from its end.
Result<app::Page<AuditEntry>> AuditTable::page_of_person(const AgencyId& agency, const PersonId& person,
                                                         std::string_view cursor, std::size_t rows) {
  const auto below = number_of(cursor);
  if (!below) return app::Page<AuditEntry>{};
  return page_of(
      context_.sql.query("SELECT a.number, a.at, a.operator, a.agency, a.action, a.object, a.seal FROM ("
                         "SELECT id FROM persons WHERE id = $2 "
                         "UNION SELECT duplicate FROM person_merges WHERE kept = $2 AND state = 'CONFIRMED' "
                         "UNION SELECT id FROM tasks WHERE person = $2 "
                         "UNION SELECT id FROM attempts WHERE person = $2 "
                         "UNION SELECT id FROM reviews WHERE person = $2 "
                         "UNION SELECT id FROM tickets WHERE person = $2 "
                         "UNION SELECT id FROM assisted_proofs WHERE person = $2 "
                         "UNION SELECT id FROM life_signs WHERE person = $2) o "
                         "CROSS JOIN audit_log a WHERE a.agency = $1 AND a.object = o.id AND a.number < $3 "
                         "ORDER BY a.number + 0 DESC LIMIT $4",
                         {agency.text(), person.text(), *below, static_cast<std::int64_t>(rows + 1)}),
      rows);
}

Result<app::AuditCheck> AuditTable::check(const std::optional<app::AuditMark>& kept) {
  constexpr std::int64_t kRowsAtATime = 1000;
  app::AuditCheck found;
  for (;;) {
    const auto rows = TRY(context_.sql.query(
        JIANZAI_AUDIT_COLUMNS "WHERE number > $1 ORDER BY number LIMIT $2", {found.entries, kRowsAtATime}));
    for (const Row& row : rows) {
      const auto number = found.entries + 1;
      const auto entry = entry_of(row);  // one that cannot be read was changed, too
      if (!entry || entry->number != number ||
          entry->seal != seal_of(found.last_seal, number, entry->event) ||
          (kept && kept->number == number && kept->seal != entry->seal)) {
        found.broken_at = number;
        return found;
      }
      found.entries = number;
      found.last_seal = entry->seal;
    }
    if (!rows.empty()) continue;
    if (kept && kept->number > found.entries) found.broken_at = found.entries + 1;
    return found;
  }
}

}  // namespace jianzai::storage
