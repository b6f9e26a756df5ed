#pragma once

#include <type_traits>

#include "app/ports.h"
#include "base/limits.h"

namespace jianzai::app {

// Does `work(Transaction&)` in a writing transaction and commits what it did, unless it fails. All of it is
// done again when another transaction came between or the connection broke before the commit, so `work`
// changes nothing else. Errors: those of `work`; kRolledBack when that went on; kUnavailable, also when the
// connection broke during the commit, which then may have been made; kDatabase.
template <class Work>
std::invoke_result_t<Work&, Transaction&> write(Store& store, Work work) {
  const auto once = [&](int tries) -> std::invoke_result_t<Work&, Transaction&> {
    const auto transaction =
        TRY(tries < limits::kWriteTriesBesideOthers ? store.begin_write() : store.begin_write_alone());
    auto done = work(*transaction);
    if (done) TRY(transaction->commit());
    return done;
  };
  for (int tries = 0;;) {
    auto done = once(tries);
    if (done || done.error().code != ErrorCode::kRolledBack || ++tries == limits::kWriteTriesMax) return done;
  }
}

}  // namespace jianzai::app
