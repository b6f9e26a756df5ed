#include <charconv>
#include <limits>

#include "storage/scope.h"
#include "storage/sealing.h"
#include "storage/tables.h"

namespace jianzai::storage {

namespace {

constexpr std::string_view kNamePurpose = "person_name";
constexpr std::string_view kPhonePurpose = "person_phone";

#define JIANZAI_PERSON_COLUMNS                                                                            \
  "SELECT id, agency, name, id_number, phone, created_at, looks_only, region, employer, photographed_at " \
  "FROM persons "
constexpr std::size_t kPhotographedColumn = 9;

Result<void> add_entitlement(Connection& sql, const PersonId& id, const Entitlement& entitlement) {
  TRY(
      sql.execute("INSERT INTO entitlements (person, category, started_on, last_passed_on, pass_is_listed) "
                  "VALUES ($1, $2, $3, $4, $5)",
                  {id.text(), entitlement.category.code, to_value(entitlement.started_on),
                   to_value(entitlement.last_passed_on), std::int64_t{entitlement.is_pass_listed}}));
  return {};
}

}  // namespace

Result<void> PersonTable::insert(const Person& person, std::string_view request_key) {
  const auto& id = person.id.text();
  const auto& vault = context_.vault;
  TRY(context_.sql.execute(
      "INSERT INTO persons (id, agency, name, name_index, id_number, id_number_index, phone, phone_index, "
      "created_at, request_key, looks_only, region, employer) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
      "$10, "
      "$11, $12, $13)",
      {id, person.agency.text(), seal(vault, "persons.name", id, person.name),
       vault.blind_index(kNamePurpose, person.name.reveal()),
       seal(vault, "persons.id_number", id, as_bytes(person.id_number.reveal())),
       id_number_index(vault, person.id_number), seal(vault, "persons.phone", id, person.phone),
       vault.blind_index(kPhonePurpose, person.phone.reveal()), to_value(person.created_at),
       to_value(request_key), std::int64_t{person.looks_only}, person.region ? person.region->text() : "",
       person.employer ? Value(person.employer->text()) : Value{}}));
  for (const Entitlement& entitlement : person.entitlements)
    TRY(add_entitlement(context_.sql, person.id, entitlement));
  return {};
}

Result<void> PersonTable::insert_entitlement(const PersonId& id, const Entitlement& entitlement) {
  TRY(add_entitlement(context_.sql, id, entitlement));
  // What the dead are paid is found out one after the other.
  TRY(
      context_.sql.execute("UPDATE life_signs SET followed_on = NULL WHERE person = $1 AND kind = 'DEATH' "
                           "AND followed_on IS NOT NULL",
                           {id.text()}));
  return {};
}

Result<Person> PersonTable::person_of(const Row& row) {
  const auto id = TRY(row.id<PersonId>(0));
  auto agency = TRY(row.id<AgencyId>(1));
  auto name = TRY(open_text(context_.vault, "persons.name", id.text(), row, 2));
  auto id_number = TRY(open_id_number(context_.vault, "persons.id_number", id.text(), row, 3));
  auto phone = TRY(open_text(context_.vault, "persons.phone", id.text(), row, 4));
  auto created_at = TRY(row.time(5));
  const bool looks_only = TRY(row.integer(6)) != 0;
  const auto region_text = TRY(row.text(7));
  auto region = RegionCode::parse(region_text);
  if (!region && !region_text.empty()) return Row::damaged(7);
  Person person{.id = id,
                .agency = std::move(agency),
                .name = std::move(name),
                .id_number = std::move(id_number),
                .phone = std::move(phone),
                .created_at = created_at,
                .looks_only = looks_only,
                .region = std::move(region),
                .employer = {},
                .entitlements = {}};
  if (!row.is_null(8)) person.employer = TRY(row.id<EmployerId>(8));
  const auto entitlements = TRY(context_.sql.query(
      "SELECT e.started_on, e.last_passed_on, e.pass_is_listed, " JIANZAI_CATEGORY_COLUMNS
      ", " JIANZAI_REGIONAL_RULE("p.region") "FROM entitlements e JOIN categories c ON c.code = "
                                             "e.category JOIN persons p ON p.id = e.person "
                                             "WHERE e.person = $1 ORDER BY c.code",
      {id.text()}));
  for (const Row& entitlement : entitlements) {
    auto category = TRY(category_of(entitlement, 3));
    TRY(take_rule(category, entitlement, 12));
    auto started_on = TRY(entitlement.date(0));
    auto last_passed_on = TRY(entitlement.optional_date(1));
    const bool is_listed = TRY(entitlement.integer(2)) != 0;
    person.entitlements.push_back({.category = std::move(category),
                                   .started_on = started_on,
                                   .last_passed_on = last_passed_on,
                                   .is_pass_listed = is_listed});
  }
  return person;
}

Result<std::optional<Person>> PersonTable::find_where(std::string_view sql, Value value) {
  const auto row = TRY(context_.sql.find(sql, {std::move(value)}));
  if (!row) return std::nullopt;
  return TRY(person_of(*row));
}

Result<std::optional<Person>> PersonTable::find(const PersonId& id) {
  return find_where(JIANZAI_PERSON_COLUMNS "WHERE id = $1", id.text());
}

Result<std::optional<Person>> PersonTable::find_by_id_number(const IdNumber& number) {
  const auto index = id_number_index(context_.vault, number);
  return find_where(
      JIANZAI_PERSON_COLUMNS
      "WHERE id IN (SELECT id FROM persons WHERE id_number_index = $1 "
      "UNION SELECT kept FROM person_merges WHERE id_number_index = $1 AND state = 'CONFIRMED')",
      index);
}

Result<std::optional<Person>> PersonTable::find_by_request_key(std::string_view request_key) {
  return find_where(JIANZAI_PERSON_COLUMNS "WHERE request_key = $1", to_value(request_key));
}

// Whose next page begins behind (region, id), so that a region is read and not the whole agency.
Result<std::vector<Row>> PersonTable::all(const Scope& scope, std::string_view cursor, std::int64_t limit) {
  const ScopeValues in(scope);
  if (scope.employer) {
    return context_.sql.query(JIANZAI_PERSON_COLUMNS
                              "WHERE agency = $1 AND employer = $2 AND ($3 = '' OR region BETWEEN $3 AND $4) "
                              "AND ($5 = '' OR id < $5) ORDER BY id DESC LIMIT $6",
                              {scope.agency.text(), in.employer, in.from, in.to, to_value(cursor), limit});
  }
  if (scope.region) {
    auto [region, id] = cursor_parts(cursor);
    if (region.empty()) region = in.to + "9";  // behind the last one
    return context_.sql.query(
        JIANZAI_PERSON_COLUMNS
        "WHERE agency = $1 AND region >= $2 AND region <= $3 AND (region, id) < ($4, $5) "
        "ORDER BY region DESC, id DESC LIMIT $6",
        {scope.agency.text(), in.from, in.to, region, id, limit});
  }
  return context_.sql.query(JIANZAI_PERSON_COLUMNS
                            "WHERE agency = $1 AND ($2 = '' OR id < $2) ORDER BY id DESC LIMIT $3",
                            {scope.agency.text(), to_value(cursor), limit});
}

Result<std::vector<Row>> PersonTable::found(const Scope& scope, const app::PersonQuery& query,
                                            std::string_view cursor, std::int64_t limit) {
  const auto& vault = context_.vault;
  const ScopeValues in(scope);
  const auto index = [&](std::string_view purpose, const std::optional<Secret<std::string>>& text) -> Value {
    return text ? Value(vault.blind_index(purpose, text->reveal())) : Value{};
  };
  return context_.sql.query(
      JIANZAI_PERSON_COLUMNS
      // Each look-up by its own index: OR would read the whole agency.
      "WHERE id IN (SELECT id FROM persons WHERE agency = $1 AND name_index = $4 "
      "UNION SELECT id FROM persons WHERE agency = $1 AND id_number_index = $5 "
      "UNION SELECT kept FROM person_merges WHERE id_number_index = $5 AND state = 'CONFIRMED' AND agency = "
      "$1 "
      "UNION SELECT id FROM persons WHERE agency = $1 AND phone_index = $6) "
      "AND ($2 = '' OR id < $2) AND ($7 = '' OR region BETWEEN $7 AND $8) AND ($9 = '' OR employer = $9) "
      "ORDER BY id DESC LIMIT $3",
      {scope.agency.text(), to_value(cursor), limit, index(kNamePurpose, query.name),
       query.id_number ? Value(id_number_index(vault, *query.id_number)) : Value{},
       index(kPhonePurpose, query.phone), in.from, in.to, in.employer});
}

Result<app::Page<Person>> PersonTable::page(const Scope& scope, const std::optional<app::PersonQuery>& query,
                                            std::string_view cursor, std::size_t rows) {
  const auto limit = static_cast<std::int64_t>(rows + 1);  // one more tells whether there is a next page
  const auto found_rows = TRY(query ? found(scope, *query, cursor, limit) : all(scope, cursor, limit));
  const bool is_by_region = !query && scope.region && !scope.employer;
  app::Page<Person> page;
  for (const Row& row : found_rows) {
    if (page.rows.size() == rows) {
      const Person& last = page.rows.back();
      page.next = is_by_region ? last.region->text() + "." + last.id.text() : last.id.text();
      break;
    }
    page.rows.push_back(TRY(person_of(row)));
  }
  return page;
}

Result<void> PersonTable::set_entitlement(const PersonId& id, const Entitlement& entitlement) {
  TRY(context_.sql.execute(
      "UPDATE entitlements SET started_on = $3, last_passed_on = $4, pass_is_listed = $5 "
      "WHERE person = $1 AND category = $2",
      {id.text(), entitlement.category.code, to_value(entitlement.started_on),
       to_value(entitlement.last_passed_on), std::int64_t{entitlement.is_pass_listed}}));
  return {};
}

Result<void> PersonTable::set_passed(const PersonId& id, std::string_view category, Date passed_on) {
  TRY(
      context_.sql.execute("UPDATE entitlements SET last_passed_on = $3, pass_is_listed = 0 "
                           "WHERE person = $1 AND category = $2 "
                           "AND (last_passed_on IS NULL OR last_passed_on <= $3)",
                           {id.text(), to_value(category), to_value(passed_on)}));
  return {};
}

Result<bool> PersonTable::set_listed_pass(const PersonId& id, std::string_view category, Date passed_on) {
  return TRY(context_.sql.execute(
             "UPDATE entitlements SET last_passed_on = $3, pass_is_listed = 1 "
             "WHERE person = $1 AND category = $2 AND started_on <= $3 "
             "AND (last_passed_on IS NULL OR (pass_is_listed = 1 AND last_passed_on < $3))",
             {id.text(), to_value(category), to_value(passed_on)})) > 0;
}

Result<void> PersonTable::set_employer(const PersonId& id, const std::optional<EmployerId>& employer) {
  TRY(context_.sql.execute("UPDATE persons SET employer = $2 WHERE id = $1",
                           {id.text(), employer ? Value(employer->text()) : Value{}}));
  return {};
}

Result<void> PersonTable::set_region(const PersonId& id, const RegionCode& region) {
  TRY(context_.sql.execute("UPDATE persons SET region = $2 WHERE id = $1", {id.text(), region.text()}));
  TRY(context_.sql.execute("UPDATE tasks SET region = $2 WHERE person = $1", {id.text(), region.text()}));
  return {};
}

Result<void> PersonTable::set_looks_only(const PersonId& id, bool looks_only) {
  TRY(context_.sql.execute("UPDATE persons SET looks_only = $2 WHERE id = $1",
                           {id.text(), std::int64_t{looks_only}}));
  return {};
}

Result<void> PersonTable::set_details(const Person& person) {
  const auto& id = person.id.text();
  const auto& vault = context_.vault;
  TRY(context_.sql.execute(
      "UPDATE persons SET name = $2, name_index = $3, phone = $4, phone_index = $5 WHERE id = $1",
      {id, seal(vault, "persons.name", id, person.name),
       vault.blind_index(kNamePurpose, person.name.reveal()), seal(vault, "persons.phone", id, person.phone),
       vault.blind_index(kPhonePurpose, person.phone.reveal())}));
  if (person.region) TRY(set_region(person.id, *person.region));
  return {};
}

Result<app::Page<Person>> PersonTable::page_by_photograph(const Scope& scope,
                                                          const std::optional<Time>& before,
                                                          std::string_view cursor, std::size_t rows) {
  const ScopeValues in(scope);
  const auto limit = static_cast<std::int64_t>(rows + 1);
  const auto agency = scope.agency.text();
  std::vector<Row> found;
  if (before) {
    // Behind the time and the id of the last one of the page before, who may have a newer photograph by now.
    const auto [at, id] = cursor_parts(cursor);
    std::int64_t after_ms = std::numeric_limits<std::int64_t>::min();
    std::from_chars(at.data(), at.data() + at.size(), after_ms);
    found = TRY(
        context_.sql.query(JIANZAI_PERSON_COLUMNS
                           "WHERE agency = $1 AND photographed_at < $2 AND (photographed_at, id) > ($3, $4) "
                           "AND ($5 = '' OR region BETWEEN $5 AND $6) AND ($7 = '' OR employer = $7) "
                           "ORDER BY photographed_at, id LIMIT $8",
                           {agency, to_value(*before), after_ms, id, in.from, in.to, in.employer, limit}));
  } else {
    found = TRY(context_.sql.query(
        JIANZAI_PERSON_COLUMNS
        "WHERE agency = $1 AND photographed_at IS NULL AND id > $2 "
        "AND ($3 = '' OR region BETWEEN $3 AND $4) AND ($5 = '' OR employer = $5) ORDER BY id LIMIT $6",
        {agency, to_value(cursor), in.from, in.to, in.employer, limit}));
  }
  app::Page<Person> page;
  for (const Row& row : found) {
    if (page.rows.size() == rows) {
      const auto& last = page.rows.back();
      page.next = last.id.text();
      if (before) {
        const auto at = TRY(found[rows - 1].time(kPhotographedColumn));
        page.next = std::to_string(to_unix_ms(at)) + "." + last.id.text();
      }
      break;
    }
    page.rows.push_back(TRY(person_of(row)));
  }
  return page;
}

Result<void> PersonTable::insert_disclosure(const Disclosure& disclosure) {
  TRY(context_.sql.execute(
      "INSERT INTO disclosures (id, person, operator, at, reason) VALUES ($1, $2, $3, $4, $5)",
      {disclosure.id.text(), disclosure.person.text(), disclosure.by.text(), to_value(disclosure.at),
       to_value(to_text(disclosure.reason))}));
  return {};
}

Result<int> PersonTable::count_disclosures(const OperatorId& by, Time since) {
  // By the log, where also that of a phone of nobody on the list stands.
  const auto row = TRY(context_.sql.find(
      "SELECT count(*) FROM audit_log WHERE agency = (SELECT agency FROM operators WHERE id = $1) "
      "AND operator = $1 AND at >= $2 AND action = 'DISCLOSE'",
      {by.text(), to_value(since)}));
  return row ? static_cast<int>(TRY(row->integer(0))) : 0;
}

Result<std::vector<Disclosure>> PersonTable::disclosures(const PersonId& id, std::size_t rows) {
  std::vector<Disclosure> disclosures;
  for (const Row& row : TRY(context_.sql.query("SELECT id, person, operator, at, reason FROM disclosures "
                                               "WHERE person = $1 ORDER BY id DESC LIMIT $2",
                                               {id.text(), static_cast<std::int64_t>(rows)}))) {
    auto disclosure = TRY(row.id<DisclosureId>(0));
    auto person = TRY(row.id<PersonId>(1));
    auto by = TRY(row.id<OperatorId>(2));
    const auto at = TRY(row.time(3));
    const auto reason = TRY(row.named(4, disclosure_reason_from));
    disclosures.push_back({.id = std::move(disclosure),
                           .person = std::move(person),
                           .by = std::move(by),
                           .at = at,
                           .reason = reason});
  }
  return disclosures;
}

namespace {

Result<std::int64_t> only_count(Result<std::optional<Row>> found) {
  const auto row = TRY(std::move(found));
  if (!row) return fail(ErrorCode::kDatabase, "no count");
  return row->integer(0);
}

}  // namespace

Result<std::int64_t> PersonTable::count() {
  return only_count(context_.sql.find("SELECT count(*) FROM persons"));
}

// By the index of what is asked for most narrowly.
Result<std::int64_t> PersonTable::count(const Scope& scope) {
  const ScopeValues in(scope);
  if (scope.employer) {
    return only_count(
        context_.sql.find("SELECT count(*) FROM persons WHERE agency = $1 AND employer = $2 "
                          "AND ($3 = '' OR region BETWEEN $3 AND $4)",
                          {scope.agency.text(), in.employer, in.from, in.to}));
  }
  if (scope.region) {
    return only_count(
        context_.sql.find("SELECT count(*) FROM persons WHERE agency = $1 AND region >= $2 AND region <= $3",
                          {scope.agency.text(), in.from, in.to}));
  }
  return only_count(
      context_.sql.find("SELECT count(*) FROM persons WHERE agency = $1", {scope.agency.text()}));
}

namespace {

// Of tasks `t` of a person: somebody worked on it, or the paying side was told.
#define JIANZAI_IS_WORKED_ON                                                             \
  "(t.state <> 'PENDING' OR EXISTS (SELECT 1 FROM task_contacts c WHERE c.task = t.id) " \
  "OR EXISTS (SELECT 1 FROM payroll_rows r WHERE r.task = t.id))"

// A person $1 who is on a side of a merge: what came from where cannot be told apart any more.
#define JIANZAI_IS_MERGED "EXISTS (SELECT 1 FROM person_merges WHERE kept = $1 OR duplicate = $1)"

// The column of a look-up that says why, or is NULL.
Result<std::optional<KeptBecause>> reason_of(Result<std::optional<Row>> found) {
  const auto row = TRY(std::move(found));
  if (!row || row->is_null(0)) return std::nullopt;
  return TRY(row->named(0, kept_because_from));
}

}  // namespace

Result<std::optional<KeptBecause>> PersonTable::kept_because(const PersonId& id, std::string_view category) {
  return reason_of(context_.sql.find(
      "SELECT CASE WHEN EXISTS (SELECT 1 FROM entitlements WHERE person = $1 AND category = $2 "
      "AND last_passed_on IS NOT NULL AND pass_is_listed = 0) THEN 'PROVED' "
      "WHEN EXISTS (SELECT 1 FROM tasks t JOIN plans p ON p.id = t.plan WHERE t.person = $1 "
      "AND p.category = $2 AND " JIANZAI_IS_WORKED_ON ") OR " JIANZAI_IS_MERGED
      " OR EXISTS (SELECT 1 FROM payroll_rows WHERE person = $1 AND category = $2) THEN 'IN_PROGRESS' END",
      {id.text(), to_value(category)}));
}

Result<std::optional<KeptBecause>> PersonTable::kept_because(const PersonId& id) {
  return reason_of(context_.sql.find(
      "SELECT CASE "
      "WHEN EXISTS (SELECT 1 FROM attempts WHERE person = $1) "
      "OR EXISTS (SELECT 1 FROM assisted_proofs WHERE person = $1) "
      "OR EXISTS (SELECT 1 FROM entitlements WHERE person = $1 AND last_passed_on IS NOT NULL "
      "AND pass_is_listed = 0) THEN 'PROVED' "
      "WHEN EXISTS (SELECT 1 FROM person_references WHERE person = $1) THEN 'ENROLLED' "
      "WHEN EXISTS (SELECT 1 FROM consents WHERE person = $1) "
      "OR EXISTS (SELECT 1 FROM recorded_consents WHERE person = $1) "
      "OR EXISTS (SELECT 1 FROM relatives WHERE person = $1) "
      "OR EXISTS (SELECT 1 FROM tickets WHERE person = $1) THEN 'REGISTERED' "
      "WHEN EXISTS (SELECT 1 FROM tasks t WHERE t.person = $1 AND " JIANZAI_IS_WORKED_ON
      ") OR " JIANZAI_IS_MERGED
      " OR EXISTS (SELECT 1 FROM disclosures WHERE person = $1) OR EXISTS (SELECT 1 FROM audit_log a "
      "WHERE a.agency = (SELECT agency FROM persons WHERE id = $1) AND a.object = $1 AND a.action IN "
      "('CHANGE_PERSON', 'SET_LOOKS_ONLY', 'SET_EMPLOYER', 'ADD_ENTITLEMENT')) THEN 'IN_PROGRESS' "
      "WHEN EXISTS (SELECT 1 FROM notices WHERE person = $1) THEN 'TOLD' "
      "WHEN EXISTS (SELECT 1 FROM life_signs WHERE person = $1) THEN 'REPORTED' "
      "WHEN (SELECT count(*) FROM entitlements WHERE person = $1) > 1 THEN 'EXTENDED' END",
      {id.text()}));
}

Result<void> PersonTable::erase_entitlement(const PersonId& id, std::string_view category) {
  TRY(
      context_.sql.execute("DELETE FROM tasks WHERE person = $1 AND plan IN "
                           "(SELECT id FROM plans WHERE category = $2)",
                           {id.text(), to_value(category)}));
  TRY(context_.sql.execute("DELETE FROM entitlements WHERE person = $1 AND category = $2",
                           {id.text(), to_value(category)}));
  return {};
}

Result<void> PersonTable::erase(const PersonId& id) {
  TRY(context_.sql.execute("DELETE FROM tasks WHERE person = $1", {id.text()}));
  TRY(context_.sql.execute("DELETE FROM entitlements WHERE person = $1", {id.text()}));
  TRY(context_.sql.execute("DELETE FROM persons WHERE id = $1", {id.text()}));
  return {};
}

}  // namespace jianzai::storage
