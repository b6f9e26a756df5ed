#include "app/codes.h"

#include "app/fields.h"
#include "app/notices.h"
#include "app/write.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kMobileDigits = 11;

NoticeKind kind_of(CodePurpose purpose) {
  switch (purpose) {
    case CodePurpose::kRegister:
      return NoticeKind::kRegisterCode;
    case CodePurpose::kReset:
      return NoticeKind::kResetCode;
    case CodePurpose::kChangePhone:
      return NoticeKind::kChangeCode;
  }
  return NoticeKind::kRegisterCode;
}

struct Wanted {
  CodePurpose purpose;
  std::string login;
};

Result<Wanted> read(Ports& ports, const SendCode& request) {
  FieldReader reader(china_date(ports.clock.now()));
  const auto purpose = code_purpose_from(request.purpose);
  if (!purpose) reader.refuse("purpose", "VALUE");
  const bool by_number =
      purpose == CodePurpose::kReset && (!request.id_number.empty() || request.phone.empty());
  std::optional<std::string> login;
  if (by_number) {
    login = read_login(reader, request.id_number, {});
  } else if (const auto mobile = reader.mobile("phone", request.phone)) {
    login = mobile->reveal();
  }
  if (!ports.sms.is_there()) reader.refuse(by_number ? "id_number" : "phone", "NO_SMS");
  if (reader.has_faults()) return reader.error();
  return Wanted{*purpose, *login};
}

tl::unexpected<Error> too_many(std::chrono::seconds wait) {
  return fail(Error{
      .code = ErrorCode::kTooManyTries, .detail = "too many codes were asked for", .retry_after = wait});
}

}  // namespace

std::optional<std::string> read_login(FieldReader& reader, std::string_view id_number,
                                      std::string_view phone) {
  if (id_number.empty() && !phone.empty()) {
    const auto mobile = reader.mobile("phone", phone);
    return mobile ? std::optional(mobile->reveal()) : std::nullopt;
  }
  const auto number = reader.id_number("id_number", id_number);
  return number ? std::optional(std::string(number->reveal())) : std::nullopt;
}

std::string login_of(const Account& account) {
  return account.id_number ? std::string(account.id_number->reveal()) : account.phone.reveal();
}

Result<std::optional<Account>> account_of_login(Ports& ports, Transaction& transaction,
                                                std::string_view login) {
  if (login.size() == kMobileDigits) return transaction.accounts().find_by_phone(Secret(std::string(login)));
  const auto number = IdNumber::parse(login, china_date(ports.clock.now()));
  if (!number) return std::nullopt;
  return transaction.accounts().find_by_id_number(*number);
}

Result<void> send_code(Ports& ports, const SendCode& request) {
  const auto wanted = TRY(read(ports, request));
  return write(ports.store, [&](Transaction& transaction) -> Result<void> {
    const Time now = ports.clock.now();
    const auto last = TRY(transaction.codes().find(wanted.purpose, wanted.login));
    const auto wait = wait_for_next(last, now);
    if (wait.count() > 0) return too_many(wait);
    constexpr std::chrono::hours kHour{1};
    if (TRY(transaction.notices().count_codes_since(now - kHour)) >= ports.settings.codes_per_hour_max)
      return too_many(kHour);
    const auto code = next_code(last, ports.random, now);
    TRY(transaction.codes().set(wanted.purpose, wanted.login, code));

    const auto account = TRY(account_of_login(ports, transaction, wanted.login));
    if (wanted.purpose == CodePurpose::kReset) {
      if (!account) return queue_nothing(ports, transaction, NoticeKind::kResetCode);
      return queue_notice(ports, transaction, NoticeKind::kResetCode, account->phone, code.digits.reveal());
    }
    return queue_notice(ports, transaction,
                        account ? NoticeKind::kAlreadyRegistered : kind_of(wanted.purpose),
                        Secret(std::string(wanted.login)), code.digits.reveal());
  });
}

Result<bool> take_code(Ports& ports, Transaction& transaction, CodePurpose purpose, std::string_view login,
                       std::string_view digits) {
  auto code = TRY(transaction.codes().find(purpose, login));
  if (!code) return false;
  const bool right = is_right(*code, digits, ports.clock.now());
  // What has served does so no more; how many were asked for today is kept.
  code->wrong = right ? kCodeTriesMax : code->wrong + 1;
  TRY(transaction.codes().set(purpose, login, *code));
  return right;
}

Result<bool> was_last_code(Ports& ports, Transaction& transaction, CodePurpose purpose,
                           std::string_view login, std::string_view digits) {
  auto code = TRY(transaction.codes().find(purpose, login));
  if (!code) return false;
  code->wrong = 0;
  return is_right(*code, digits, ports.clock.now());
}

}  // namespace jianzai::app
