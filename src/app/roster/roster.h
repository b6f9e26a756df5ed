// A roster (名册): the benefit recipients of an agency, as another system exports them.
#pragma once

#include <functional>
#include <istream>
#include <string>
#include <vector>

#include "app/ports.h"
#include "app/roster/table_reader.h"

namespace jianzai::app {

// What one row asks for. Columns by their heading, Chinese or English, in any order; others are left alone:
// 姓名 name, 身份证号 id_number, 待遇类别 category (code or name), 手机号 phone (may be empty), 享受待遇时间
// started_on (2026-01-31, 2026/1/31, 20260131; may be missing: today), 地区代码 region (may be missing),
// 统一社会信用代码 employer (CreditCode of one of the agency's employers; may be missing).
struct RosterRow {
  Secret<std::string> name;
  IdNumber id_number;
  Secret<std::string> phone;  // empty: none
  std::string category_code;
  Date started_on;
  std::optional<RegionCode> region;
  std::optional<CreditCode> employer;
};

struct RosterReport {
  std::size_t rows = 0;
  std::size_t added = 0;      // people who were not known
  std::size_t extended = 0;   // known people with one benefit more, another region or employer
  std::size_t unchanged = 0;  // known as they are
  std::size_t refused = 0;
  std::string encoding;

  [[nodiscard]] std::size_t changes() const { return added + extended; }
  RosterReport& operator+=(const RosterReport& other);
};

struct RosterImport {
  AgencyId agency;
  bool is_preview = false;  // counts, and changes nothing
  std::function<void(const RowFault&)> on_fault;
  std::function<void(const RosterReport&, double progress)> on_progress;  // after each batch, in [0, 1]
};

// Rows are checked and taken over in batches of 1,000, each in one transaction: what was taken over stays
// when a later batch fails, and the same roster again changes nothing. Names and phones of known people stay
// as they are; another name under a known ID number is refused. `csv`: seekable. Errors: kInvalidRequest for
// what is no roster, with the missing heading or the line; kNotFound without such an agency; kDatabase.
[[nodiscard]] Result<RosterReport> import_roster(Ports& ports, std::istream& csv,
                                                 const RosterImport& request);

}  // namespace jianzai::app
