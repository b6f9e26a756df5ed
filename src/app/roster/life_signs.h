// Data matching first (数据比对): what other systems know, before anybody is asked for anything.
#pragma once

#include <istream>

#include "app/reported_deaths.h"
#include "app/roster/list_import.h"
#include "app/roster/table_reader.h"

namespace jianzai::app {

// Columns by their heading: 姓名 name, 身份证号 id_number, 来源 source, 日期 date, 类型 kind (强, 弱, 死亡,
// 服刑, 失踪, 出境; or LifeSignKind). Batches as for a roster; the same list again changes nothing. Who lives
// by domain/life_sign.h has passed on that day. A reported loss stops nothing: it is looked into. Errors:
// those of import_roster.
[[nodiscard]] Result<ImportReport> import_life_signs(Ports& ports, std::istream& csv,
                                                     const ListImport& request);

// Its columns.
[[nodiscard]] std::span<const Heading> life_sign_headings();

// Passes the person if what other systems know proves it; whether that was news.
[[nodiscard]] Result<bool> pass_by_signs(Ports& ports, Transaction& transaction, const Person& person);

// Those that nobody has looked into; or those that were confirmed, while a benefit is still paid.
enum class LossWork { kCheck, kTerminate };
// Of people of the scope, the first reported first.
[[nodiscard]] Result<Page<LossView>> list_losses(Ports& ports, const Operator& by, std::string_view cursor,
                                                 LossWork work = LossWork::kCheck);
// Somebody looked into it. Confirmed, another operator ends the benefits (terminations.h); wrong, signs of
// life that came in the meantime count. The same again gives it as it is. That a confirmed one was wrong,
// another reviewer says. Errors: kNotFound; kReviewClosed for one that was found to be wrong, or for which a
// benefit has ended; for a confirmed one kForbidden for who is no reviewer, and kSamePerson for who confirmed
// it.
[[nodiscard]] Result<LossView> check_loss(Ports& ports, const Operator& by, const LifeSignId& id,
                                          LossOutcome outcome);

}  // namespace jianzai::app
