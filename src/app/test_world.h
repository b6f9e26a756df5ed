// For tests of use cases: a real database in a folder of its own, a clock that stands still, and faces that
// are words.
#pragma once

#include <map>
#include <string>

#include <gtest/gtest.h>

#include "app/add_person.h"
#include "app/decide_attempt.h"
#include "app/enrol_reference.h"
#include "app/finish_attempt.h"
#include "app/give_consent.h"
#include "app/open_attempt.h"
#include "app/put_frame.h"
#include "app/register_account.h"
#include "app/set_up_agency.h"
#include "storage/test_store.h"

namespace jianzai::app::testing {

// A picture is a word: `anna-1` shows Anna, and so does `anna-2`. Its features are the word before the
// hyphen. `room` shows nobody, `crowd` many, `broken` is no picture. Two faces have the score that `likeness`
// says for them.
class WordFaces final : public FaceEngine {
 public:
  const Networks& networks() const override { return networks_; }
  Result<void> check_image(ByteView jpeg) const override {
    if (as_text(jpeg) == "broken") return fail(ErrorCode::kNotAnImage);
    return {};
  }
  Result<tl::expected<Secret<Bytes>, Reason>> features(ByteView jpeg) const override {
    using Outcome = tl::expected<Secret<Bytes>, Reason>;
    if (fails) return fail(ErrorCode::kInternal, "the network fails");
    if (networks_.kind == NetworkKind::kNone) return fail(ErrorCode::kUnavailable);
    const auto word = as_text(jpeg);
    if (word == "broken") return fail(ErrorCode::kNotAnImage);
    if (word.starts_with("room")) return Outcome(tl::make_unexpected(Reason::kNoFace));
    if (word.starts_with("crowd")) return Outcome(tl::make_unexpected(Reason::kManyFaces));
    const auto face = word.substr(0, word.find('-'));
    return Outcome(Secret(Bytes(face.begin(), face.end())));
  }
  Result<double> compare(const Secret<Bytes>& a, const Secret<Bytes>& b) const override {
    if (a.reveal() == b.reveal()) return 0.8;
    return as_text(b.reveal()) == "similar" ? 0.4 : 0.1;
  }

  void use(NetworkKind kind, std::string set) {
    networks_ = {.kind = kind, .set = std::move(set), .accept_score = 0.45, .review_score = 0.34, .note = {}};
  }
  bool fails = false;

 private:
  Networks networks_{
      .kind = NetworkKind::kFull, .set = "words-1", .accept_score = 0.45, .review_score = 0.34, .note = {}};
};

template <class T>
T must(Result<T> result) {
  if (!result) {
    ADD_FAILURE() << "error " << static_cast<int>(result.error().code) << ": " << result.error().detail;
    std::abort();
  }
  return std::move(*result);
}
inline void must(const Result<void>& result) { ASSERT_TRUE(result) << result.error().detail; }

// The error of a result that has to fail; kInternal with a test failure where it did not.
template <class T>
ErrorCode code_of(const Result<T>& result) {
  if (result) {
    ADD_FAILURE() << "did not fail";
    return ErrorCode::kInternal;
  }
  return result.error().code;
}

inline std::string fields_of(const Error& error) {
  std::string text;
  for (const FieldError& field : error.fields)
    text += (text.empty() ? "" : " ") + field.field + ":" + field.code;
  return text;
}

// An agency with a clerk and a reviewer.
class World : public ::testing::Test {
 protected:
  static constexpr std::string_view kIdNumber = "11010519491231002X";
  static constexpr std::string_view kName = "欧阳测试甲";
  static constexpr std::string_view kPhone = "13912345678";
  static constexpr std::string_view kPassword = "sunny day 2026";

  World() {
    agency_ = must(add_agency(ports, {"甲县", "路 1 号", "0000", "9-17"})).id;
    clerk_ = add_operator_of(*agency_, "clerk", OperatorRole::kClerk);
    reviewer_ = add_operator_of(*agency_, "reviewer", OperatorRole::kReviewer);
  }

  Operator add_operator_of(const AgencyId& agency, std::string login, OperatorRole role) {
    return must(app::add_operator(ports, {.agency = agency,
                                          .login = std::move(login),
                                          .name = "试经办",
                                          .role = role,
                                          .password = Secret(std::string(kPassword))}));
  }
  Person add_somebody(std::string_view id_number = kIdNumber, std::string_view key = "person-key-1") {
    return must(add_person(ports, clerk(),
                           {.name = std::string(kName),
                            .id_number = std::string(id_number),
                            .category_code = "ENTERPRISE_PENSION",
                            .phone = std::string(kPhone),
                            .request_key = std::string(key)}));
  }
  RegisterAccount registration() const {
    return {.name = std::string(kName),
            .id_number = std::string(kIdNumber),
            .password = std::string(kPassword),
            .phone = std::string(kPhone),
            .phone_again = std::string(kPhone),
            .terms_version = settings.terms_version,
            .request_key = "account-key-1"};
  }
  Account account_of(const AccountId& id) {
    return *must(must(ports.store.begin_read())->accounts().find(id));
  }
  Account register_somebody() { return account_of(must(register_account(ports, registration()))); }
  Reference enrol(const Person& person, std::string_view picture = "anna-0") {
    return must(enrol_reference(ports, clerk(), person.id, ReferenceSource::kUpload, as_bytes(picture)));
  }
  // A person with a reference and an account.
  Account ready_citizen() {
    enrol(add_somebody());
    return register_somebody();
  }
  ConsentId consent_of(const Account& account, std::string_view key = "consent-key-1") {
    return must(give_consent(ports, account, settings.consent_version, key)).id;
  }
  Attempt open(const Account& account, std::string_view key = "attempt-key-1") {
    return must(open_attempt(ports, account, consent_of(account, "consent-" + std::string(key)), key))
        .attempt;
  }
  Result<std::vector<int>> put(const Account& account, const Attempt& attempt, int sequence,
                               std::string_view picture) {
    return put_frame(
        ports, account,
        {.attempt = attempt.id, .sequence = sequence, .nonce = attempt.nonce, .jpeg = as_bytes(picture)});
  }
  // An attempt with these pictures, submitted.
  Attempt submit(const Account& account, std::initializer_list<std::string_view> pictures,
                 std::string_view key = "attempt-key-1") {
    const Attempt attempt = open(account, key);
    int sequence = 0;
    for (const auto picture : pictures) must(put(account, attempt, sequence++, picture));
    return must(finish_attempt(ports, account, attempt.id));
  }
  Attempt prove(const Account& account, std::initializer_list<std::string_view> pictures,
                std::string_view key = "attempt-key-1") {
    return must(decide_attempt(ports, submit(account, pictures, key).id)).attempt;
  }
  std::optional<Review> review_of(const Attempt& attempt) {
    return must(must(ports.store.begin_read())->reviews().find_by_attempt(attempt.id));
  }
  std::vector<int> frames_of(const Attempt& attempt) {
    return must(must(ports.store.begin_read())->attempts().frame_numbers(attempt.id));
  }
  Attempt stored(const Attempt& attempt) {
    return *must(must(ports.store.begin_read())->attempts().find(attempt.id));
  }
  const Operator& clerk() const { return *clerk_; }
  const Operator& reviewer() const { return *reviewer_; }
  const AgencyId& agency() const { return *agency_; }

  storage::testing::TemporaryStore store;
  WordFaces faces;
  // Wednesday, 25 November 2026, 10:00 in China.
  FakeClock clock{china_midnight(std::chrono::year(2026) / std::chrono::November / 25) +
                  std::chrono::hours(10)};
  SeededRandom random{20261125};
  WorkdayCalendar workdays = WorkdayCalendar::with_published_years();
  Settings settings;
  Ports ports{.store = *store,
              .faces = faces,
              .clock = clock,
              .random = random,
              .workdays = workdays,
              .settings = settings};

 private:
  std::optional<AgencyId> agency_;
  std::optional<Operator> clerk_;
  std::optional<Operator> reviewer_;
};

}  // namespace jianzai::app::testing
