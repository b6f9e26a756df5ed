#include "app/tickets.h"

#include "app/assisted_proofs.h"
#include "app/test_world.h"
#include "app/view_passes.h"

namespace jianzai::app {
namespace {

using namespace testing;
using namespace std::chrono;

class Tickets : public World {
 protected:
  static OpenTicket callback(std::string key = "ticket-key-1") {
    return {.kind = "CALLBACK", .phone = {}, .note = "拍不清楚", .request_key = std::move(key)};
  }
};

TEST_F(Tickets, are_opened_claimed_and_answered) {
  add_somebody();
  const Account account = register_somebody();
  const auto ticket = must(open_ticket(ports, account, callback()));
  EXPECT_EQ(ticket.phone.reveal(), kPhone);
  EXPECT_EQ(ticket.due_on, 2026y / November / 26);
  EXPECT_EQ(must(open_ticket(ports, account, callback())).id, ticket.id);
  EXPECT_EQ(must(open_ticket(ports, account, callback("ticket-key-2"))).id, ticket.id);  // is open already

  const auto waiting = must(list_open_tickets(ports, clerk(), "")).rows;
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting.front().asked_by->reveal(), kName);
  EXPECT_FALSE(waiting.front().person_name);
  EXPECT_EQ(code_of(close_ticket(ports, clerk(), ticket.id, "SOLVED", "好了")), ErrorCode::kTicketClosed);
  EXPECT_EQ(must(claim_ticket(ports, clerk(), ticket.id)).claimed_by, "clerk");
  must(claim_ticket(ports, clerk(), ticket.id));
  EXPECT_EQ(code_of(claim_ticket(ports, reviewer(), ticket.id)), ErrorCode::kTicketClosed);
  EXPECT_EQ(code_of(close_ticket(ports, reviewer(), ticket.id, "SOLVED", "好了")), ErrorCode::kTicketClosed);
  must(release_ticket(ports, reviewer(), ticket.id));
  must(claim_ticket(ports, reviewer(), ticket.id));
  EXPECT_EQ(code_of(release_ticket(ports, clerk(), ticket.id)), ErrorCode::kTicketClosed);
  must(release_ticket(ports, reviewer(), ticket.id));
  must(claim_ticket(ports, reviewer(), ticket.id));
  EXPECT_EQ(fields_of(close_ticket(ports, reviewer(), ticket.id, "", " ").error()),
            "outcome:REQUIRED answer:REQUIRED");
  must(close_ticket(ports, reviewer(), ticket.id, "SOLVED", "已教会"));
  must(close_ticket(ports, reviewer(), ticket.id, "SOLVED", "已教会"));
  EXPECT_EQ(code_of(close_ticket(ports, reviewer(), ticket.id, "REFUSED", "不办")), ErrorCode::kTicketClosed);
  const auto mine = must(list_tickets(ports, account));
  ASSERT_EQ(mine.size(), 1U);
  EXPECT_EQ(mine.front().answer.reveal(), "已教会");
  EXPECT_EQ(mine.front().outcome, TicketOutcome::kSolved);
  EXPECT_EQ(code_of(withdraw_ticket(ports, account, ticket.id)), ErrorCode::kTicketClosed);
  EXPECT_TRUE(must(list_open_tickets(ports, clerk(), "")).rows.empty());
  EXPECT_NE(must(open_ticket(ports, account, callback("ticket-key-3"))).id, ticket.id);
}

TEST_F(Tickets, may_be_asked_for_by_whom_nobody_knows_yet) {
  const Account account = register_somebody();
  const auto ticket = must(open_ticket(ports, account, callback()));
  EXPECT_EQ(ticket.agency, agency());
  auto visit = callback("ticket-key-2");
  visit.kind = "VISIT";
  EXPECT_EQ(code_of(open_ticket(ports, account, visit)), ErrorCode::kNoPlan);
}

// 不是我本人办的
TEST_F(Tickets, may_appeal_against_a_pass_that_was_somebody_elses) {
  const Person person = add_somebody();
  const Account account = register_somebody();
  const auto proof = must(propose_proof(ports, clerk(),
                                        {.person = person.id,
                                         .way = "HOME_VISIT",
                                         .seen_on = "2026-11-24",
                                         .bytes = as_bytes("paper-1"),
                                         .request_key = "proof-key-1"}));
  must(confirm_proof(ports, reviewer(), proof.proof.id, {"PHOTO"}));
  const auto pass = must(list_passes(ports, account)).front().id.text();
  const auto appeal = must(open_ticket(
      ports, account,
      {.kind = "APPEAL", .phone = {}, .note = "这次认证不是我办的：" + pass, .request_key = "ticket-key-1"}));
  EXPECT_EQ(appeal.person, person.id);
  const auto waiting = must(list_open_tickets(ports, clerk(), "")).rows;
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting.front().ticket.kind, TicketKind::kAppeal);
  EXPECT_NE(waiting.front().ticket.note.reveal().find(pass), std::string::npos);
}

TEST_F(Tickets, say_what_is_wrong_and_belong_to_who_asked) {
  add_somebody();
  const Account account = register_somebody();
  auto wrong = callback();
  wrong.kind = "SHOUT";
  wrong.phone = "12";
  wrong.note = std::string(501, 'a');
  EXPECT_EQ(fields_of(open_ticket(ports, account, wrong).error()), "kind:VALUE phone:PHONE note:TOO_LONG");
  const auto ticket = must(open_ticket(ports, account, callback()));
  auto registering = registration();
  registering.id_number = "110105194912310011";
  registering.name = "欧阳测试乙";
  registering.request_key = "account-key-2";
  const Account other = account_of(must(register_account(ports, registering)));
  EXPECT_EQ(code_of(withdraw_ticket(ports, other, ticket.id)), ErrorCode::kNotFound);
  auto reused = callback();
  reused.kind = "VISIT";
  EXPECT_EQ(code_of(open_ticket(ports, account, reused)), ErrorCode::kIdempotencyConflict);
  const auto elsewhere = must(add_agency(ports, {"乙县", "", "1111", ""}));
  const auto stranger = add_operator_of(elsewhere.id, "stranger", OperatorRole::kClerk);
  EXPECT_EQ(code_of(claim_ticket(ports, stranger, ticket.id)), ErrorCode::kNotFound);
  EXPECT_TRUE(must(list_open_tickets(ports, stranger, "")).rows.empty());
  EXPECT_EQ(must(withdraw_ticket(ports, account, ticket.id)).state, TicketState::kWithdrawn);
  EXPECT_EQ(must(withdraw_ticket(ports, account, ticket.id)).state, TicketState::kWithdrawn);
}

TEST_F(Tickets, of_whom_nobody_knows_go_to_the_agency_that_was_chosen) {
  const auto other = must(add_agency(ports, {"乙县", "", "1111", ""})).id;
  const Account account = register_somebody();
  auto request = callback();
  EXPECT_EQ(fields_of(open_ticket(ports, account, request).error()), "agency_id:REQUIRED");
  request.agency = AgencyId::make(clock, random);
  EXPECT_EQ(fields_of(open_ticket(ports, account, request).error()), "agency_id:VALUE");
  request.agency = other;
  EXPECT_EQ(must(open_ticket(ports, account, request)).agency, other);
  EXPECT_EQ(must(list_agencies(ports)).size(), 2U);
}

}  // namespace
}  // namespace jianzai::app
