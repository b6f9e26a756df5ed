#include "storage/tables.h"

namespace jianzai::storage {
namespace {

#define JIANZAI_EMPLOYER_COLUMNS "SELECT id, agency, code, name FROM employers "

Result<Employer> employer_of(const Row& row) {
  auto id = TRY(row.id<EmployerId>(0));
  auto agency = TRY(row.id<AgencyId>(1));
  auto code = CreditCode::parse(TRY(row.text(2)));
  if (!code) return Row::damaged(2);
  auto name = TRY(row.text(3));
  return Employer{
      .id = std::move(id), .agency = std::move(agency), .code = std::move(*code), .name = std::move(name)};
}

Result<std::optional<Employer>> employer_or_nothing(Result<std::optional<Row>> found) {
  const auto row = TRY(std::move(found));
  if (!row) return std::nullopt;
  return TRY(employer_of(*row));
}

// The pattern of LIKE for texts with `part` in them.
std::string holding(std::string_view part) {
  std::string pattern = "%";
  for (const char letter : part) {
    if (letter == '%' || letter == '_' || letter == '!') pattern += '!';
    pattern += letter;
  }
  return pattern + "%";
}

}  // namespace

Result<void> EmployerTable::insert(const Employer& employer) {
  TRY(context_.sql.execute(
      "INSERT INTO employers (id, agency, code, name) VALUES ($1, $2, $3, $4)",
      {employer.id.text(), employer.agency.text(), employer.code.text(), employer.name}));
  return {};
}

Result<std::optional<Employer>> EmployerTable::find(const EmployerId& id) {
  return employer_or_nothing(context_.sql.find(JIANZAI_EMPLOYER_COLUMNS "WHERE id = $1", {id.text()}));
}

Result<std::optional<Employer>> EmployerTable::find_by_code(const AgencyId& agency, const CreditCode& code) {
  return employer_or_nothing(context_.sql.find(JIANZAI_EMPLOYER_COLUMNS "WHERE agency = $1 AND code = $2",
                                               {agency.text(), code.text()}));
}

Result<void> EmployerTable::set_name(const EmployerId& id, std::string_view name) {
  TRY(context_.sql.execute("UPDATE employers SET name = $2 WHERE id = $1", {id.text(), to_value(name)}));
  return {};
}

Result<std::vector<SupportContact>> EmployerTable::support(const EmployerId& id) {
  return support_of(context_.sql.query(
      "SELECT kind, contact, hours FROM employer_contacts WHERE employer = $1 ORDER BY place", {id.text()}));
}

Result<void> EmployerTable::set_support(const EmployerId& id, const std::vector<SupportContact>& contacts) {
  TRY(context_.sql.execute("DELETE FROM employer_contacts WHERE employer = $1", {id.text()}));
  std::int64_t place = 0;
  for (const auto& contact : contacts) {
    TRY(context_.sql.execute(
        "INSERT INTO employer_contacts (employer, place, kind, contact, hours) VALUES ($1, $2, $3, $4, $5)",
        {id.text(), place++, to_value(to_text(contact.kind)), contact.value, contact.hours}));
  }
  return {};
}

Result<app::Page<Employer>> EmployerTable::page(const AgencyId& agency, std::string_view query,
                                                std::string_view cursor, std::size_t rows) {
  app::Page<Employer> page;
  for (const Row& row : TRY(context_.sql.query(
           JIANZAI_EMPLOYER_COLUMNS
           "WHERE agency = $1 AND id > $2 AND (upper(name) LIKE upper($4) ESCAPE '!' "
           "OR upper(code) LIKE upper($4) ESCAPE '!') ORDER BY id LIMIT $3",
           {agency.text(), to_value(cursor), static_cast<std::int64_t>(rows + 1), holding(query)})))
    page.rows.push_back(TRY(employer_of(row)));
  if (page.rows.size() > rows) {
    page.rows.pop_back();
    page.next = page.rows.back().id.text();
  }
  return page;
}

}  // namespace jianzai::storage
