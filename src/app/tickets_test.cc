#include "app/tickets.h"

#include "app/assisted_proofs.h"
#include "app/notices.h"
#include "app/test_world.h"
#include "app/view_passes.h"
#include "app/write.h"

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

  const auto waiting = must(list_open_tickets(ports, clerk(), "", "")).rows;
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
  EXPECT_TRUE(must(list_open_tickets(ports, clerk(), "", "")).rows.empty());
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
                                         .request_key = "proof-key-1",
                                         .consent = spoken()}));
  must(confirm_proof(ports, reviewer(), proof.proof.id, {"PHOTO"}));
  const auto pass = must(list_passes(ports, account)).front().id.text();
  const auto appeal = must(open_ticket(
      ports, account,
      {.kind = "APPEAL", .phone = {}, .note = "这次认证不是我办的：" + pass, .request_key = "ticket-key-1"}));
  EXPECT_EQ(appeal.person, person.id);
  const auto waiting = must(list_open_tickets(ports, clerk(), "", "")).rows;
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
  EXPECT_TRUE(must(list_open_tickets(ports, stranger, "", "")).rows.empty());
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

// ---------------------------------------------------------------------------------- for who has no account

class Visits : public Tickets {
 protected:
  Visits() {
    const auto at = [&](std::string login, std::string region) {
      return must(add_operator(ports, {.agency = agency(),
                                       .login = std::move(login),
                                       .name = "试协办",
                                       .role = OperatorRole::kVillageHelper,
                                       .password = Secret(std::string(kPassword)),
                                       .region = std::move(region)}));
    };
    near_ = at("near", "130924101203");
    far_ = at("far", "130924101204");
    person_ = must(add_person(ports, clerk(),
                              {.name = std::string(kName),
                               .id_number = std::string(kIdNumber),
                               .category_code = "ENTERPRISE_PENSION",
                               .phone = std::string(kPhone),
                               .request_key = "person-key-1",
                               .region = "130924101203"}));
  }
  OpenTicketFor visit(std::string key = "ticket-key-1") const {
    return {
        .person = person_->id, .kind = "VISIT", .phone = {}, .note = "卧床", .request_key = std::move(key)};
  }
  TicketId visited() { return must(open_ticket_for(ports, clerk(), visit())).ticket.id; }
  std::vector<TicketView> seen_by(const Operator& by, std::string_view kind = {}) {
    return must(list_open_tickets(ports, by, kind, "")).rows;
  }
  std::string claimer_of(const TicketId& id) { return must(view_ticket(ports, reviewer(), id)).claimed_by; }

  std::optional<Operator> near_;
  std::optional<Operator> far_;
  std::optional<Person> person_;
};

TEST_F(Visits, are_written_down_for_who_has_no_account) {
  const auto view = must(open_ticket_for(ports, clerk(), visit()));
  EXPECT_EQ(view.asked_by->reveal(), kName);
  EXPECT_EQ(view.opened_by, "clerk");
  EXPECT_FALSE(view.person_name);
  EXPECT_EQ(view.region->text(), "130924101203");
  EXPECT_EQ(view.ticket.phone.reveal(), kPhone);
  EXPECT_EQ(view.ticket.due_on, 2026y / December / 2);
  EXPECT_EQ(must(open_ticket_for(ports, clerk(), visit())).ticket.id, view.ticket.id);
  EXPECT_EQ(fields_of(open_ticket_for(ports, clerk(), visit("ticket-key-2")).error()), "kind:ALREADY_OPEN");
  auto other = visit();
  other.kind = "CALLBACK";
  EXPECT_EQ(code_of(open_ticket_for(ports, clerk(), other)), ErrorCode::kIdempotencyConflict);
  other.request_key = "ticket-key-3";
  other.phone = "13912345670";
  EXPECT_EQ(must(open_ticket_for(ports, clerk(), other)).ticket.phone.reveal(), "13912345670");
  other.kind = "APPEAL";
  other.phone = "12";
  other.note = std::string(501, 'a');
  EXPECT_EQ(fields_of(open_ticket_for(ports, clerk(), other).error()),
            "kind:VALUE phone:PHONE note:TOO_LONG");
  other.kind = "";
  EXPECT_EQ(fields_of(open_ticket_for(ports, clerk(), other).error()),
            "kind:REQUIRED phone:PHONE note:TOO_LONG");
  EXPECT_EQ(code_of(open_ticket_for(ports, *far_, visit("ticket-key-4"))), ErrorCode::kNotFound);
}

TEST_F(Visits, need_a_phone_where_the_person_has_none) {
  auto silent = *person_;
  silent.phone = {};
  must(app::write(ports.store,
                  [&](Transaction& transaction) { return transaction.persons().set_details(silent); }));
  auto request = visit();
  EXPECT_EQ(fields_of(open_ticket_for(ports, clerk(), request).error()), "phone:REQUIRED");
  request.phone = "13912345670";
  must(open_ticket_for(ports, clerk(), request));
}

TEST_F(Visits, are_seen_by_the_helpers_of_the_region_and_nothing_else_is) {
  const auto id = visited();
  auto call = visit("ticket-key-2");
  call.kind = "CALLBACK";
  const auto callback = must(open_ticket_for(ports, clerk(), call)).ticket.id;
  EXPECT_EQ(seen_by(clerk()).size(), 2U);
  EXPECT_EQ(seen_by(clerk(), "CALLBACK").size(), 1U);
  EXPECT_EQ(fields_of(list_open_tickets(ports, clerk(), "SHOUT", "").error()), "kind:VALUE");
  ASSERT_EQ(seen_by(*near_).size(), 1U);
  EXPECT_EQ(seen_by(*near_).front().ticket.id, id);
  EXPECT_TRUE(seen_by(*near_, "CALLBACK").empty());
  EXPECT_TRUE(seen_by(*far_).empty());
  EXPECT_EQ(code_of(view_ticket(ports, *near_, callback)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(claim_ticket(ports, *near_, callback)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(view_ticket(ports, *far_, id)), ErrorCode::kNotFound);
  must(claim_ticket(ports, *near_, id));
  must(close_ticket(ports, *near_, id, "SOLVED", "已上门，本人健在"));
  EXPECT_EQ(must(view_ticket(ports, *near_, id)).ticket.state, TicketState::kDone);
}

TEST_F(Visits, are_assigned_to_who_may_see_the_person) {
  const auto id = visited();
  std::vector<std::string> logins;
  for (const auto& one : must(list_visitors(ports, clerk(), id))) logins.push_back(one.login);
  EXPECT_EQ(logins, (std::vector<std::string>{"near", "clerk", "reviewer"}));
  EXPECT_EQ(must(assign_ticket(ports, clerk(), id, near_->id)).claimed_by, "near");
  must(assign_ticket(ports, clerk(), id, near_->id));
  EXPECT_EQ(code_of(claim_ticket(ports, clerk(), id)), ErrorCode::kTicketClosed);
  clock.advance(days(5));  // it was planned: the claim lasts until the visit is due
  EXPECT_EQ(claimer_of(id), "near");
  must(assign_ticket(ports, clerk(), id, reviewer().id));
  EXPECT_EQ(claimer_of(id), "reviewer");
  EXPECT_EQ(fields_of(assign_ticket(ports, clerk(), id, far_->id).error()), "operator_id:VALUE");
  EXPECT_EQ(fields_of(assign_ticket(ports, clerk(), id, {}).error()), "operator_id:REQUIRED");
  auto call = visit("ticket-key-2");
  call.kind = "CALLBACK";
  const auto callback = must(open_ticket_for(ports, clerk(), call)).ticket.id;
  EXPECT_TRUE(must(list_visitors(ports, clerk(), callback)).empty());
  EXPECT_EQ(fields_of(assign_ticket(ports, clerk(), callback, near_->id).error()), "operator_id:VALUE");
  must(close_ticket(ports, reviewer(), id, "REFUSED", "本人不愿意"));
  EXPECT_EQ(code_of(assign_ticket(ports, clerk(), id, near_->id)), ErrorCode::kTicketClosed);
}

TEST_F(Visits, that_reached_nobody_stay_until_it_was_tried_on_three_days) {
  const auto id = visited();
  EXPECT_EQ(code_of(try_ticket(ports, *near_, id)), ErrorCode::kTicketClosed);  // not claimed
  must(assign_ticket(ports, clerk(), id, near_->id));
  EXPECT_EQ(code_of(try_ticket(ports, clerk(), id)), ErrorCode::kTicketClosed);
  const auto first = must(try_ticket(ports, *near_, id)).ticket;
  EXPECT_EQ(first.tries, 1);
  EXPECT_EQ(first.tried_by, near_->id);
  EXPECT_EQ(first.due_on, 2026y / December / 2);  // it is due later anyway
  clock.advance(hours(2));
  EXPECT_EQ(must(try_ticket(ports, *near_, id)).ticket.tries, 1);
  EXPECT_EQ(fields_of(close_ticket(ports, *near_, id, "NOT_REACHED", "没有人在家").error()),
            "outcome:TOO_FEW_TRIES");
  clock.advance(days(1));
  must(try_ticket(ports, *near_, id));
  clock.advance(days(7));  // Thursday, 3 December: the claim has lapsed, and nobody else took it
  EXPECT_EQ(claimer_of(id), "");
  const auto third = must(try_ticket(ports, *near_, id)).ticket;
  EXPECT_EQ(third.tries, 3);
  EXPECT_EQ(third.due_on, 2026y / December / 4);
  EXPECT_EQ(claimer_of(id), "near");
  must(close_ticket(ports, *near_, id, "NOT_REACHED", "没有人在家"));
  must(close_ticket(ports, *near_, id, "NOT_REACHED", "没有人在家"));
  const auto notices = must(must(store->begin_read())->notices().of_person(person_->id, 10));
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_EQ(notices.front().kind, NoticeKind::kNotReached);
  EXPECT_EQ(notices.front().phone.reveal(), kPhone);
}

TEST_F(Visits, tell_the_phone_to_who_goes_there_and_keep_that) {
  const auto id = visited();
  EXPECT_EQ(code_of(disclose_ticket(ports, *near_, id, "CALL")), ErrorCode::kTicketClosed);
  EXPECT_EQ(must(disclose_ticket(ports, clerk(), id, "CALL")).phone.reveal(), kPhone);  // to print the route
  must(claim_ticket(ports, *near_, id));
  EXPECT_EQ(must(disclose_ticket(ports, *near_, id, "CALL")).phone.reveal(), kPhone);
  EXPECT_EQ(fields_of(disclose_ticket(ports, *near_, id, "").error()), "reason:REQUIRED");
  EXPECT_EQ(fields_of(disclose_ticket(ports, *near_, id, "CURIOSITY").error()), "reason:VALUE");
  EXPECT_EQ(code_of(disclose_ticket(ports, *far_, id, "CALL")), ErrorCode::kNotFound);
  const auto kept = must(must(store->begin_read())->persons().disclosures(person_->id, 10));
  EXPECT_EQ(kept.size(), 2U);
  for (int i = 1; i < kDisclosuresPerHourMax; ++i) must(disclose_ticket(ports, *near_, id, "CALL"));
  EXPECT_EQ(code_of(disclose_ticket(ports, *near_, id, "CALL")), ErrorCode::kTooManyTries);
  must(close_ticket(ports, *near_, id, "SOLVED", "已上门"));
  EXPECT_EQ(code_of(disclose_ticket(ports, clerk(), id, "CALL")), ErrorCode::kTicketClosed);
}

TEST_F(Tickets, of_nobody_on_the_list_tell_their_phone_no_oftener_and_whom_we_did_not_reach) {
  const Account account = register_somebody();
  auto wanted = callback();
  wanted.phone = "13800001111";
  const auto id = must(open_ticket(ports, account, wanted)).id;
  ASSERT_FALSE(must(list_tickets(ports, account)).front().person);
  must(claim_ticket(ports, clerk(), id));
  for (int i = 0; i < kDisclosuresPerHourMax; ++i) must(disclose_ticket(ports, clerk(), id, "CALL"));
  EXPECT_EQ(code_of(disclose_ticket(ports, clerk(), id, "CALL")), ErrorCode::kTooManyTries);
  for (int i = 0; i < kTicketTriesMin; ++i) {
    must(claim_ticket(ports, clerk(), id));
    must(try_ticket(ports, clerk(), id));
    clock.advance(days(1));
  }
  must(claim_ticket(ports, clerk(), id));
  must(close_ticket(ports, clerk(), id, "NOT_REACHED", "没有人接"));
  clock.set(china_midnight(2026y / December / 1) + hours(10));
  must(send_notices(ports));
  EXPECT_EQ(sms.sent.back().kind, NoticeKind::kNotReached);
  EXPECT_EQ(sms.sent.back().phone.reveal(), "13800001111");
}

TEST_F(Tickets, are_anybodys_again_on_the_day_after_they_were_claimed) {
  add_somebody();
  const Account account = register_somebody();
  const auto id = must(open_ticket(ports, account, callback())).id;
  EXPECT_EQ(must(claim_ticket(ports, clerk(), id)).ticket.claimed_to, 2026y / November / 25);
  EXPECT_EQ(code_of(disclose_ticket(ports, reviewer(), id, "CALL")), ErrorCode::kTicketClosed);
  EXPECT_EQ(must(disclose_ticket(ports, clerk(), id, "CALL")).phone.reveal(), kPhone);
  EXPECT_EQ(must(list_tickets(ports, account)).front().state, TicketState::kClaimed);
  const auto first = must(try_ticket(ports, clerk(), id)).ticket;
  EXPECT_EQ(first.due_on, 2026y / November / 26);
  clock.advance(days(1));
  EXPECT_EQ(must(list_tickets(ports, account)).front().state, TicketState::kOpen);
  EXPECT_EQ(must(list_open_tickets(ports, reviewer(), "", "")).rows.front().claimed_by, "");
  EXPECT_EQ(must(list_open_tickets(ports, clerk(), "", "")).rows.front().claimed_by, "clerk");
  EXPECT_EQ(must(try_ticket(ports, clerk(), id)).ticket.tries, 2);
  clock.advance(days(1));
  EXPECT_EQ(must(claim_ticket(ports, reviewer(), id)).claimed_by, "reviewer");
  EXPECT_EQ(code_of(close_ticket(ports, clerk(), id, "SOLVED", "好了")), ErrorCode::kTicketClosed);
  EXPECT_EQ(must(list_tickets(ports, account)).front().tries, 2);
  clock.advance(days(1));
  EXPECT_EQ(must(claim_ticket(ports, reviewer(), id)).ticket.claimed_to, 2026y / November / 28);
}

// -------------------------------------------------------------------------------------- for who cannot log
// in

class Callers : public Tickets {
 protected:
  static constexpr std::string_view kOtherPhone = "13912345670";
  AskCallback ask(std::string_view phone = kPhone, std::string key = "call-key-1") const {
    return {.name = std::string(kName),
            .id_number = "身份证 1101",
            .phone = std::string(phone),
            .note = "注册不了",
            .request_key = std::move(key)};
  }
  std::vector<TicketView> seen_by(const Operator& by) {
    return must(list_open_tickets(ports, by, "", "")).rows;
  }
};

TEST_F(Callers, ask_without_a_login_and_are_called_by_the_desk) {
  const auto ticket = must(ask_callback(ports, ask()));
  EXPECT_EQ(ticket.due_on, 2026y / November / 26);
  EXPECT_EQ(ticket.agency, agency());
  const auto seen = seen_by(clerk());
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen.front().asked_by->reveal(), kName);
  ASSERT_TRUE(seen.front().ticket.caller);
  EXPECT_EQ(seen.front().ticket.note.reveal(), "注册不了");
  EXPECT_EQ(code_of(disclose_ticket(ports, clerk(), ticket.id, "CALL")), ErrorCode::kTicketClosed);
  must(claim_ticket(ports, clerk(), ticket.id));
  const auto told = must(disclose_ticket(ports, clerk(), ticket.id, "CALL"));
  EXPECT_EQ(told.phone.reveal(), kPhone);
  EXPECT_EQ(told.caller->id_number.reveal(), "身份证 1101");
  must(try_ticket(ports, clerk(), ticket.id));
  must(close_ticket(ports, clerk(), ticket.id, "SOLVED", "已教会注册"));
  EXPECT_TRUE(seen_by(clerk()).empty());
  const auto log = must(must(store->begin_read())->audit().page(agency(), {}, "", 20)).rows;
  for (const auto& entry : log) {
    EXPECT_EQ(entry.event.object.find(kPhone), std::string::npos);
    EXPECT_EQ(entry.event.object.find(kName), std::string::npos);
  }
}

// Nobody has proved that it is that person who asks.
TEST_F(Callers, are_not_taken_for_the_person_of_that_name_and_number) {
  const auto person = add_somebody();
  auto known = ask();
  known.id_number = kIdNumber;
  const auto about_known = must(ask_callback(ports, known));
  EXPECT_FALSE(about_known.person);
  const auto unknown = must(ask_callback(ports, ask(kOtherPhone, "call-key-2")));
  EXPECT_EQ(about_known.due_on, unknown.due_on);
  EXPECT_EQ(about_known.agency, unknown.agency);
  for (const auto& view : seen_by(clerk())) {
    EXPECT_FALSE(view.ticket.person);
    EXPECT_FALSE(view.person_name);
    EXPECT_FALSE(view.region);
  }
  const auto transaction = must(store->begin_read());
  EXPECT_TRUE(must(transaction->tickets().of_person(person.id, 10)).empty());
  EXPECT_FALSE(must(transaction->tickets().has_open(person.id, TicketKind::kCallback)));
}

TEST_F(Callers, have_one_open_ticket_for_each_phone) {
  const auto first = must(ask_callback(ports, ask()));
  EXPECT_EQ(must(ask_callback(ports, ask())).id, first.id);
  auto again = ask(kPhone, "call-key-2");
  again.name = "试儿子";
  again.note = "快一点";
  const auto same = must(ask_callback(ports, again));
  EXPECT_EQ(same.id, first.id);
  EXPECT_EQ(same.note.reveal(), "注册不了");
  again.request_key = "call-key-1";
  EXPECT_EQ(code_of(ask_callback(ports, again)), ErrorCode::kIdempotencyConflict);
  EXPECT_NE(must(ask_callback(ports, ask(kOtherPhone, "call-key-3"))).id, first.id);
  must(claim_ticket(ports, clerk(), first.id));
  again.request_key = "call-key-4";
  EXPECT_EQ(must(ask_callback(ports, again)).id, first.id);
  must(close_ticket(ports, clerk(), first.id, "SOLVED", "好了"));
  EXPECT_EQ(must(ask_callback(ports, ask())).id, first.id);  // the answer was lost
  again.request_key = "call-key-5";
  EXPECT_NE(must(ask_callback(ports, again)).id, first.id);
}

TEST_F(Callers, say_what_is_wrong_and_choose_an_agency_where_there_are_several) {
  auto wrong = ask("12");
  wrong.name = " ";
  wrong.note = std::string(501, 'a');
  wrong.id_number = std::string(51, '1');
  EXPECT_EQ(fields_of(ask_callback(ports, wrong).error()),
            "name:REQUIRED id_number:TOO_LONG phone:PHONE note:TOO_LONG");
  const auto other = must(add_agency(ports, {"乙县", "", "1111", ""})).id;
  auto request = ask();
  EXPECT_EQ(fields_of(ask_callback(ports, request).error()), "agency_id:REQUIRED");
  request.agency = AgencyId::make(clock, random);
  EXPECT_EQ(fields_of(ask_callback(ports, request).error()), "agency_id:VALUE");
  request.agency = other;
  const auto ticket = must(ask_callback(ports, request));
  EXPECT_EQ(ticket.agency, other);
  EXPECT_TRUE(seen_by(clerk()).empty());
  EXPECT_EQ(code_of(claim_ticket(ports, clerk(), ticket.id)), ErrorCode::kNotFound);
  request.agency = agency();
  EXPECT_EQ(code_of(ask_callback(ports, request)), ErrorCode::kIdempotencyConflict);
  request.agency.reset();
  request.id_number.clear();
  request.note.clear();
  request.phone = kOtherPhone;
  request.request_key = "call-key-2";
  EXPECT_EQ(fields_of(ask_callback(ports, request).error()), "agency_id:REQUIRED");
}

TEST_F(Callers, are_so_many_in_an_hour) {
  settings.callbacks_per_hour_max = 2;
  must(ask_callback(ports, ask()));
  clock.advance(minutes(1));
  must(ask_callback(ports, ask("13912345671", "call-key-2")));
  const auto refused = ask_callback(ports, ask("13912345672", "call-key-3"));
  ASSERT_EQ(code_of(refused), ErrorCode::kTooManyCallbacks);
  EXPECT_EQ(refused.error().retry_after, hours(1));
  must(ask_callback(ports, ask()));                        // was asked for before
  must(ask_callback(ports, ask("13912345671", "other")));  // is open already
  must(open_ticket(ports, register_somebody(), callback()));
  clock.advance(hours(1));
  must(ask_callback(ports, ask("13912345672", "call-key-3")));
}

// What nobody is known by is nobody's of a region.
TEST_F(Callers, are_called_by_who_works_for_the_whole_agency) {
  const auto ticket = must(ask_callback(ports, ask()));
  const auto village = must(add_operator(ports, {.agency = agency(),
                                                 .login = "village",
                                                 .name = "试协办",
                                                 .role = OperatorRole::kVillageHelper,
                                                 .password = Secret(std::string(kPassword)),
                                                 .region = "130924101203"}));
  EXPECT_TRUE(seen_by(village).empty());
  EXPECT_EQ(code_of(view_ticket(ports, village, ticket.id)), ErrorCode::kNotFound);
  EXPECT_EQ(fields_of(assign_ticket(ports, clerk(), ticket.id, village.id).error()), "operator_id:VALUE");
  must(claim_ticket(ports, reviewer(), ticket.id));
  for (int day = 0; day < kTicketTriesMin; ++day) {
    must(try_ticket(ports, reviewer(), ticket.id));
    clock.advance(days(1));
  }
  must(close_ticket(ports, reviewer(), ticket.id, "NOT_REACHED", "没有人接"));
  EXPECT_EQ(must(must(store->begin_read())->notices().count_queued()), 0);
}

}  // namespace
}  // namespace jianzai::app
