#include "app/issue_receipt.h"

#include "app/view_attempts.h"
#include "app/view_passes.h"

namespace jianzai::app {
namespace {

// What a receipt says of the pass itself.
struct Passed {
  std::string number;
  PersonId person;
  Date on;
  PassWay way;
  std::optional<Date> next_due_on;
};

Result<SignedReceipt> sign(Ports& ports, Transaction& transaction, const Passed& passed) {
  const auto person = TRY(transaction.persons().find(passed.person));
  if (!person) return fail(ErrorCode::kInternal, "nobody passed");
  const auto agency = TRY(transaction.agencies().find(person->agency));
  if (!agency) return fail(ErrorCode::kInternal, "a person of no agency");
  Receipt receipt{.number = passed.number,
                  .name = masked_name(person->name),
                  .id_number = person->id_number.masked(),
                  .passed_on = passed.on,
                  .way = passed.way,
                  .next_due_on = passed.next_due_on,
                  .agency = agency->name,
                  .key_id = ports.receipt_key.id()};
  std::string text = receipt_text(receipt);
  const auto signature = TRY(ports.receipt_key.sign(as_bytes(text)));
  text += '|' + to_hex(signature);
  return SignedReceipt{std::move(receipt), std::move(text)};
}

}  // namespace

Result<SignedReceipt> issue_receipt(Ports& ports, const Account& account, const AttemptId& id) {
  const auto transaction = TRY(ports.store.begin_read());
  const auto attempt = TRY(attempt_for(*transaction, account, id));
  if (!attempt.decision || attempt.decision->result != AttemptResult::kPassed)
    return fail(ErrorCode::kNotPassed);
  const bool is_reviewed = attempt.decision->reason == Reason::kReviewApproved;
  return sign(ports, *transaction,
              {.number = attempt.id.text(),
               .person = attempt.person,
               .on = china_date(attempt.opened_at),
               .way = is_reviewed ? PassWay::kReview : PassWay::kFace,
               .next_due_on = attempt.next_due_on});
}

Result<SignedReceipt> issue_receipt(Ports& ports, const Account& account, const PassId& id) {
  const auto transaction = TRY(ports.store.begin_read());
  const auto pass = TRY(pass_for(*transaction, account, id));
  return sign(ports, *transaction,
              {.number = pass.id.text(),
               .person = pass.person,
               .on = pass.seen_on,
               .way = pass.way,
               .next_due_on = pass.next_due_on});
}

std::optional<Receipt> verified_receipt(ByteView public_key, std::string_view text) {
  const auto bar = text.rfind('|');
  if (bar == std::string_view::npos) return std::nullopt;
  const auto signature = from_hex(text.substr(bar + 1));
  if (!signature || !crypto::verify_signature(public_key, as_bytes(text.substr(0, bar)), *signature))
    return std::nullopt;
  return receipt_from(text.substr(0, bar));
}

}  // namespace jianzai::app
