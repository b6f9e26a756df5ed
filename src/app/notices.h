// Text messages (通知): queued with what they tell of, in one transaction, and sent later by a worker.
#pragma once

#include <functional>

#include "app/ports.h"

namespace jianzai::app {

// A message with a code to a phone of nobody in particular.
[[nodiscard]] Result<void> queue_notice(Ports& ports, Transaction& transaction, NoticeKind kind,
                                        const Secret<std::string>& phone, std::string_view code);
// The same for nobody: it counts, and nothing is sent. So a code for a login without an account costs what
// one with an account does.
[[nodiscard]] Result<void> queue_nothing(Ports& ports, Transaction& transaction, NoticeKind kind);
// What a message about a person says besides, and to whom else it goes.
struct NoticeDetails {
  std::optional<Date> due_on = {};
  Secret<std::string> also = {};  // phone of who asked for the person; empty: nobody
};
// About this person, to the phone that the agency knows, to that of the person's own account, and to `also`:
// each phone once. Nothing is done without a gateway or a mobile number.
[[nodiscard]] Result<void> notify_person(Ports& ports, Transaction& transaction, const Person& person,
                                         NoticeKind kind, const NoticeDetails& details = {});
// To the owner of an account of whom the agency knows nobody.
[[nodiscard]] Result<void> notify_account(Ports& ports, Transaction& transaction, const Account& account,
                                          const AgencyId& agency, NoticeKind kind);
// Tells the person that the task came from `before` to a state in which they have to do something, or get
// paid again. Nobody asks the family of who is reported dead.
[[nodiscard]] Result<void> notify_of_move(Ports& ports, Transaction& transaction, const Task& task,
                                          TaskState before);

// Reminds those whose proof is asked for (next_reminder) and of whom no death is reported, by day, 500 at the
// most: the next call goes on. Every few seconds.
[[nodiscard]] Result<void> remind(Ports& ports);

// Hands what is due over to the gateway, codes first, ten at the most and as long as `goes_on`. One that
// fails is tried again (wait_after), by day but for codes, which end with their lifetime; after
// kNoticeTriesMax it is given up. How many were tried. At least once: after a crash a message may go out
// again, under the same id.
[[nodiscard]] Result<int> send_notices(
    Ports& ports, const std::function<bool()>& goes_on = [] { return true; });

// What came of a message, says the gateway. Errors: kNotFound; kInvalidFields for another state than
// DELIVERED or FAILED.
[[nodiscard]] Result<void> note_delivery(Ports& ports, const NoticeId& id, std::string_view state);

// About one person of the operator's agency, the latest first. Errors: kNotFound.
[[nodiscard]] Result<std::vector<Notice>> list_notices(Ports& ports, const Operator& by,
                                                       const PersonId& person);

}  // namespace jianzai::app
