#include "app/view_passes.h"

#include "app/relatives.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kPassesShown = 20;  // one or two a year

}  // namespace

Result<std::vector<Pass>> list_passes(Ports& ports, const Account& account,
                                      const std::optional<RelativeId>& relative) {
  const auto transaction = TRY(ports.store.begin_read());
  const auto person = TRY(person_for(*transaction, account, relative));
  if (!person) return std::vector<Pass>{};
  return transaction->passes().of_person(person->id, kPassesShown);
}

Result<Pass> pass_for(Transaction& transaction, const Account& account, const PassId& id) {
  auto pass = TRY(transaction.passes().find(id));
  if (!pass) return fail(ErrorCode::kNotFound);
  const auto person = TRY(transaction.persons().find(pass->person));
  if (!person || !TRY(may_act_for(transaction, account, *person))) return fail(ErrorCode::kNotFound);
  return std::move(*pass);
}

Result<Pass> view_pass(Ports& ports, const Account& account, const PassId& id) {
  return pass_for(*TRY(ports.store.begin_read()), account, id);
}

}  // namespace jianzai::app
