#include "app/issue_receipt.h"

#include "app/assisted_proofs.h"
#include "app/decide_review.h"
#include "app/open_review.h"
#include "app/test_world.h"
#include "app/view_passes.h"
#include "app/view_proof.h"

namespace jianzai::app {
namespace {

using namespace std::chrono;
using namespace testing;

class Receipts : public World {
 protected:
  std::optional<Receipt> verified(const std::string& text) {
    return verified_receipt(receipt_key.public_key(), text);
  }
};

TEST_F(Receipts, say_who_passed_when_and_until_when_without_a_face_or_a_whole_number) {
  const Account account = ready_citizen();
  const Attempt attempt = prove(account, {"anna-1"});
  const auto made = must(issue_receipt(ports, account, attempt.id));
  EXPECT_EQ(must(issue_receipt(ports, account, attempt.id)).text, made.text);
  const auto receipt = verified(made.text);
  ASSERT_TRUE(receipt);
  EXPECT_EQ(receipt->number, attempt.id.text());
  EXPECT_EQ(receipt->name, "欧***甲");
  EXPECT_EQ(receipt->passed_on, 2026y / November / 25);
  EXPECT_EQ(receipt->way, PassWay::kFace);
  EXPECT_EQ(receipt->next_due_on, 2027y / November / 30);
  EXPECT_EQ(receipt->agency, "甲县");
  EXPECT_EQ(made.text.find(kIdNumber), std::string::npos);
  EXPECT_EQ(made.text.find(kName), std::string::npos);
}

TEST_F(Receipts, are_there_after_a_reviewer_approved_and_not_before) {
  const Account account = ready_citizen();
  const Attempt attempt = prove(account, {"berta-1"});
  EXPECT_EQ(code_of(issue_receipt(ports, account, attempt.id)), ErrorCode::kNotPassed);
  must(request_review(ports, account, attempt.id));
  must(decide_review(ports, reviewer(), {review_of(attempt)->id, ReviewVerdict::kApprove, ""}));
  const auto receipt = verified(must(issue_receipt(ports, account, attempt.id)).text);
  ASSERT_TRUE(receipt);
  EXPECT_EQ(receipt->way, PassWay::kReview);
}

TEST_F(Receipts, are_there_of_what_somebody_else_saw) {
  const Account account = ready_citizen();
  const Person person = *must(view_proof(ports, account)).person;
  EXPECT_TRUE(must(list_passes(ports, account)).empty());
  const auto proof = must(propose_proof(ports, clerk(),
                                        {.person = person.id,
                                         .way = "HOME_VISIT",
                                         .seen_on = "2026-11-24",
                                         .bytes = as_bytes("paper-1"),
                                         .request_key = "proof-key-1",
                                         .consent = spoken()}));
  must(confirm_proof(ports, reviewer(), proof.proof.id, {"PHOTO"}));
  const auto passes = must(list_passes(ports, account));
  ASSERT_EQ(passes.size(), 1U);
  EXPECT_EQ(must(view_proof(ports, account)).passed->id, passes.front().id);
  const auto receipt = verified(must(issue_receipt(ports, account, passes.front().id)).text);
  ASSERT_TRUE(receipt);
  EXPECT_EQ(receipt->way, PassWay::kAssisted);
  EXPECT_EQ(receipt->number, passes.front().id.text());
  EXPECT_EQ(receipt->passed_on, 2026y / November / 24);
  EXPECT_EQ(receipt->next_due_on, passes.front().next_due_on);

  auto registering = registration();
  registering.id_number = "110105198001010032";
  registering.name = "别人";
  registering.request_key = "account-key-2";
  const Account stranger = account_of(must(register_account(ports, registering)));
  EXPECT_EQ(code_of(issue_receipt(ports, stranger, passes.front().id)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(view_pass(ports, stranger, passes.front().id)), ErrorCode::kNotFound);
  EXPECT_TRUE(must(list_passes(ports, stranger)).empty());
}

TEST_F(Receipts, are_nobody_elses) {
  const Account account = ready_citizen();
  const Attempt attempt = prove(account, {"anna-1"});
  auto registering = registration();
  registering.id_number = "110105198001010032";
  registering.name = "别人";
  registering.request_key = "account-key-2";
  const Account stranger = account_of(must(register_account(ports, registering)));
  EXPECT_EQ(code_of(issue_receipt(ports, stranger, attempt.id)), ErrorCode::kNotFound);
}

TEST_F(Receipts, are_signed_with_the_national_algorithms_where_the_agency_wants_them) {
  const Account account = ready_citizen();
  const auto id = prove(account, {"anna-1"}).id;
  const auto before = must(issue_receipt(ports, account, id)).text;
  const auto key_before = receipt_key.public_key();
  receipt_key = must(crypto::SigningKey::from_seed(Secret(Bytes(32, 7)), crypto::SignatureScheme::kSm2));
  const auto text = must(issue_receipt(ports, account, id)).text;
  const auto receipt = verified(text);
  ASSERT_TRUE(receipt);
  EXPECT_EQ(receipt->key_id, receipt_key.id());
  EXPECT_EQ(receipt->number, id.text());
  EXPECT_FALSE(verified_receipt(key_before, text));
  EXPECT_FALSE(verified(before));
  EXPECT_TRUE(verified_receipt(key_before, before));
  auto changed = text;
  changed.replace(changed.find("2026-11-25"), 10, "2026-11-26");
  EXPECT_FALSE(verified(changed));
}

TEST_F(Receipts, are_not_genuine_when_a_letter_is_changed) {
  const Account account = ready_citizen();
  const auto text = must(issue_receipt(ports, account, prove(account, {"anna-1"}).id)).text;
  ASSERT_TRUE(verified(text));
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto changed = text;
    changed[i] = changed[i] == '0' ? '1' : '0';
    EXPECT_FALSE(verified(changed)) << i;
  }
  EXPECT_FALSE(verified(""));
  EXPECT_FALSE(verified("|"));
}

}  // namespace
}  // namespace jianzai::app
