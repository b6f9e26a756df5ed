#include "app/audit.h"
#include "app/log_in.h"
#include "app/manage_account.h"
#include "app/second_factor.h"
#include "app/test_world.h"
#include "base/limits.h"
#include "crypto/totp.h"

namespace jianzai::app {
namespace {

Result<LoggedIn<Account>> log_in(Ports& ports, std::string_view id_number, std::string_view password) {
  return app::log_in(
      ports, LogIn{.id_number = std::string(id_number), .phone = {}, .password = std::string(password)});
}

using namespace std::chrono;
using namespace testing;

class RegisterAccount : public World {};
class LogIn : public World {};

TEST_F(RegisterAccount, tells_every_wrong_field_at_once) {
  auto request = registration();
  request.name = "甲1";
  request.id_number = "11010519491231002";
  request.password = "short";
  request.phone = "12345";
  request.terms_version = "";
  const auto refused = register_account(ports, request);
  ASSERT_EQ(code_of(refused), ErrorCode::kInvalidFields);
  EXPECT_EQ(
      fields_of(refused.error()),
      "name:CHARACTERS id_number:LENGTH password:TOO_SHORT phone:PHONE terms_version:TERMS_NOT_ACCEPTED");
}

TEST_F(RegisterAccount, wants_the_same_phone_twice_and_the_terms_of_today) {
  auto request = registration();
  request.phone_again = "13900000000";
  request.terms_version = "2020-01";
  EXPECT_EQ(fields_of(register_account(ports, request).error()),
            "phone_again:PHONES_DIFFER terms_version:TERMS_OUTDATED");
}

TEST_F(RegisterAccount, makes_one_account_however_often_it_is_asked) {
  const auto first = must(register_account(ports, registration()));
  EXPECT_EQ(must(register_account(ports, registration())), first);
  auto other = registration();
  other.request_key = "account-key-2";
  EXPECT_EQ(code_of(register_account(ports, other)), ErrorCode::kAccountExists);
  other = registration();
  other.password = "another sunny day";
  EXPECT_EQ(code_of(register_account(ports, other)), ErrorCode::kIdempotencyConflict);
  other = registration();
  other.id_number = "440524188001010014";
  EXPECT_EQ(code_of(register_account(ports, other)), ErrorCode::kIdempotencyConflict);
}

TEST_F(RegisterAccount, knows_when_the_agency_has_another_name_for_the_number) {
  add_somebody();
  auto request = registration();
  request.name = "别人";
  EXPECT_EQ(code_of(register_account(ports, request)), ErrorCode::kNameIdMismatch);
}

TEST_F(RegisterAccount, nobody_finds_out_by_trying_who_is_on_a_list) {
  add_somebody();
  auto request = registration();
  request.name = "别人";
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(code_of(register_account(ports, request)), ErrorCode::kNameIdMismatch);
  const auto waits = register_account(ports, registration());  // also for the right name
  EXPECT_EQ(code_of(waits), ErrorCode::kTooManyTries);
  EXPECT_EQ(waits.error().retry_after, limits::kFailedLoginDelay);
  clock.advance(limits::kFailedLoginDelay);
  const auto account = must(register_account(ports, registration()));
  EXPECT_EQ(must(register_account(ports, registration())), account);
  // Numbers that have an account already are refused as often.
  request = registration();
  request.request_key = "account-key-2";
  EXPECT_EQ(code_of(register_account(ports, request)), ErrorCode::kAccountExists);
  EXPECT_EQ(code_of(register_account(ports, request)), ErrorCode::kTooManyTries);
}

TEST_F(RegisterAccount, so_many_are_refused_in_an_hour_and_then_nobody_registers) {
  settings.refused_registrations_per_hour_max = 2;
  add_somebody();
  auto request = registration();
  request.name = "别人";
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(code_of(register_account(ports, request)), ErrorCode::kNameIdMismatch);
  auto stranger = registration();
  stranger.id_number = "440524188001010014";
  stranger.request_key = "account-key-2";
  const auto waits = register_account(ports, stranger);
  EXPECT_EQ(code_of(waits), ErrorCode::kTooManyTries);
  EXPECT_EQ(waits.error().retry_after, hours(1));
  clock.advance(hours(1));
  must(register_account(ports, stranger));
}

TEST_F(LogIn, opens_a_session_that_ends_with_the_log_out) {
  const Account account = register_somebody();
  const auto logged_in = must(log_in(ports, "11010519491231002x", kPassword));
  EXPECT_EQ(logged_in.who.id, account.id);
  EXPECT_EQ(must(citizen_of_session(ports, logged_in.token.reveal())).id, account.id);
  EXPECT_EQ(code_of(operator_of_session(ports, logged_in.token.reveal())), ErrorCode::kUnauthenticated);
  must(log_out(ports, logged_in.token.reveal()));
  must(log_out(ports, logged_in.token.reveal()));
  EXPECT_EQ(code_of(citizen_of_session(ports, logged_in.token.reveal())), ErrorCode::kUnauthenticated);
}

TEST_F(LogIn, works_for_operators_on_their_own) {
  const auto logged_in = must(log_in_operator(ports, "clerk", kPassword));
  EXPECT_EQ(must(operator_of_session(ports, logged_in.token.reveal())).login, "clerk");
  EXPECT_EQ(code_of(citizen_of_session(ports, logged_in.token.reveal())), ErrorCode::kUnauthenticated);
  EXPECT_EQ(code_of(log_in_operator(ports, "clerk", "wrong password")), ErrorCode::kWrongCredentials);
  EXPECT_EQ(code_of(log_in_operator(ports, "nobody", kPassword)), ErrorCode::kWrongCredentials);
}

TEST_F(LogIn, ends_a_session_that_is_idle_or_old) {
  register_somebody();
  const auto token = must(log_in(ports, kIdNumber, kPassword)).token;
  for (auto passed = 0min; passed < limits::kSessionLifetime - 30min; passed += 20min) {
    clock.advance(20min);
    ASSERT_TRUE(citizen_of_session(ports, token.reveal())) << passed.count();
  }
  clock.advance(31min);
  EXPECT_EQ(code_of(citizen_of_session(ports, token.reveal())), ErrorCode::kUnauthenticated);

  const auto idle = must(log_in(ports, kIdNumber, kPassword)).token;
  clock.advance(limits::kSessionIdle + 1s);
  EXPECT_EQ(code_of(citizen_of_session(ports, idle.reveal())), ErrorCode::kUnauthenticated);
}

TEST_F(LogIn, delays_after_five_failures_with_or_without_an_account) {
  register_somebody();
  for (const std::string_view id_number : {kIdNumber, std::string_view("440524188001010014")}) {
    for (int i = 0; i < limits::kFailedLoginsBeforeDelay; ++i) {
      EXPECT_EQ(code_of(log_in(ports, id_number, "wrong password")), ErrorCode::kWrongCredentials);
    }
    const auto delayed = log_in(ports, id_number, kPassword);
    ASSERT_EQ(code_of(delayed), ErrorCode::kTooManyTries);
    EXPECT_EQ(delayed.error().retry_after, limits::kFailedLoginDelay);
  }
  clock.advance(limits::kFailedLoginDelay + 1ms);
  EXPECT_TRUE(log_in(ports, kIdNumber, kPassword));
  // The right password starts the count anew.
  EXPECT_EQ(code_of(log_in(ports, kIdNumber, "wrong password")), ErrorCode::kWrongCredentials);
  EXPECT_TRUE(log_in(ports, kIdNumber, kPassword));
}

TEST_F(LogIn, refuses_what_cannot_be_a_number_or_a_password) {
  EXPECT_EQ(fields_of(log_in(ports, "123", "").error()), "id_number:LENGTH password:REQUIRED");
  EXPECT_EQ(code_of(log_in(ports, kIdNumber, std::string(limits::kPasswordBytesMax + 1, 'x'))),
            ErrorCode::kWrongCredentials);
}

class ManageAccount : public World {
 protected:
  Account account_ = register_somebody();
  std::string token_ = must(log_in(ports, kIdNumber, kPassword)).token.reveal();
};

TEST_F(ManageAccount, lists_what_is_logged_in_and_ends_the_others) {
  clock.advance(5min);
  const auto other = must(log_in(ports, kIdNumber, kPassword)).token.reveal();
  const auto sessions = must(list_sessions(ports, account_.id, token_));
  ASSERT_EQ(sessions.size(), 2U);
  EXPECT_FALSE(sessions.front().is_current);
  EXPECT_TRUE(sessions.back().is_current);
  EXPECT_EQ(code_of(end_session(ports, account_.id, token_, sessions.back().id)), ErrorCode::kNotFound);
  clock.advance(1min);
  const auto lost = must(log_in(ports, kIdNumber, kPassword)).token.reveal();
  const auto id = must(list_sessions(ports, account_.id, token_)).front().id;
  must(end_session(ports, OperatorId::make(clock, random), token_, id));
  EXPECT_TRUE(citizen_of_session(ports, lost));
  must(end_session(ports, account_.id, token_, id));
  must(end_session(ports, account_.id, token_, id));
  EXPECT_EQ(code_of(citizen_of_session(ports, lost)), ErrorCode::kUnauthenticated);
  EXPECT_TRUE(citizen_of_session(ports, other));
  must(end_other_sessions(ports, account_.id, token_));
  EXPECT_EQ(code_of(citizen_of_session(ports, other)), ErrorCode::kUnauthenticated);
  EXPECT_TRUE(citizen_of_session(ports, token_));
  clock.advance(limits::kSessionIdle + 1s);
  EXPECT_TRUE(must(list_sessions(ports, account_.id, token_)).empty());
}

TEST_F(ManageAccount, changes_the_password_and_ends_the_other_sessions) {
  const auto other = must(log_in(ports, kIdNumber, kPassword)).token.reveal();
  EXPECT_EQ(fields_of(change_password(ports, account_, token_, "wrong password", "another one 27").error()),
            "password:WRONG");
  EXPECT_EQ(fields_of(change_password(ports, account_, token_, "", "short").error()),
            "new_password:TOO_SHORT password:REQUIRED");
  must(change_password(ports, account_, token_, kPassword, "another one 27"));
  EXPECT_TRUE(citizen_of_session(ports, token_));
  EXPECT_EQ(code_of(citizen_of_session(ports, other)), ErrorCode::kUnauthenticated);
  EXPECT_EQ(code_of(log_in(ports, kIdNumber, kPassword)), ErrorCode::kWrongCredentials);
  EXPECT_TRUE(log_in(ports, kIdNumber, "another one 27"));
}

TEST_F(ManageAccount, a_stolen_phone_cannot_try_passwords_for_ever) {
  for (int i = 0; i < limits::kFailedLoginsBeforeDelay; ++i) {
    EXPECT_EQ(code_of(change_password(ports, account_, token_, "wrong password", "another one 27")),
              ErrorCode::kInvalidFields);
  }
  EXPECT_EQ(code_of(change_password(ports, account_, token_, kPassword, "another one 27")),
            ErrorCode::kTooManyTries);
  EXPECT_EQ(code_of(log_in(ports, kIdNumber, kPassword)), ErrorCode::kTooManyTries);
}

TEST_F(ManageAccount, changes_the_phone) {
  EXPECT_EQ(fields_of(change_phone(ports, account_, {{}, "13912345678", "13912345679"}).error()),
            "phone_again:PHONES_DIFFER password:REQUIRED");
  const ChangePhone request{std::string(kPassword), "13812345678", "13812345678"};
  EXPECT_EQ(must(change_phone(ports, account_, request)).phone.reveal(), "13812345678");
  EXPECT_EQ(account_of(account_.id).phone.reveal(), "13812345678");
}

TEST_F(ManageAccount, operators_change_theirs_and_it_is_recorded) {
  const auto own = must(log_in_operator(ports, "clerk", kPassword)).token.reveal();
  const auto other = must(log_in_operator(ports, "clerk", kPassword)).token.reveal();
  must(change_password(ports, clerk(), own, kPassword, "another one 27"));
  EXPECT_TRUE(operator_of_session(ports, own));
  EXPECT_EQ(code_of(operator_of_session(ports, other)), ErrorCode::kUnauthenticated);
  EXPECT_TRUE(log_in_operator(ports, "clerk", "another one 27"));
  const auto log = must(must(ports.store.begin_read())->audit().page(agency(), {}, "", 10)).rows;
  EXPECT_EQ(log.at(1).event.action, AuditAction::kChangePassword);
  EXPECT_FALSE(must(check_audit(ports)).broken_at);
}

class SetUpAgency : public World {};

class SecondFactors : public World {
 protected:
  std::string code(const FactorSetup& setup, seconds off = seconds(0)) {
    // The app decodes what it was shown.
    const auto secret = must(ports.store.begin_read());
    const auto person = must(secret->operators().find(clerk().id));
    const auto pending = must(secret->operators().pending_factor(clerk().id));
    const auto& bytes = pending ? *pending : person->factor->secret;
    EXPECT_EQ(crypto::to_base32(bytes.reveal()), setup.secret);
    return must(crypto::totp(bytes, crypto::totp_step(clock.now() + off)));
  }
  Result<LoggedIn<Operator>> log_in_with(std::string_view code) {
    return log_in_operator(ports, "clerk", kPassword, code);
  }
};

TEST_F(SecondFactors, are_needed_from_their_first_code_on_and_serve_once) {
  const auto token = must(log_in_with({})).token.reveal();
  const auto other = must(log_in_with({})).token.reveal();
  EXPECT_EQ(fields_of(confirm_factor(ports, clerk(), token, "123456").error()), "code:CODE");
  EXPECT_EQ(fields_of(begin_factor(ports, clerk(), "not this one", "健在").error()), "password:WRONG");
  EXPECT_EQ(fields_of(begin_factor(ports, clerk(), "", "健在").error()), "password:REQUIRED");
  const auto setup = must(begin_factor(ports, clerk(), kPassword, "健在"));
  EXPECT_EQ(setup.uri,
            "otpauth://totp/%E5%81%A5%E5%9C%A8:clerk?secret=" + setup.secret + "&issuer=%E5%81%A5%E5%9C%A8");
  EXPECT_TRUE(log_in_with({}));  // not yet
  must(confirm_factor(ports, clerk(), token, code(setup)));
  must(confirm_factor(ports, clerk(), token, code(setup)));  // the answer was lost
  EXPECT_EQ(fields_of(confirm_factor(ports, clerk(), token, "000000").error()), "code:CODE");
  EXPECT_EQ(code_of(operator_of_session(ports, other)), ErrorCode::kUnauthenticated);
  EXPECT_TRUE(operator_of_session(ports, token));
  EXPECT_EQ(fields_of(log_in_with({}).error()), "code:REQUIRED");
  EXPECT_EQ(code_of(log_in_with(code(setup))), ErrorCode::kWrongCredentials);  // it has served
  clock.advance(seconds(30));
  const auto now = code(setup);
  EXPECT_TRUE(log_in_with(now));
  EXPECT_EQ(code_of(log_in_with(now)), ErrorCode::kWrongCredentials);
  EXPECT_EQ(code_of(log_in_operator(ports, "clerk", "not this one", code(setup, seconds(30)))),
            ErrorCode::kWrongCredentials);
}

TEST_F(SecondFactors, cannot_be_guessed_for_ever) {
  const auto token = must(log_in_with({})).token.reveal();
  const auto setup = must(begin_factor(ports, clerk(), kPassword, "健在"));
  must(confirm_factor(ports, clerk(), token, code(setup)));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(code_of(log_in_with("000000")), ErrorCode::kWrongCredentials);
  clock.advance(seconds(1));
  EXPECT_EQ(code_of(log_in_with(code(setup, seconds(30)))), ErrorCode::kTooManyTries);
}

TEST_F(SecondFactors, are_needed_by_the_roles_that_the_agency_names) {
  EXPECT_FALSE(must_set_up_factor(settings, clerk()));
  settings.factor_required_roles = {OperatorRole::kAuditor, OperatorRole::kClerk};
  EXPECT_TRUE(must_set_up_factor(settings, clerk()));
  EXPECT_FALSE(must_set_up_factor(settings, reviewer()));
  const auto token = must(log_in_with({})).token.reveal();
  const auto setup = must(begin_factor(ports, clerk(), kPassword, "健在"));
  EXPECT_TRUE(must_set_up_factor(settings, must(operator_of_session(ports, token))));
  must(confirm_factor(ports, clerk(), token, code(setup)));
  EXPECT_FALSE(must_set_up_factor(settings, must(operator_of_session(ports, token))));
}

TEST_F(SecondFactors, that_are_lost_are_reset_on_the_server) {
  const auto token = must(log_in_with({})).token.reveal();
  const auto setup = must(begin_factor(ports, clerk(), kPassword, "健在"));
  must(confirm_factor(ports, clerk(), token, code(setup)));
  EXPECT_EQ(code_of(reset_factor(ports, "nobody")), ErrorCode::kNotFound);
  must(reset_factor(ports, "clerk"));
  EXPECT_EQ(code_of(operator_of_session(ports, token)), ErrorCode::kUnauthenticated);
  EXPECT_TRUE(log_in_with({}));
}

TEST_F(SetUpAgency, refuses_incomplete_and_taken_names) {
  EXPECT_EQ(fields_of(add_agency(ports, {}).error()), "name:REQUIRED phone:REQUIRED");
  const Secret password{std::string(kPassword)};
  EXPECT_EQ(fields_of(add_operator(ports, {agency(), "clerk", "试", OperatorRole::kClerk, password}).error()),
            "login:TAKEN");
  EXPECT_EQ(code_of(add_operator(
                ports, {AgencyId::make(clock, random), "new", "试", OperatorRole::kClerk, password})),
            ErrorCode::kNotFound);
  EXPECT_EQ(fields_of(add_operator(ports, {agency(), "a b", "", OperatorRole::kClerk, {}}).error()),
            "login:CHARACTERS name:REQUIRED password:REQUIRED");
  EXPECT_FALSE(must(is_empty(ports)));
}

}  // namespace
}  // namespace jianzai::app
