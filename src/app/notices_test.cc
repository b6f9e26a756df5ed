// Text messages: codes, phone accounts, reminders, and how they are sent.
#include "app/notices.h"

#include <algorithm>
#include <map>
#include <utility>

#include "app/answer_review.h"
#include "app/codes.h"
#include "app/decide_review.h"
#include "app/log_in.h"
#include "app/manage_account.h"
#include "app/plans.h"
#include "app/relatives.h"
#include "app/suspensions.h"
#include "app/sweep.h"
#include "app/test_world.h"
#include "app/view_proof.h"
#include "app/write.h"
#include "domain/notice_wording.h"

namespace jianzai::app {
namespace {

using namespace testing;
using namespace std::chrono;

class Notices : public World {
 protected:
  Result<void> ask_code(std::string purpose, std::string id_number, std::string phone) {
    return send_code(
        ports, {.purpose = std::move(purpose), .id_number = std::move(id_number), .phone = std::move(phone)});
  }
  // The code that was asked for now.
  std::string code_for(std::string purpose, std::string id_number, std::string phone) {
    must(ask_code(std::move(purpose), std::move(id_number), std::move(phone)));
    must(send_notices(ports));
    return sms.code();
  }
  RegisterPhone phone_registration(std::string code) const {
    return {.name = "李儿子",
            .phone = std::string(kPhone),
            .code = std::move(code),
            .password = std::string(kPassword),
            .terms_version = settings.terms_version,
            .request_key = "phone-account-1"};
  }
  Account phone_account() {
    return account_of(
        must(register_phone(ports, phone_registration(code_for("REGISTER", "", std::string(kPhone))))));
  }
};

class Codes : public Notices {};
class PhoneAccounts : public Notices {};
class Reminders : public Notices {
 protected:
  void plan_until(std::string self_to) {
    must(make_plan(ports, clerk(),
                   {.name = "年度",
                    .category_code = "ENTERPRISE_PENSION",
                    .self_from = "2026-11-01",
                    .self_to = std::move(self_to),
                    .verify_days = "10",
                    .grace_days = "5",
                    .request_key = "plan-key-1"}));
    must(fill_plans(ports));
  }
  void report_death(const Person& person) {
    must(write(ports.store, [&](Transaction& transaction) -> Result<void> {
      TRY(transaction.life_signs().insert({.id = LifeSignId::make(clock, random),
                                           .person = person.id,
                                           .agency = agency(),
                                           .kind = LifeSignKind::kDeath,
                                           .source = "民政",
                                           .on = 2026y / November / 20,
                                           .received_at = clock.now()}));
      return {};
    }));
  }
};

TEST_F(PhoneAccounts, are_made_with_the_code_that_was_sent_and_only_once) {
  const auto code = code_for("REGISTER", "", "139 1234 5678");
  ASSERT_EQ(code.size(), 6U);
  EXPECT_EQ(sms.sent.back().phone.reveal(), kPhone);
  auto wrong = code;
  wrong.back() = wrong.back() == '0' ? '1' : '0';
  EXPECT_EQ(fields_of(register_phone(ports, phone_registration(wrong)).error()), "code:CODE");
  const auto id = must(register_phone(ports, phone_registration(code)));
  EXPECT_EQ(must(register_phone(ports, phone_registration(code))), id);  // the same key
  auto other = phone_registration(code);
  other.request_key = "phone-account-2";
  EXPECT_EQ(fields_of(register_phone(ports, other).error()), "code:CODE");  // it has served
  const auto logged_in = must(
      log_in(ports, {.id_number = {}, .phone = std::string(kPhone), .password = std::string(kPassword)}));
  EXPECT_EQ(logged_in.who.id, id);
  EXPECT_FALSE(logged_in.who.id_number);
}

TEST_F(PhoneAccounts, help_others_and_have_no_proof_of_their_own) {
  enrol(add_somebody());
  const Account account = phone_account();
  EXPECT_EQ(must(view_proof(ports, account)).status, ProofStatus::kNoPlan);
  EXPECT_EQ(code_of(own_reference_image(ports, account)), ErrorCode::kNoPlan);
  EXPECT_TRUE(must(list_helpers(ports, account)).empty());
  const auto added = must(add_relative(ports, account,
                                       {.name = std::string(kName),
                                        .id_number = std::string(kIdNumber),
                                        .relation = "PARENT",
                                        .request_key = "relative-1"}));
  EXPECT_EQ(added.proof.status, ProofStatus::kReady);
  // The elder's own account stays another one.
  EXPECT_NE(register_somebody().id, account.id);
}

TEST_F(PhoneAccounts, are_not_told_to_a_stranger) {
  phone_account();
  clock.advance(kCodePause);
  sms.sent.clear();
  must(ask_code("REGISTER", "", std::string(kPhone)));
  must(send_notices(ports));
  ASSERT_EQ(sms.sent.size(), 1U);
  EXPECT_EQ(sms.sent.front().kind, NoticeKind::kAlreadyRegistered);
}

TEST_F(PhoneAccounts, change_their_phone_with_a_code_to_the_new_one) {
  const Account account = phone_account();
  const std::string new_phone = "13800009999";
  const auto change = [&](std::string code) {
    return change_phone(ports, account,
                        {.password = std::string(kPassword),
                         .phone = new_phone,
                         .phone_again = new_phone,
                         .code = std::move(code)});
  };
  EXPECT_EQ(fields_of(change("").error()), "code:REQUIRED");
  EXPECT_EQ(fields_of(change("000000").error()), "code:CODE");
  must(change(code_for("CHANGE_PHONE", "", new_phone)));
  EXPECT_TRUE(log_in(ports, {.id_number = {}, .phone = new_phone, .password = std::string(kPassword)}));
  EXPECT_EQ(code_of(log_in(
                ports, {.id_number = {}, .phone = std::string(kPhone), .password = std::string(kPassword)})),
            ErrorCode::kWrongCredentials);
}

TEST_F(Codes, reset_a_forgotten_password_and_end_every_session) {
  register_somebody();
  const LogIn old{.id_number = std::string(kIdNumber), .phone = {}, .password = std::string(kPassword)};
  const auto token = must(log_in(ports, old)).token.reveal();
  for (int i = 0; i < 5; ++i) {
    auto wrong = old;
    wrong.password = "not this one";
    EXPECT_FALSE(log_in(ports, wrong));
  }
  EXPECT_EQ(code_of(log_in(ports, old)), ErrorCode::kTooManyTries);
  const auto code = code_for("RESET", std::string(kIdNumber), "");
  EXPECT_EQ(sms.sent.back().kind, NoticeKind::kResetCode);
  ResetPassword reset{
      .id_number = std::string(kIdNumber), .phone = {}, .code = code, .new_password = "another one 27"};
  auto wrong = reset;
  wrong.code = code == "000000" ? "000001" : "000000";
  EXPECT_EQ(fields_of(reset_password(ports, wrong).error()), "code:CODE");
  must(reset_password(ports, reset));
  must(reset_password(ports, reset));  // the answer was lost
  auto other = reset;
  other.new_password = "yet another 28";
  EXPECT_EQ(fields_of(reset_password(ports, other).error()), "code:CODE");  // it has served
  EXPECT_EQ(code_of(citizen_of_session(ports, token)), ErrorCode::kUnauthenticated);
  auto new_login = old;
  new_login.password = "another one 27";
  EXPECT_TRUE(log_in(ports, new_login));  // without a wait
}

TEST_F(Codes, answer_the_same_with_and_without_an_account) {
  must(ask_code("RESET", std::string(kIdNumber), ""));
  EXPECT_EQ(must(send_notices(ports)), 0);
  EXPECT_EQ(code_of(ask_code("RESET", std::string(kIdNumber), "")), ErrorCode::kTooManyTries);
  EXPECT_EQ(fields_of(reset_password(ports, {.id_number = std::string(kIdNumber),
                                             .phone = {},
                                             .code = "123456",
                                             .new_password = "another one 27"})
                          .error()),
            "code:CODE");
}

TEST_F(Codes, end_after_five_wrong_answers_and_ten_minutes) {
  const auto code = code_for("REGISTER", "", std::string(kPhone));
  const auto wrong = code == "000000" ? "000001" : "000000";
  for (int i = 0; i < kCodeTriesMax; ++i)
    EXPECT_EQ(fields_of(register_phone(ports, phone_registration(wrong)).error()), "code:CODE");
  EXPECT_EQ(fields_of(register_phone(ports, phone_registration(code)).error()), "code:CODE");
  clock.advance(kCodePause);
  const auto later = code_for("REGISTER", "", std::string(kPhone));
  clock.advance(kCodeLifetime + 1s);
  EXPECT_EQ(fields_of(register_phone(ports, phone_registration(later)).error()), "code:CODE");
}

TEST_F(Codes, are_limited_for_each_phone_and_for_all_together) {
  for (int i = 0; i < kCodesPerDay; ++i) {
    must(ask_code("REGISTER", "", std::string(kPhone)));
    const auto refused = ask_code("REGISTER", "", std::string(kPhone));
    EXPECT_EQ(code_of(refused), ErrorCode::kTooManyTries);
    clock.advance(kCodePause);
  }
  const auto refused = ask_code("REGISTER", "", std::string(kPhone));
  EXPECT_EQ(code_of(refused), ErrorCode::kTooManyTries);
  EXPECT_GT(*refused.error().retry_after, 1h);
  must(ask_code("REGISTER", "", "13800009999"));
  settings.codes_per_hour_max = 6;
  EXPECT_EQ(code_of(ask_code("REGISTER", "", "13800009998")), ErrorCode::kTooManyTries);
  clock.advance(1h + 1s);
  must(ask_code("REGISTER", "", "13800009998"));
}

TEST_F(Codes, are_not_offered_without_a_gateway) {
  sms.there = false;
  EXPECT_EQ(fields_of(ask_code("REGISTER", "", std::string(kPhone)).error()), "phone:NO_SMS");
  EXPECT_EQ(fields_of(ask_code("RESET", std::string(kIdNumber), "").error()), "id_number:NO_SMS");
  EXPECT_EQ(fields_of(ask_code("SOMETHING", "", "12").error()), "purpose:VALUE phone:PHONE phone:NO_SMS");
  sms.there = true;
  EXPECT_EQ(fields_of(ask_code("REGISTER", "", "").error()), "phone:REQUIRED");
  EXPECT_EQ(fields_of(ask_code("RESET", "", "").error()), "id_number:REQUIRED");
}

TEST_F(Notices, are_tried_again_and_given_up_in_the_end) {
  must(ask_code("REGISTER", "", std::string(kPhone)));
  sms.refuses = ErrorCode::kUnavailable;
  EXPECT_EQ(must(send_notices(ports)), 1);
  EXPECT_EQ(must(send_notices(ports)), 0);  // not at once
  sms.refuses.reset();
  EXPECT_EQ(must(send_notices(ports)), 0);
  clock.advance(1min);
  EXPECT_EQ(must(send_notices(ports)), 1);
  EXPECT_EQ(sms.sent.size(), 1U);
  EXPECT_EQ(sms.sent.front().tries, 2);
  // For good.
  clock.advance(kCodePause);
  must(ask_code("REGISTER", "", std::string(kPhone)));
  sms.refuses = ErrorCode::kInvalidRequest;
  EXPECT_EQ(must(send_notices(ports)), 1);
  sms.refuses.reset();
  clock.advance(24h);
  EXPECT_EQ(must(send_notices(ports)), 0);
}

TEST_F(Notices, that_are_codes_go_first_and_end_with_their_lifetime) {
  const Person person = add_somebody();
  must(write(ports.store, [&](Transaction& transaction) {
    return notify_person(ports, transaction, person, NoticeKind::kMatched);
  }));
  clock.advance(1min);
  must(ask_code("REGISTER", "", std::string(kPhone)));
  bool goes_on = true;
  EXPECT_EQ(must(send_notices(ports, [&] { return std::exchange(goes_on, false); })), 1);
  ASSERT_EQ(sms.sent.size(), 1U);
  EXPECT_EQ(sms.sent.front().kind, NoticeKind::kRegisterCode);
  EXPECT_EQ(must(send_notices(ports)), 1);
  must(ask_code("REGISTER", "", "13800009999"));
  sms.refuses = ErrorCode::kUnavailable;
  clock.advance(kCodeLifetime + 1s);
  EXPECT_EQ(must(send_notices(ports)), 1);
  sms.refuses.reset();
  clock.advance(24h);
  EXPECT_EQ(must(send_notices(ports)), 0);
}

TEST_F(Notices, that_waited_until_the_evening_wait_for_the_morning) {
  const Person person = add_somebody();
  must(write(ports.store, [&](Transaction& transaction) {
    return notify_person(ports, transaction, person, NoticeKind::kMatched);
  }));
  clock.set(china_midnight(2026y / November / 25) + 21h);
  EXPECT_EQ(must(send_notices(ports)), 0);
  EXPECT_TRUE(sms.sent.empty());
  clock.set(china_midnight(2026y / November / 26) + 8h);
  EXPECT_EQ(must(send_notices(ports)), 1);
  EXPECT_EQ(sms.sent.size(), 1U);
}

TEST_F(Notices, that_are_codes_are_not_sent_when_they_serve_no_more) {
  must(ask_code("REGISTER", "", std::string(kPhone)));
  clock.advance(kCodeLifetime + 1s);
  EXPECT_EQ(must(send_notices(ports)), 1);
  EXPECT_TRUE(sms.sent.empty());
}

TEST_F(Notices, that_fail_in_the_evening_wait_for_the_morning) {
  const Person person = add_somebody();
  clock.set(china_midnight(2026y / November / 25) + 19h + 59min + 30s);
  must(write(ports.store, [&](Transaction& transaction) {
    return notify_person(ports, transaction, person, NoticeKind::kMatched);
  }));
  sms.refuses = ErrorCode::kUnavailable;
  EXPECT_EQ(must(send_notices(ports)), 1);
  sms.refuses.reset();
  clock.set(china_midnight(2026y / November / 26) + 7h + 59min);
  EXPECT_EQ(must(send_notices(ports)), 0);
  clock.set(china_midnight(2026y / November / 26) + 8h);
  EXPECT_EQ(must(send_notices(ports)), 1);
}

TEST_F(Notices, tell_of_the_review_by_day_and_the_gateway_of_their_delivery) {
  const Account account = ready_citizen();
  clock.set(china_midnight(2026y / November / 25) + 22h);
  const Attempt attempt = prove(account, {"similar-1"});
  const auto review = review_of(attempt);
  ASSERT_TRUE(review);
  must(decide_review(ports, reviewer(),
                     {.review = review->id, .verdict = ReviewVerdict::kAskMore, .note = "请拍身份证"}));
  EXPECT_EQ(must(send_notices(ports)), 0);
  clock.set(china_midnight(2026y / November / 26) + 8h);
  EXPECT_EQ(must(send_notices(ports)), 1);
  const auto text = sms.sent.back().text.reveal();
  EXPECT_NE(text.find("12月9日"), std::string::npos) << text;
  EXPECT_EQ(text.find(kName), std::string::npos) << text;  // masked
  must(hand_in_evidence(ports, account, attempt.id, ReviewEvidence::kIdCard, as_bytes("card")));
  must(answer_review(ports, account, attempt.id, ""));
  must(decide_review(ports, reviewer(),
                     {.review = review->id, .verdict = ReviewVerdict::kApprove, .note = {}}));
  EXPECT_EQ(must(send_notices(ports)), 1);

  auto listed = must(list_notices(ports, clerk(), attempt.person));
  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(listed.front().kind, NoticeKind::kReviewApproved);
  EXPECT_EQ(listed.front().state, NoticeState::kSent);
  EXPECT_TRUE(listed.front().text.reveal().empty());
  const auto id = listed.front().id;
  must(note_delivery(ports, id, "FAILED"));
  must(note_delivery(ports, id, "DELIVERED"));
  must(note_delivery(ports, id, "FAILED"));  // too late
  EXPECT_EQ(must(list_notices(ports, clerk(), attempt.person)).front().state, NoticeState::kDelivered);
  EXPECT_EQ(fields_of(note_delivery(ports, id, "LOST").error()), "state:VALUE");
  EXPECT_EQ(code_of(note_delivery(ports, NoticeId::make(clock, random), "FAILED")), ErrorCode::kNotFound);
  const auto elsewhere = must(add_agency(ports, {"乙县", "路 2 号", "0001", "9-17"})).id;
  EXPECT_EQ(
      code_of(list_notices(ports, add_operator_of(elsewhere, "other", OperatorRole::kClerk), attempt.person)),
      ErrorCode::kNotFound);
}

TEST_F(Reminders, come_by_day_until_it_is_done) {
  const Person person = add_somebody();
  plan_until("2027-01-31");
  std::vector<std::string> days;
  for (Date day = 2026y / November / 26; day <= Date(2027y / January / 31);
       day = Date{sys_days(day) + std::chrono::days(1)}) {
    for (const auto hour : {2h, 10h, 15h}) {
      clock.set(china_midnight(day) + hour);
      must(remind(ports));
      if (must(send_notices(ports)) > 0) days.push_back(to_iso(day));
    }
  }
  EXPECT_EQ(days,
            (std::vector<std::string>{"2026-12-02", "2027-01-01", "2027-01-17", "2027-01-24", "2027-01-30"}));
  EXPECT_NE(sms.sent.back().text.reveal().find("1月31日"), std::string::npos);
  EXPECT_EQ(must(list_notices(ports, clerk(), person.id)).size(), 5U);
}

TEST_F(Reminders, do_not_come_to_the_family_of_who_is_reported_dead) {
  const Person person = add_somebody();
  plan_until("2026-12-31");
  report_death(person);
  must(remind(ports));
  EXPECT_EQ(must(send_notices(ports)), 0);
}

TEST_F(Reminders, come_to_who_is_abroad_in_prison_missing_or_was_reported_dead_by_mistake) {
  const Person person = add_somebody();
  plan_until("2026-12-31");
  must(write(ports.store, [&](Transaction& transaction) -> Result<void> {
    for (const auto kind :
         {LifeSignKind::kEmigration, LifeSignKind::kPrison, LifeSignKind::kMissing, LifeSignKind::kDeath}) {
      const auto id = LifeSignId::make(clock, random);
      TRY(transaction.life_signs().insert({.id = id,
                                           .person = person.id,
                                           .agency = agency(),
                                           .kind = kind,
                                           .source = "公安",
                                           .on = 2026y / November / 25,
                                           .received_at = clock.now()}));
      if (kind == LifeSignKind::kDeath)
        TRY(transaction.life_signs().set_checked(id, clerk().id, LossOutcome::kWrong));
    }
    return {};
  }));
  must(remind(ports));
  EXPECT_EQ(must(send_notices(ports)), 1);
}

TEST_F(Reminders, stop_when_it_is_done_and_wait_for_nobody_without_a_phone) {
  const Account account = ready_citizen();
  plan_until("2026-12-31");
  must(remind(ports));
  EXPECT_EQ(must(send_notices(ports)), 1);  // less than 60 days are left: at once
  must(remind(ports));
  EXPECT_EQ(must(send_notices(ports)), 0);
  prove(account, {"anna-1"});
  clock.advance(std::chrono::days(30));
  must(remind(ports));
  EXPECT_EQ(must(send_notices(ports)), 0);
}

TEST_F(Reminders, tell_who_is_late_whose_payment_stops_and_that_it_goes_on) {
  const Person person = add_somebody();
  enrol(person);
  plan_until("2026-12-31");
  const auto kinds_of_day = [&](Date day) {
    clock.set(china_midnight(day) + 10h);
    must(end_self_service(ports));
    const auto before = sms.sent.size();
    must(send_notices(ports));
    std::string kinds;
    for (std::size_t i = before; i < sms.sent.size(); ++i) kinds += to_text(sms.sent[i].kind);
    return kinds;
  };
  EXPECT_EQ(kinds_of_day(2027y / January / 1), "VERIFYING");
  EXPECT_NE(sms.sent.back().text.reveal().find("1月10日"), std::string::npos)
      << sms.sent.back().text.reveal();
  const auto task = must(must(ports.store.begin_read())->tasks().unsettled(person.id)).front().id;
  for (const auto channel : {ContactChannel::kVoice, ContactChannel::kVisit})
    must(log_contact(ports, clerk(), task, {.channel = channel}));
  EXPECT_EQ(kinds_of_day(2027y / February / 1), "");
  must(propose_suspension(ports, clerk(), task));
  must(drop_suspension(ports, clerk(), task));
  must(propose_suspension(ports, clerk(), task));
  EXPECT_EQ(kinds_of_day(2027y / February / 2), "");
  must(approve_suspension(ports, reviewer(), task));
  EXPECT_EQ(kinds_of_day(2027y / February / 3), "SUSPENDED");
  prove(register_somebody(), {"anna-1"});
  EXPECT_EQ(kinds_of_day(2027y / February / 4), "RESUMED");
}

TEST_F(Reminders, tell_of_no_move_of_who_is_reported_dead_and_nothing_false_of_what_is_taken_back) {
  const Person person = add_somebody();
  enrol(person);
  const auto told = [&](TaskState state, TaskState before) {
    const auto of_person = [&] {
      return must(must(ports.store.begin_read())->notices().of_person(person.id, 50)).size();
    };
    const auto already = of_person();
    auto task = must(must(ports.store.begin_read())->tasks().unsettled(person.id)).front();
    task.state = state;
    must(write(ports.store,
               [&](Transaction& transaction) { return notify_of_move(ports, transaction, task, before); }));
    clock.advance(1min);
    return of_person() - already;
  };
  plan_until("2026-12-31");
  EXPECT_EQ(told(TaskState::kResumed, TaskState::kTerminated), 0U);
  EXPECT_EQ(told(TaskState::kSuspended, TaskState::kTerminated), 0U);
  EXPECT_EQ(told(TaskState::kVerifying, TaskState::kTerminated), 1U);
  EXPECT_EQ(told(TaskState::kSuspended, TaskState::kSuspendProposed), 1U);
  report_death(person);
  EXPECT_EQ(told(TaskState::kSuspended, TaskState::kSuspendProposed), 0U);
  EXPECT_EQ(told(TaskState::kVerifying, TaskState::kPending), 0U);
}

TEST_F(Notices, reach_the_phone_of_the_agency_and_that_of_the_account) {
  const Person person = add_somebody();
  const Account account = register_somebody();
  const auto notify = [&] {
    must(write(ports.store, [&](Transaction& transaction) {
      return notify_person(ports, transaction, person, NoticeKind::kMatched);
    }));
    return must(send_notices(ports));
  };
  EXPECT_EQ(notify(), 1);  // one phone
  must(change_phone(
      ports, account,
      {.password = std::string(kPassword), .phone = "13812345678", .phone_again = "13812345678"}));
  clock.advance(1min);
  EXPECT_EQ(notify(), 2);
  const auto count = [&](std::string_view phone) {
    return std::ranges::count_if(sms.sent, [&](const Notice& one) { return one.phone.reveal() == phone; });
  };
  EXPECT_EQ(count(kPhone), 2);
  EXPECT_EQ(count("13812345678"), 1);
}

TEST_F(Notices, carry_what_the_placeholders_of_their_kind_stand_for) {
  const Person person = add_somebody();
  const std::map<std::string_view, std::string_view> values{
      {"name", "欧***甲"}, {"day", "12月31日"}, {"phone", "0000"}, {"code", "042137"}};
  for (const auto kind : kNoticeKinds) {
    SCOPED_TRACE(to_text(kind));
    must(write(ports.store, [&](Transaction& transaction) {
      return is_code(kind)
                 ? queue_notice(ports, transaction, kind, person.phone, "042137")
                 : notify_person(ports, transaction, person, kind, {.due_on = 2026y / December / 31});
    }));
    sms.refuses = ErrorCode::kUnavailable;
    must(send_notices(ports));
    sms.refuses.reset();
    clock.advance(1min);
    ASSERT_EQ(must(send_notices(ports)), 1);  // still with all of it
    const Notice& sent = sms.sent.back();
    EXPECT_EQ(sent.kind, kind);
    NoticeParameters expected;
    for (const auto& one : placeholders_of(kind)) {
      expected.push_back({std::string(one.parameter), std::string(values.at(one.parameter))});
      EXPECT_NE(sent.text.reveal().find(expected.back().value), std::string::npos) << sent.text.reveal();
    }
    EXPECT_EQ(sent.parameters.reveal(), expected);
    const auto kept = must(must(ports.store.begin_read())->notices().find(sent.id));
    ASSERT_TRUE(kept);
    EXPECT_TRUE(kept->text.reveal().empty());
    EXPECT_TRUE(kept->parameters.reveal().empty());
  }
}

TEST_F(Notices, lose_what_they_say_when_they_are_reported_or_given_up) {
  const auto asked = [&] {
    clock.advance(kCodePause);
    must(ask_code("REGISTER", "", std::string(kPhone)));
    return must(must(ports.store.begin_read())->notices().to_send(clock.now(), 1)).front();
  };
  const auto kept = [&](const Notice& notice) {
    return must(must(ports.store.begin_read())->notices().find(notice.id))->parameters.reveal().size();
  };
  const Notice reported = asked();
  EXPECT_EQ(kept(reported), 1U);
  must(note_delivery(ports, reported.id, "DELIVERED"));
  EXPECT_EQ(kept(reported), 0U);
  const Notice refused = asked();
  EXPECT_EQ(kept(refused), 1U);
  sms.refuses = ErrorCode::kInvalidRequest;
  must(send_notices(ports));
  EXPECT_EQ(kept(refused), 0U);
}

TEST_F(Notices, are_erased_when_nobody_asks_for_them_any_more) {
  must(ask_code("REGISTER", "", std::string(kPhone)));
  must(send_notices(ports));
  clock.advance(std::chrono::days(91));
  must(erase_outdated(ports));
  const auto transaction = must(ports.store.begin_read());
  EXPECT_FALSE(must(transaction->codes().find(CodePurpose::kRegister, kPhone)));
  EXPECT_FALSE(must(transaction->notices().find(sms.sent.front().id)));
}

}  // namespace
}  // namespace jianzai::app
