// A roster (名册): the benefit recipients of an agency, as another system exports them.
#pragma once

#include <istream>
#include <string>
#include <vector>

#include "app/roster/list_import.h"
#include "app/roster/table_reader.h"

namespace jianzai::app {

// What one row asks for. Columns by their heading, Chinese or English, in any order; others are left alone:
// 姓名 name, 身份证号 id_number, 待遇类别 category (code or name), 手机号 phone (may be empty), 享受待遇时间
// started_on (2026-01-31, 2026/1/31, 20260131; may be missing: today), 地区代码 region (may be missing),
// 统一社会信用代码 employer (CreditCode of one of the agency's employers; may be missing), 上次认证日期
// last_passed_on (what another system saw last; not in the future, nor before the benefit began; may be
// missing).
struct RosterRow {
  Secret<std::string> name;
  IdNumber id_number;
  Secret<std::string> phone;  // empty: none
  std::string category_code;
  Date started_on;
  std::optional<RegionCode> region;
  std::optional<CreditCode> employer;
  std::optional<Date> last_passed_on;
};

// Rows are checked and taken over in batches of 1,000, each in one transaction: what was taken over stays
// when a later batch fails, and the same roster again changes nothing. Names of known people stay as they
// are, and so do phones, but for who has none; another name under a known ID number is refused. A last pass
// is taken over where this system has seen none itself, and never moved back; tasks that are there stay.
// `csv`: seekable. Errors: kInvalidRequest for what is no roster, with the missing heading or the line;
// kNotFound without such an agency; kDatabase.
[[nodiscard]] Result<ImportReport> import_roster(Ports& ports, std::istream& csv, const ListImport& request);

// Its columns.
[[nodiscard]] std::span<const Heading> roster_headings();

}  // namespace jianzai::app
