// For tests of use cases: a real database of their own, a clock that stands still, and faces that
// are words.
#pragma once

#include <array>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "app/add_person.h"
#include "app/decide_attempt.h"
#include "app/enrol_reference.h"
#include "app/finish_attempt.h"
#include "app/give_consent.h"
#include "app/open_attempt.h"
#include "app/operators.h"
#include "app/put_frame.h"
#include "app/register_account.h"
#include "app/set_up_agency.h"
#include "storage/test_store.h"

namespace jianzai::app::testing {

// `card <number> <portrait>` shows the front of a card; `blurred` one that cannot be read; all else is none.
class WordCards final : public CardReader {
 public:
  bool is_there() const override { return true; }
  Result<CardReading> read(ByteView jpeg, Date today) override {
    const std::string words(as_text(jpeg));
    CardReading reading;
    if (words == "broken") return fail(ErrorCode::kNotAnImage);
    if (words == "blurred") {
      reading.side = "FRONT";
      reading.advice = {"BLUR"};
    } else if (words.starts_with("card ")) {
      const auto blank = words.find(' ', 5);
      const auto number = IdNumber::parse(words.substr(5, blank - 5), today);
      reading.side = "FRONT";
      if (number) reading.number = *number;
      reading.fields.push_back(
          {.name = "number", .value = Secret(words.substr(5, blank - 5)), .confidence = 1, .is_sure = true});
      reading.portrait = Secret(Bytes(words.begin() + static_cast<std::ptrdiff_t>(blank) + 1, words.end()));
    } else {
      reading.advice = {"NO_CARD"};
    }
    return reading;
  }
};

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
  Result<std::vector<Reason>> advise(ByteView jpeg) const override {
    TRY(check_image(jpeg));
    if (as_text(jpeg).starts_with("room")) return std::vector{Reason::kNoFace, Reason::kDark};
    return std::vector<Reason>{};
  }
  bool is_virtual_camera(std::string_view name) const override { return name == "program"; }
  // With a cohort a normalised score is 0.1 below the raw one.
  Result<void> use_cohort(std::vector<CohortMember> members) override {
    cohort = std::move(members);
    return {};
  }
  // Frames of the look are compared. A challenge is answered by who is there in every step; `mask` is an
  // attack.
  Result<Evidence> examine(const Examination& examination) const override {
    Evidence evidence;
    std::set<int> answered;
    bool is_attack = examination.is_virtual_camera;
    for (const CapturedFrame& frame : examination.frames) {
      const auto found = TRY(features(frame.jpeg.reveal()));
      answered.insert(frame.step);
      is_attack = is_attack || frame.is_seen || as_text(frame.jpeg.reveal()).ends_with("mask");
      if (frame.step != 0) continue;
      FrameFinding finding{.sequence = frame.sequence, .score = {}, .normalised = {}, .refusal = {}};
      if (found) {
        finding.score = -1;
        for (const auto& reference : examination.references) {
          finding.score = std::max(*finding.score, likeness(reference, *found));
        }
        if (!cohort.empty()) finding.normalised = *finding.score - 0.1;
      } else {
        finding.refusal = found.error();
      }
      evidence.frames.push_back(finding);
    }
    evidence.pad.notes = "steps=" + std::to_string(answered.size());
    if (is_attack) {
      evidence.pad.verdict = PadVerdict::kAttack;
    } else if (answered.size() == examination.challenge.steps.size()) {
      evidence.pad.verdict = PadVerdict::kBonaFide;
    }
    return evidence;
  }

  void use(NetworkKind kind, std::string set) {
    networks_ = {.kind = kind,
                 .set = std::move(set),
                 .raw = {.accept = 0.45, .accept_high = 0.55, .review = 0.34},
                 .normalised = {},
                 .cohort_people = 0,
                 .note = {}};
  }
  bool fails = false;
  std::vector<CohortMember> cohort;

 private:
  static double likeness(const Secret<Bytes>& a, const Secret<Bytes>& b) {
    if (a.reveal() == b.reveal()) return 0.8;
    return as_text(b.reveal()) == "similar" ? 0.4 : 0.1;
  }

  Networks networks_{.kind = NetworkKind::kFull,
                     .set = "words-1",
                     .raw = {.accept = 0.45, .accept_high = 0.55, .review = 0.34},
                     .normalised = Thresholds{.accept = 0.35, .accept_high = 0.45, .review = 0.24},
                     .cohort_people = 8,
                     .note = {}};
};

// Prints the text alone.
class PlainPrinter final : public Printer {
 public:
  Result<std::string> receipt_pdf(const SignedReceipt& receipt) const override {
    return "%PDF " + receipt.text;
  }
  Result<std::string> spreadsheet(const std::vector<std::vector<std::string>>& rows) const override {
    return "PK " + std::to_string(rows.size()) + " rows, " + rows.at(0).at(1);
  }
};

// A valid ID number (GB 11643), another one for each `i` from 0 to 899; of somebody born in 1949.
inline std::string id_number_of(int i) {
  constexpr std::array<std::size_t, 17> kWeights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  constexpr std::string_view kChecks = "10X98765432";
  const std::string number = "11010519491231" + std::to_string(100 + i);
  std::size_t sum = 0;
  for (std::size_t at = 0; at < kWeights.size(); ++at)
    sum += static_cast<std::size_t>(number[at] - '0') * kWeights[at];
  return number + kChecks[sum % kChecks.size()];
}

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

// Keeps what it is given, as a phone would.
class FakeSms final : public SmsGateway {
 public:
  bool is_there() const override { return there; }
  Result<void> send(const Notice& notice) override {
    if (refuses) return fail(*refuses, "the gateway refuses");
    sent.push_back(notice);
    return {};
  }
  bool is_signed(ByteView, std::string_view, std::string_view signature, Time) const override {
    return signature == "the gateway's";
  }
  // The six digits of the last message.
  [[nodiscard]] std::string code() const {
    if (sent.empty()) return {};
    const auto& text = sent.back().text.reveal();
    const auto at = text.find_first_of("0123456789");
    return at == std::string::npos ? std::string() : text.substr(at, 6);
  }

  bool there = true;
  std::optional<ErrorCode> refuses;
  std::vector<Notice> sent;
};

// An agency with a clerk and a reviewer.
class World : public ::testing::Test {
 protected:
  static constexpr std::string_view kIdNumber = "11010519491231002X";
  static constexpr std::string_view kName = "欧阳测试甲";
  static constexpr std::string_view kPhone = "13912345678";
  static constexpr std::string_view kPassword = "sunny day 2026";

  void SetUp() override {
    if (const auto why = storage::testing::missing(storage::testing::engine_of_environment()); !why.empty()) {
      GTEST_SKIP() << why;
    }
  }
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
  // Approved by the reviewer, where it has to be.
  Reference enrol(const Person& person, std::string_view picture = "anna-0",
                  EarlierReferences earlier = EarlierReferences::kRetire) {
    const auto made = must(enrol_reference(
        ports, clerk(), {.person = person.id, .earlier = earlier, .jpeg = as_bytes(picture)}));
    if (made.state != ReferenceState::kProposed) return made;
    return must(approve_reference(ports, reviewer(), made.id)).reference;
  }
  // A person with a reference and an account.
  Account ready_citizen() {
    enrol(add_somebody());
    return register_somebody();
  }
  // At the counter, of a picture that is about to be taken.
  CaptureConsent spoken() { return {.mode = "SPOKEN", .text_version = settings.consent_version}; }
  ConsentId consent_of(const Account& account, std::string_view key = "consent-key-1") {
    return must(give_consent(ports, account, settings.consent_version, key)).id;
  }
  Attempt open(const Account& account, std::string_view key = "attempt-key-1",
               ChallengeMode mode = ChallengeMode::kColour) {
    return must(open_attempt(ports, account, consent_of(account, "consent-" + std::string(key)),
                             {.mode = mode}, key))
        .attempt;
  }
  Result<AttemptView> put_in_step(const Account& account, const Attempt& attempt, int sequence, int step,
                                  std::string_view picture) {
    return put_frame(ports, account,
                     {.attempt = attempt.id,
                      .sequence = sequence,
                      .step = step,
                      .captured_at = clock.now(),
                      .nonce = attempt.nonce,
                      .jpeg = as_bytes(picture)});
  }
  // In the look; the numbers that are here then.
  Result<std::vector<int>> put(const Account& account, const Attempt& attempt, int sequence,
                               std::string_view picture) {
    return TRY(put_in_step(account, attempt, sequence, 0, picture)).frames_received;
  }
  // An attempt whose look has these pictures, the last one as often as needed, and whose every further step
  // is answered with the last one; submitted. No two frames have the same bytes.
  Attempt submit(const Account& account, std::initializer_list<std::string_view> pictures,
                 std::string_view key = "attempt-key-1", ChallengeMode mode = ChallengeMode::kColour) {
    const Attempt attempt = open(account, key, mode);
    std::vector<std::string> look(pictures.begin(), pictures.end());
    while (static_cast<int>(look.size()) < settings.frames_wanted) look.push_back(look.back());
    int sequence = 0;
    for (std::size_t step = 0; step < attempt.challenge.steps.size(); ++step) {
      for (int frame = 0; frame < attempt.challenge.steps[step].frames; ++frame, ++sequence) {
        const auto& word = step == 0 ? look[static_cast<std::size_t>(frame)] : look.back();
        const auto picture = word + "-" + std::string(key) + "-" + std::to_string(sequence);
        must(put_in_step(account, attempt, sequence, static_cast<int>(step), picture));
      }
    }
    return must(finish_attempt(ports, account, attempt.id));
  }
  Attempt prove(const Account& account, std::initializer_list<std::string_view> pictures,
                std::string_view key = "attempt-key-1", ChallengeMode mode = ChallengeMode::kColour) {
    return must(decide_attempt(ports, submit(account, pictures, key, mode).id)).attempt;
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
  WordCards cards;
  // Wednesday, 25 November 2026, 10:00 in China.
  FakeClock clock{china_midnight(std::chrono::year(2026) / std::chrono::November / 25) +
                  std::chrono::hours(10)};
  SeededRandom random{20261125};
  WorkdayCalendar workdays = WorkdayCalendar::with_published_years();
  Settings settings;
  crypto::SigningKey receipt_key = must(crypto::SigningKey::from_seed(Secret(Bytes(32, 7))));
  PlainPrinter printer;
  FakeSms sms;
  Ports ports{.store = *store,
              .faces = faces,
              .cards = cards,
              .clock = clock,
              .random = random,
              .workdays = workdays,
              .settings = settings,
              .receipt_key = receipt_key,
              .printer = printer,
              .sms = sms};

 private:
  std::optional<AgencyId> agency_;
  std::optional<Operator> clerk_;
  std::optional<Operator> reviewer_;
};

}  // namespace jianzai::app::testing
