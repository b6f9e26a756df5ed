// Data matching first (数据比对): what other systems know, before anybody is asked for anything.
#pragma once

#include <functional>
#include <istream>

#include "app/ports.h"
#include "app/roster/table_reader.h"

namespace jianzai::app {

struct SignsReport {
  std::size_t rows = 0;
  std::size_t added = 0;      // signs that were not known
  std::size_t unchanged = 0;  // known ones
  std::size_t strangers = 0;  // of people who are not on the agency's list: left alone, and not kept
  std::size_t refused = 0;
  std::size_t proofs = 0;  // signs with which somebody had nothing more to prove
  std::size_t losses = 0;  // of added: somebody has to look into them
  std::string encoding;

  [[nodiscard]] std::size_t changes() const { return added; }
  SignsReport& operator+=(const SignsReport& other);
};

struct SignsImport {
  AgencyId agency;
  bool is_preview = false;  // counts, and changes nothing
  std::function<void(const RowFault&)> on_fault;
  std::function<void(const SignsReport&, double progress)> on_progress;  // after each batch, in [0, 1]
};

// Columns by their heading: 姓名 name, 身份证号 id_number, 来源 source, 日期 date, 类型 kind (强, 弱, 死亡,
// 服刑, 失踪, 出境; or LifeSignKind). Batches as for a roster; the same list again changes nothing. Who lives
// by domain/life_sign.h has passed on that day. A reported loss stops nothing: it is looked into. Errors:
// those of import_roster.
[[nodiscard]] Result<SignsReport> import_life_signs(Ports& ports, std::istream& csv,
                                                    const SignsImport& request);

// A reported loss that nobody has looked into.
struct LossView {
  LifeSign sign;
  Secret<std::string> person_name;
};
// Of the agency's people, the first reported first.
[[nodiscard]] Result<Page<LossView>> list_losses(Ports& ports, const Operator& by, std::string_view cursor);
// Somebody looked into it. Confirmed, what follows is done to the task (suspensions.h); wrong, signs of life
// that came in the meantime count. The same again gives it as it is. Errors: kNotFound; kReviewClosed when it
// was decided otherwise.
[[nodiscard]] Result<LossView> check_loss(Ports& ports, const Operator& by, const LifeSignId& id,
                                          LossOutcome outcome);

}  // namespace jianzai::app
