// What the use cases need from outside. Implemented in storage/ and main/.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "crypto/signature.h"
#include "domain/account.h"
#include "domain/agency.h"
#include "domain/assisted_proof.h"
#include "domain/attempt.h"
#include "domain/audit.h"
#include "domain/category.h"
#include "domain/consent.h"
#include "domain/disclosure.h"
#include "domain/employer.h"
#include "domain/field_key.h"
#include "domain/import_job.h"
#include "domain/life_sign.h"
#include "domain/notice.h"
#include "domain/operator.h"
#include "domain/pass.h"
#include "domain/payroll.h"
#include "domain/person.h"
#include "domain/person_merge.h"
#include "domain/plan.h"
#include "domain/receipt.h"
#include "domain/reference.h"
#include "domain/relative.h"
#include "domain/retention.h"
#include "domain/review.h"
#include "domain/suspension.h"
#include "domain/task.h"
#include "domain/ticket.h"
#include "domain/verification_code.h"
#include "domain/workday.h"

namespace jianzai::app {

// ---------------------------------------------------------------------------------------------------- faces

// One camera frame (现场照) as it was handed in.
struct CapturedFrame {
  int sequence = 0;
  int step = 0;                     // of the challenge
  std::optional<Time> captured_at;  // by the phone's clock, which may say anything
  Time received_at;
  bool is_seen = false;  // the same bytes were handed in before, in another attempt
  Secret<Bytes> jpeg;
};

// A stranger to compare with.
struct CohortMember {
  PersonId person;
  Secret<Bytes> features;
};

// What FaceEngine::examine looks at.
struct Examination {
  PersonId person;
  std::vector<Secret<Bytes>> references;  // at least one; all of networks().set
  Challenge challenge;
  bool is_virtual_camera = false;  // Attempt::is_virtual_camera
  std::vector<CapturedFrame> frames;
};

// Compares faces. Thread-safe. The second implementation is the one without networks.
class FaceEngine {
 public:
  virtual ~FaceEngine() = default;

  [[nodiscard]] virtual const Networks& networks() const = 0;

  // The features of the one face in a JPEG, or why it has none that can be used.
  // Errors: kNotAnImage, kImageTooLarge; kUnavailable without networks.
  [[nodiscard]] virtual Result<tl::expected<Secret<Bytes>, Reason>> features(ByteView jpeg) const = 0;

  // Checks that a JPEG can be decoded within the limits, without looking for a face. Cheap.
  // Errors: kNotAnImage, kImageTooLarge.
  [[nodiscard]] virtual Result<void> check_image(ByteView jpeg) const = 0;

  // What would make a picture better, the most important first; nothing when it will do. Errors: kNotAnImage,
  // kImageTooLarge, kInternal.
  [[nodiscard]] virtual Result<std::vector<Reason>> advise(ByteView jpeg) const = 0;

  // Whether a camera of this name is known to be a program that poses as one. Names can be changed at will.
  [[nodiscard]] virtual bool is_virtual_camera(std::string_view name) const = 0;

  // Looks at all frames of an attempt: those of the look are compared with the references, of which the most
  // similar one counts; all of them show how the face answers the challenge. Errors: kUnavailable without
  // networks; kInternal when a reference is damaged or a network fails.
  [[nodiscard]] virtual Result<Evidence> examine(const Examination& examination) const = 0;

  // From now on scores are normalised by these (face/cohort.h), too few of them switch it off. Errors:
  // kInternal when one is damaged or of another set; then the earlier ones stay.
  [[nodiscard]] virtual Result<void> use_cohort(std::vector<CohortMember> members) = 0;
};

// ---------------------------------------------------------------------------------------------------- cards

// One thing that stands on a card, as it is to be shown. `confidence` in [0, 1].
struct CardField {
  std::string_view name;  // of openapi.yaml's IdCardReading
  Secret<std::string> value;
  double confidence = 0;
  bool is_sure = false;
};

// What was read of an ID card. Names are those of openapi.yaml.
struct CardReading {
  std::string_view side;                 // FRONT, BACK; empty without a card
  std::vector<std::string_view> advice;  // CardAdvice, the most important first; empty when it was read
  std::vector<std::string_view> risks;
  std::vector<std::string_view> contradictions;
  std::vector<CardField> fields;
  std::optional<IdNumber> number;  // also among the fields
  Secret<Bytes> portrait;          // a JPEG of about 430 x 540 pixels; empty without a front
};

// Reads ID cards. Thread-safe. The second implementation is the one without Tesseract's languages.
class CardReader {
 public:
  virtual ~CardReader() = default;
  [[nodiscard]] virtual bool is_there() const = 0;  // else nothing is read
  // Errors: kNotAnImage, kImageTooLarge; kBusy when all readers are at work for long;
  // kUnavailable when none is there.
  [[nodiscard]] virtual Result<CardReading> read(ByteView jpeg, Date today) = 0;
};

// ----------------------------------------------------------------------------------------------------
// documents

// Makes documents of things. Thread-safe.
class Printer {
 public:
  virtual ~Printer() = default;
  // An A4 page in large type, with the QR code. Errors: kInternal.
  [[nodiscard]] virtual Result<std::string> receipt_pdf(const SignedReceipt& receipt) const = 0;
  // An XLSX workbook of one sheet, whose first row is its heading and whose cells are texts. The
  // same rows give the same bytes. Errors: kInternal.
  [[nodiscard]] virtual Result<std::string> spreadsheet(
      const std::vector<std::vector<std::string>>& rows) const = 0;
};

// ---------------------------------------------------------------------------------------------------- phones

// What sends text messages (短信). Thread-safe. Implemented in notify/.
class SmsGateway {
 public:
  virtual ~SmsGateway() = default;
  // Whether there is one. Without it no message is queued, and nothing is offered that needs one.
  [[nodiscard]] virtual bool is_there() const = 0;
  // Hands a message over; waits for the other side for some seconds. The same id is the same message.
  // Errors: kUnavailable: try again later; kInvalidRequest: refused for good.
  [[nodiscard]] virtual Result<void> send(const Notice& notice) = 0;
  // Whether `signature` is the gateway's over these bytes, made within five minutes of `now`. `signed_at`:
  // seconds since 1970, as text.
  [[nodiscard]] virtual bool is_signed(ByteView body, std::string_view signed_at, std::string_view signature,
                                       Time now) const = 0;
};

// ---------------------------------------------------------------------------------------------------- store

// A page of rows, newest first; `next` continues it.
template <class Row>
struct Page {
  std::vector<Row> rows;
  std::optional<std::string> next;
};

// What came of an insert under an idempotency key.
enum class Inserted { kNew, kAlreadyThere };

class AgencyTable {
 public:
  virtual ~AgencyTable() = default;
  [[nodiscard]] virtual Result<void> insert(const Agency& agency) = 0;
  [[nodiscard]] virtual Result<void> update(const Agency& agency) = 0;
  [[nodiscard]] virtual Result<std::optional<Agency>> find(const AgencyId& id) = 0;
  [[nodiscard]] virtual Result<std::vector<Agency>> all() = 0;
  [[nodiscard]] virtual Result<void> insert(const Category& category) = 0;
  [[nodiscard]] virtual Result<std::vector<Category>> categories() = 0;
  [[nodiscard]] virtual Result<std::optional<Category>> find_category(std::string_view code) = 0;
  // The one that holds where no region has another.
  [[nodiscard]] virtual Result<void> set_rule(std::string_view category, const DueRule& rule) = 0;
  // In place of an earlier one of the region.
  [[nodiscard]] virtual Result<void> set_rule(const RegionalRule& rule) = 0;
  [[nodiscard]] virtual Result<void> unset_rule(std::string_view category, const RegionCode& region) = 0;
  // By category and region.
  [[nodiscard]] virtual Result<std::vector<RegionalRule>> rules() = 0;
  // In the order in which they are shown.
  [[nodiscard]] virtual Result<std::vector<SupportContact>> support(const AgencyId& id) = 0;
  // All of them, instead of those that are there.
  [[nodiscard]] virtual Result<void> set_support(const AgencyId& id,
                                                 const std::vector<SupportContact>& contacts) = 0;
};

// A region as a list shows it.
struct KnownRegion {
  RegionCode code;
  std::string name;  // empty: nobody gave it one
  bool has_people = false;
};

// What regions are called; the server's, of no agency.
class RegionTable {
 public:
  virtual ~RegionTable() = default;
  // In place of an earlier name; says whether it was another one.
  [[nodiscard]] virtual Result<bool> set_name(const Region& region) = 0;
  [[nodiscard]] virtual Result<std::optional<std::string>> name_of(const RegionCode& code) = 0;
  // One level below `parent`, provinces without one: those with a name, and those in which people of the
  // scope live (not told for an employer's scope); by code.
  [[nodiscard]] virtual Result<std::vector<KnownRegion>> children(
      const Scope& scope, const std::optional<RegionCode>& parent) = 0;
};

// What system administrators decided for the whole service.
class ServiceTable {
 public:
  virtual ~ServiceTable() = default;
  // Days; nothing: nobody shortened it.
  [[nodiscard]] virtual Result<std::optional<int>> retention(Kept kept) = 0;
  [[nodiscard]] virtual Result<void> set_retention(Kept kept, int days) = 0;
  // By year, each by its days.
  [[nodiscard]] virtual Result<std::vector<WorkdayList>> workday_lists() = 0;
  // In place of the year's earlier one; without days there is none.
  [[nodiscard]] virtual Result<void> set_workdays(const WorkdayList& list) = 0;
};

class EmployerTable {
 public:
  virtual ~EmployerTable() = default;
  // One code is one employer of an agency.
  [[nodiscard]] virtual Result<void> insert(const Employer& employer) = 0;
  [[nodiscard]] virtual Result<std::optional<Employer>> find(const EmployerId& id) = 0;
  [[nodiscard]] virtual Result<std::optional<Employer>> find_by_code(const AgencyId& agency,
                                                                     const CreditCode& code) = 0;
  [[nodiscard]] virtual Result<void> set_name(const EmployerId& id, std::string_view name) = 0;
  [[nodiscard]] virtual Result<std::vector<SupportContact>> support(const EmployerId& id) = 0;
  // In place of those that were there, in this order.
  [[nodiscard]] virtual Result<void> set_support(const EmployerId& id,
                                                 const std::vector<SupportContact>& contacts) = 0;
  // By their id; those whose name or code holds `query`, which may be empty.
  [[nodiscard]] virtual Result<Page<Employer>> page(const AgencyId& agency, std::string_view query,
                                                    std::string_view cursor, std::size_t rows) = 0;
};

class AccountTable {
 public:
  virtual ~AccountTable() = default;
  [[nodiscard]] virtual Result<void> insert(const Account& account, std::string_view request_key) = 0;
  [[nodiscard]] virtual Result<std::optional<Account>> find(const AccountId& id) = 0;
  // Also by another number of the same person: one that a merge made lead to them, or theirs.
  [[nodiscard]] virtual Result<std::optional<Account>> find_by_id_number(const IdNumber& number) = 0;
  // Of those without an ID number.
  [[nodiscard]] virtual Result<std::optional<Account>> find_by_phone(const Secret<std::string>& phone) = 0;
  [[nodiscard]] virtual Result<std::optional<Account>> find_by_request_key(std::string_view request_key) = 0;
  [[nodiscard]] virtual Result<void> set_password(const AccountId& id, std::string_view hash) = 0;
  // Also what it logs in with, where that is the phone.
  [[nodiscard]] virtual Result<void> set_phone(const Account& account, const Secret<std::string>& phone) = 0;
  // Nothing of its owner stays, and what it logged in with is free.
  [[nodiscard]] virtual Result<void> close(const AccountId& id, Time at) = 0;
};

// Whose choice a password is.
enum class PasswordChoice { kOwn, kSomebodyElses };

class OperatorTable {
 public:
  virtual ~OperatorTable() = default;
  [[nodiscard]] virtual Result<void> insert(const Operator& person) = 0;
  [[nodiscard]] virtual Result<std::optional<Operator>> find(const OperatorId& id) = 0;
  // By their id.
  [[nodiscard]] virtual Result<Page<Operator>> page(const AgencyId& agency, std::string_view cursor,
                                                    std::size_t rows) = 0;
  // Who may log in and visits the person: clerks, reviewers and village helpers whose scope holds them, those
  // of the smallest region first; at most `rows`.
  [[nodiscard]] virtual Result<std::vector<Operator>> visitors_of(const Person& person, std::size_t rows) = 0;
  // Reviewers who may log in and whose scope holds the person; not `but`.
  [[nodiscard]] virtual Result<std::int64_t> count_reviewers_of(const Person& person,
                                                                const std::optional<OperatorId>& but) = 0;
  // Role, region, employer, and whether they may log in.
  [[nodiscard]] virtual Result<void> set_access(const Operator& person) = 0;
  [[nodiscard]] virtual Result<std::optional<Operator>> find_by_login(std::string_view login) = 0;
  [[nodiscard]] virtual Result<void> set_password(const OperatorId& id, std::string_view hash,
                                                  PasswordChoice choice) = 0;
  // The one that a login needs.
  [[nodiscard]] virtual Result<void> set_factor(const OperatorId& id,
                                                const std::optional<SecondFactor>& factor) = 0;
  // One that waits for its first code.
  [[nodiscard]] virtual Result<void> set_pending_factor(const OperatorId& id,
                                                        const std::optional<Secret<Bytes>>& secret) = 0;
  [[nodiscard]] virtual Result<std::optional<Secret<Bytes>>> pending_factor(const OperatorId& id) = 0;
};

// Which of the two logins: they have separate accounts, cookies and tries.
enum class Realm { kCitizen, kOperator };

// Failed logins by what was typed, so that an ID number without an account behaves like one with.
class LoginTryTable {
 public:
  virtual ~LoginTryTable() = default;
  [[nodiscard]] virtual Result<LoginTries> find(Realm realm, std::string_view login) = 0;
  [[nodiscard]] virtual Result<void> set(Realm realm, std::string_view login, const LoginTries& tries,
                                         Time at) = 0;
  [[nodiscard]] virtual Result<void> erase(Realm realm, std::string_view login) = 0;
  [[nodiscard]] virtual Result<void> erase_before(Time at) = 0;
};

// The last code for each purpose and login, whether or not an account has that login.
class CodeTable {
 public:
  virtual ~CodeTable() = default;
  [[nodiscard]] virtual Result<std::optional<VerificationCode>> find(CodePurpose purpose,
                                                                     std::string_view login) = 0;
  [[nodiscard]] virtual Result<void> set(CodePurpose purpose, std::string_view login,
                                         const VerificationCode& code) = 0;
  [[nodiscard]] virtual Result<void> erase_before(Time at) = 0;
};

// Messages to send and sent. A worker takes one by setting the next try, so that no two send it.
class NoticeTable {
 public:
  virtual ~NoticeTable() = default;
  [[nodiscard]] virtual Result<void> insert(const Notice& notice) = 0;
  [[nodiscard]] virtual Result<std::optional<Notice>> find(const NoticeId& id) = 0;
  // Queued ones whose next try is due, codes first, the first due first.
  [[nodiscard]] virtual Result<std::vector<Notice>> to_send(Time now, std::size_t rows) = 0;
  // Writes state, text with its parameters, tries and next try if state and tries are still those of
  // `expected`; says whether they were.
  [[nodiscard]] virtual Result<bool> update(const Notice& notice, const Notice& expected) = 0;
  // The latest first, at most `rows`.
  [[nodiscard]] virtual Result<std::vector<Notice>> of_person(const PersonId& person, std::size_t rows) = 0;
  // Codes of all phones (is_code).
  [[nodiscard]] virtual Result<std::int64_t> count_codes_since(Time at) = 0;
  [[nodiscard]] virtual Result<std::int64_t> count_queued() = 0;
  [[nodiscard]] virtual Result<void> erase_before(Time at) = 0;
  // What an agency's messages of a kind say, without an agency the service's; empty: the default.
  [[nodiscard]] virtual Result<std::string> wording(const std::optional<AgencyId>& agency,
                                                    NoticeKind kind) = 0;
  [[nodiscard]] virtual Result<void> set_wording(const std::optional<AgencyId>& agency, NoticeKind kind,
                                                 std::string_view wording) = 0;
};

// Who a session speaks for.
using Subject = std::variant<AccountId, OperatorId>;

struct Session {
  Subject subject;
  Time created_at;
  Time seen_at;
};

class SessionTable {
 public:
  virtual ~SessionTable() = default;
  [[nodiscard]] virtual Result<void> insert(std::string_view token_hash, const Session& session) = 0;
  [[nodiscard]] virtual Result<std::optional<Session>> find(std::string_view token_hash) = 0;
  [[nodiscard]] virtual Result<void> set_seen(std::string_view token_hash, Time at) = 0;
  [[nodiscard]] virtual Result<void> erase(std::string_view token_hash) = 0;
  [[nodiscard]] virtual Result<void> erase_created_before(Time at) = 0;
  // By their token's hash; those that ended by themselves, too.
  [[nodiscard]] virtual Result<std::vector<std::pair<std::string, Session>>> of_subject(
      const Subject& subject) = 0;
  // All of the subject but this one; all of them without one.
  [[nodiscard]] virtual Result<void> erase_others(const Subject& subject, std::string_view token_hash) = 0;
};

// Whose name, ID number or phone is exactly this; nobody's when all three are absent.
struct PersonQuery {
  std::optional<Secret<std::string>> name;
  std::optional<IdNumber> id_number;
  std::optional<Secret<std::string>> phone;
};

class PersonTable {
 public:
  virtual ~PersonTable() = default;
  // With its entitlements.
  [[nodiscard]] virtual Result<void> insert(const Person& person, std::string_view request_key) = 0;
  [[nodiscard]] virtual Result<std::optional<Person>> find(const PersonId& id) = 0;
  // Also by the number of a duplicate that was merged with them; page() finds them so, too.
  [[nodiscard]] virtual Result<std::optional<Person>> find_by_id_number(const IdNumber& number) = 0;
  [[nodiscard]] virtual Result<std::optional<Person>> find_by_request_key(std::string_view request_key) = 0;
  // Those of the scope, all of them without a query; the newest first, in a region place by place.
  [[nodiscard]] virtual Result<Page<Person>> page(const Scope& scope, const std::optional<PersonQuery>& query,
                                                  std::string_view cursor, std::size_t rows) = 0;
  // One that the person does not have yet. For who is known to be dead it waits to be ended.
  [[nodiscard]] virtual Result<void> insert_entitlement(const PersonId& id,
                                                        const Entitlement& entitlement) = 0;
  // When it began, and the last proof, of one that the person has.
  [[nodiscard]] virtual Result<void> set_entitlement(const PersonId& id, const Entitlement& entitlement) = 0;
  // One that was passed later stays.
  [[nodiscard]] virtual Result<void> set_passed(const PersonId& id, std::string_view category,
                                                Date passed_on) = 0;
  // The last pass of which a roster tells (Entitlement::is_pass_listed); says whether it is news. One that
  // this system saw stays, and so does a later one.
  [[nodiscard]] virtual Result<bool> set_listed_pass(const PersonId& id, std::string_view category,
                                                     Date passed_on) = 0;
  [[nodiscard]] virtual Result<void> set_region(const PersonId& id, const RegionCode& region) = 0;
  [[nodiscard]] virtual Result<void> set_employer(const PersonId& id,
                                                  const std::optional<EmployerId>& employer) = 0;
  [[nodiscard]] virtual Result<void> set_looks_only(const PersonId& id, bool looks_only) = 0;
  // Name, phone and region.
  [[nodiscard]] virtual Result<void> set_details(const Person& person) = 0;
  [[nodiscard]] virtual Result<std::int64_t> count() = 0;
  [[nodiscard]] virtual Result<std::int64_t> count(const Scope& scope) = 0;
  // Of the scope, those whose newest active reference shows them as they were before `before`, the oldest
  // first; without it those who have none, by their id.
  [[nodiscard]] virtual Result<Page<Person>> page_by_photograph(const Scope& scope,
                                                                const std::optional<Time>& before,
                                                                std::string_view cursor,
                                                                std::size_t rows) = 0;
  [[nodiscard]] virtual Result<void> insert_disclosure(const Disclosure& disclosure) = 0;
  [[nodiscard]] virtual Result<int> count_disclosures(const OperatorId& by, Time since) = 0;
  // The latest first, at most `rows`.
  [[nodiscard]] virtual Result<std::vector<Disclosure>> disclosures(const PersonId& id, std::size_t rows) = 0;
  // What was built upon a benefit since, or upon the whole person; nothing: it can be erased. Of the person,
  // more benefits are kExtended; of who has an account it knows nothing.
  [[nodiscard]] virtual Result<std::optional<KeptBecause>> kept_because(const PersonId& id,
                                                                        std::string_view category) = 0;
  [[nodiscard]] virtual Result<std::optional<KeptBecause>> kept_because(const PersonId& id) = 0;
  // With the tasks that ask for it, or all the person's. Only of what nothing keeps.
  [[nodiscard]] virtual Result<void> erase_entitlement(const PersonId& id, std::string_view category) = 0;
  [[nodiscard]] virtual Result<void> erase(const PersonId& id) = 0;
};

// Merges of people who are one human.
class PersonMergeTable {
 public:
  virtual ~PersonMergeTable() = default;
  [[nodiscard]] virtual Result<void> insert(const PersonMerge& merge, std::string_view request_key) = 0;
  [[nodiscard]] virtual Result<std::optional<PersonMerge>> find(const PersonMergeId& id) = 0;
  [[nodiscard]] virtual Result<std::optional<PersonMerge>> find_by_request_key(
      std::string_view request_key) = 0;
  // On either side; the latest first, at most `rows`.
  [[nodiscard]] virtual Result<std::vector<PersonMerge>> of_person(const PersonId& person,
                                                                   std::size_t rows) = 0;
  // Proposed ones of two people of the scope, the first made first.
  [[nodiscard]] virtual Result<Page<PersonMerge>> page_open(const Scope& scope, std::string_view cursor,
                                                            std::size_t rows) = 0;
  // Writes the verdict if it is still proposed; says whether it was. Confirmed, the duplicate's number leads
  // to the kept person.
  [[nodiscard]] virtual Result<bool> close(const PersonMerge& merge) = 0;
  // All that belongs to the duplicate is the kept person's, and the duplicate is gone. Of a benefit that both
  // have the kept one stays, of a helper too, and of the same report; tasks that collide are to be settled
  // before.
  [[nodiscard]] virtual Result<void> carry_out(const PersonId& kept, const PersonId& duplicate) = 0;
};

// One row for each pair of a helper's account and a person.
class RelativeTable {
 public:
  virtual ~RelativeTable() = default;
  [[nodiscard]] virtual Result<void> insert(const Relative& relative, std::string_view request_key) = 0;
  // Relation, state and time of the pair that has this id already.
  [[nodiscard]] virtual Result<void> renew(const Relative& relative, std::string_view request_key) = 0;
  [[nodiscard]] virtual Result<void> set_state(const RelativeId& id, RelativeState state) = 0;
  [[nodiscard]] virtual Result<std::optional<Relative>> find(const RelativeId& id) = 0;
  [[nodiscard]] virtual Result<std::optional<Relative>> find_between(const AccountId& account,
                                                                     const PersonId& person) = 0;
  [[nodiscard]] virtual Result<std::optional<Relative>> find_by_request_key(const AccountId& account,
                                                                            std::string_view request_key) = 0;
  // The active ones, the first added first.
  [[nodiscard]] virtual Result<std::vector<Relative>> of_account(const AccountId& account) = 0;
  // The active and the refused ones.
  [[nodiscard]] virtual Result<std::vector<Relative>> of_person(const PersonId& person) = 0;
  // Whether the person refused this account, or one that was closed and had the same login.
  [[nodiscard]] virtual Result<bool> is_refused(const AccountId& account, const PersonId& person) = 0;
  // Of an account that is about to be closed: active ones are removed; refused ones stay, for is_refused().
  [[nodiscard]] virtual Result<void> leave(const AccountId& account) = 0;
};

class ReferenceTable {
 public:
  virtual ~ReferenceTable() = default;
  [[nodiscard]] virtual Result<void> insert(const Reference& reference, ByteView jpeg) = 0;
  [[nodiscard]] virtual Result<void> retire(const ReferenceId& id) = 0;
  // A retired one is compared with again.
  [[nodiscard]] virtual Result<void> restore(const ReferenceId& id) = 0;
  // Those that were frames of attempts (kReview), whatever their state, with picture and features.
  [[nodiscard]] virtual Result<int> erase_captured(const PersonId& person) = 0;
  // Of a proposed one: what the other operator said. False when it is not proposed any more.
  [[nodiscard]] virtual Result<bool> decide(const ReferenceId& id, ReferenceState verdict,
                                            const OperatorId& by) = 0;
  [[nodiscard]] virtual Result<std::optional<Reference>> find(const ReferenceId& id) = 0;
  // In whatever state; the latest first, at most `rows`.
  [[nodiscard]] virtual Result<std::vector<Reference>> of_person(const PersonId& person,
                                                                 std::size_t rows) = 0;
  // Proposed ones of people of the scope, the first made first.
  [[nodiscard]] virtual Result<Page<Reference>> page_proposed(const Scope& scope, std::string_view cursor,
                                                              std::size_t rows) = 0;
  // The newest of active().
  [[nodiscard]] virtual Result<std::optional<Reference>> find_active(const PersonId& person) = 0;
  // Those that are compared with, newest first.
  [[nodiscard]] virtual Result<std::vector<Reference>> active(const PersonId& person) = 0;
  // Active ones with features of `network_set`, no weak ones, the first `count` in the order of a keyed
  // digest: drawn at random, but always the same ones.
  [[nodiscard]] virtual Result<std::vector<Reference>> cohort(std::string_view network_set,
                                                              std::size_t count) = 0;
  [[nodiscard]] virtual Result<Secret<Bytes>> image(const ReferenceId& id) = 0;
  // Whether `jpeg` is the picture of this reference.
  [[nodiscard]] virtual Result<bool> is_image(const ReferenceId& id, ByteView jpeg) = 0;
  [[nodiscard]] virtual Result<void> set_features(const ReferenceId& id, const Features& features) = 0;
  // Of all agencies: people of whom there is a reference, also a retired one.
  [[nodiscard]] virtual Result<std::int64_t> count_persons() = 0;
};

class ConsentTable {
 public:
  virtual ~ConsentTable() = default;
  // `request_key`: may be empty of one that was recorded with a picture.
  [[nodiscard]] virtual Result<void> insert(const Consent& consent, std::string_view request_key) = 0;
  [[nodiscard]] virtual Result<std::optional<Consent>> find(const ConsentId& id) = 0;
  [[nodiscard]] virtual Result<std::optional<Consent>> find_by_request_key(const AccountId& account,
                                                                           std::string_view request_key) = 0;
  // Of one that the operator recorded.
  [[nodiscard]] virtual Result<std::optional<Consent>> find_by_request_key(const OperatorId& recorded_by,
                                                                           std::string_view request_key) = 0;
  // The one that was recorded with the proof.
  [[nodiscard]] virtual Result<std::optional<Consent>> of_proof(const AssistedProofId& proof) = 0;
  // What was given on the account, and of the person, whoever gave it; the latest first, at most `rows`.
  [[nodiscard]] virtual Result<std::vector<Consent>> told_to(const AccountId& account,
                                                             const std::optional<PersonId>& person,
                                                             std::size_t rows) = 0;
  // Whoever gave them; the latest first, at most `rows`.
  [[nodiscard]] virtual Result<std::vector<Consent>> of_person(const PersonId& person, std::size_t rows) = 0;
  // The latest that was not withdrawn, whoever gave it.
  [[nodiscard]] virtual Result<std::optional<Consent>> find_held(const PersonId& person,
                                                                 ConsentPurpose purpose) = 0;
  [[nodiscard]] virtual Result<void> set_withdrawn(const ConsentId& id, Time at) = 0;
  // Whoever gave them.
  [[nodiscard]] virtual Result<void> withdraw_all(const PersonId& person, ConsentPurpose purpose,
                                                  Time at) = 0;
};

class AttemptTable {
 public:
  virtual ~AttemptTable() = default;
  [[nodiscard]] virtual Result<void> insert(const Attempt& attempt) = 0;
  // The key leads to this attempt from now on; several may.
  [[nodiscard]] virtual Result<void> insert_request_key(const Attempt& attempt,
                                                        std::string_view request_key) = 0;
  [[nodiscard]] virtual Result<std::optional<Attempt>> find(const AttemptId& id) = 0;
  [[nodiscard]] virtual Result<std::optional<Attempt>> find_by_request_key(const AccountId& account,
                                                                           std::string_view request_key) = 0;
  // The account's open attempt, if any; the store never holds two.
  [[nodiscard]] virtual Result<std::optional<Attempt>> find_open(const AccountId& account) = 0;
  // Open, or handed in and not decided.
  [[nodiscard]] virtual Result<bool> has_unfinished(const PersonId& person) = 0;
  // Whether one that was made on the account waits for its decision or for a reviewer's.
  [[nodiscard]] virtual Result<bool> has_unanswered(const AccountId& account) = 0;
  [[nodiscard]] virtual Result<Page<Attempt>> page(const PersonId& person, std::string_view cursor,
                                                   std::size_t rows) = 0;
  [[nodiscard]] virtual Result<std::vector<AttemptId>> in_state(AttemptState state, std::size_t rows) = 0;
  [[nodiscard]] virtual Result<std::vector<AttemptId>> open_past_deadline(Time now, std::size_t rows) = 0;
  [[nodiscard]] virtual Result<std::int64_t> count(AttemptState state) = 0;
  // The person's tries that did not pass, the latest first: opened at `since` or later and after the last one
  // that passed; without those that a reviewer rejected. Counted by the attempts themselves, whatever became
  // of their frames. With `channel` only those of that one, and of before channels were kept.
  [[nodiscard]] virtual Result<std::vector<AttemptId>> failed(const PersonId& person, Time since,
                                                              const std::optional<AttemptChannel>& channel,
                                                              std::size_t rows) = 0;
  // Writes state, decision, networks and due date if the stored state is still `expected`; says whether it
  // was.
  [[nodiscard]] virtual Result<bool> update(const Attempt& attempt, AttemptState expected) = 0;

  // From now on Attempt::is_virtual_camera.
  [[nodiscard]] virtual Result<void> set_virtual_camera(const AttemptId& id) = 0;

  // Writes the running step if the stored one is still `expected_step`; says whether it was.
  [[nodiscard]] virtual Result<bool> advance(const Attempt& attempt, int expected_step) = 0;

  // kAlreadyThere: the same picture is stored under this number. The picture's digest is remembered beyond
  // the attempt, so that a later attempt's frame is known again (CapturedFrame::is_seen, which is not read
  // here). Errors: kIdempotencyConflict for another picture.
  [[nodiscard]] virtual Result<Inserted> insert_frame(const AttemptId& id, const CapturedFrame& frame) = 0;
  // All of them, with their pictures.
  [[nodiscard]] virtual Result<std::vector<CapturedFrame>> frames(const AttemptId& id) = 0;
  // Whether the same picture is stored under this number.
  [[nodiscard]] virtual Result<bool> has_frame(const AttemptId& id, int sequence, ByteView jpeg) = 0;
  [[nodiscard]] virtual Result<int> count_frames_of_step(const AttemptId& id, int step) = 0;
  [[nodiscard]] virtual Result<std::vector<int>> frame_numbers(const AttemptId& id) = 0;
  [[nodiscard]] virtual Result<std::optional<Secret<Bytes>>> frame(const AttemptId& id, int sequence) = 0;
  [[nodiscard]] virtual Result<void> erase_frames(const AttemptId& id) = 0;
  // Of decided or expired attempts that no open review needs. Returns how many frames went.
  [[nodiscard]] virtual Result<int> erase_frames_before(Time at) = 0;
  // The same of this consent's.
  [[nodiscard]] virtual Result<int> erase_frames_of(const ConsentId& consent) = 0;
  [[nodiscard]] virtual Result<void> erase_digests_before(Time at) = 0;
};

class ReviewTable {
 public:
  virtual ~ReviewTable() = default;
  [[nodiscard]] virtual Result<void> insert(const Review& review) = 0;
  [[nodiscard]] virtual Result<std::optional<Review>> find(const ReviewId& id) = 0;
  [[nodiscard]] virtual Result<std::optional<Review>> find_by_attempt(const AttemptId& attempt) = 0;
  // The person's pending review; one that asked for more first, then the latest.
  [[nodiscard]] virtual Result<std::optional<Review>> find_open(const PersonId& person) = 0;
  // The latest first, at most `rows`.
  [[nodiscard]] virtual Result<std::vector<Review>> of_person(const PersonId& person, std::size_t rows) = 0;
  // Decided in [from, to), of people of the scope; at most `rows`.
  [[nodiscard]] virtual Result<std::vector<Review>> decided(const Scope& scope, Time from, Time to,
                                                            std::size_t rows) = 0;
  // Nothing: nobody looks at it.
  [[nodiscard]] virtual Result<void> set_claim(const ReviewId& id, const std::optional<OperatorId>& by,
                                               Time at) = 0;
  // Of the pending ones that the operator looks at, nobody does any more.
  [[nodiscard]] virtual Result<void> release_all_of(const Operator& by) = 0;
  // When the person's last review was decided.
  [[nodiscard]] virtual Result<std::optional<Time>> last_decided_at(const PersonId& person) = 0;
  // Of people of the scope, those that wait for this reviewer, the earliest due first: open ones, and those
  // whose person was asked and did not answer before `today`; but for those that wait for another one's
  // verdict while there is another one.
  [[nodiscard]] virtual Result<Page<Review>> page_open(const Scope& scope, const OperatorId& reviewer,
                                                       Date today, std::string_view cursor,
                                                       std::size_t rows) = 0;
  // Writes everything that may change if the stored state is still `expected`; says whether it was.
  [[nodiscard]] virtual Result<bool> update(const Review& review, ReviewState expected) = 0;

  // In place of an earlier one of its kind.
  [[nodiscard]] virtual Result<void> set_evidence(const ReviewId& id, ReviewEvidence kind, Time at,
                                                  ByteView bytes) = 0;
  [[nodiscard]] virtual Result<std::vector<ReviewEvidence>> evidence(const ReviewId& id) = 0;
  [[nodiscard]] virtual Result<std::optional<Secret<Bytes>>> evidence_bytes(const ReviewId& id,
                                                                            ReviewEvidence kind) = 0;
  [[nodiscard]] virtual Result<void> erase_evidence(const ReviewId& id) = 0;
};

// How many of a plan's tasks are in each state; those that none is in are not in it.
using TaskCounts = std::vector<std::pair<TaskState, std::int64_t>>;

// The same of those of a plan whose people live in one place.
struct PlaceCounts {
  std::optional<RegionCode> region;  // nothing: people of whom nobody said where they live
  TaskCounts tasks;
};

// An entitlement that a plan may ask proof of; of its category only the code and the rule.
struct Entitled {
  PersonId person;
  Entitlement entitlement;
  std::optional<Date> born;  // nothing: the ID number cannot be read
};

// How far the tasks of a plan are made.
struct PlanProgress {
  std::string filled_to;          // the person up to whom, in the running round; empty: it begins
  std::optional<Date> filled_on;  // the day of the last round; nothing: none has ended
};

class PlanTable {
 public:
  virtual ~PlanTable() = default;
  [[nodiscard]] virtual Result<void> insert(const Plan& plan, std::string_view request_key) = 0;
  [[nodiscard]] virtual Result<std::optional<Plan>> find(const PlanId& id) = 0;
  [[nodiscard]] virtual Result<std::optional<Plan>> find_by_request_key(const AgencyId& agency,
                                                                        std::string_view request_key) = 0;
  // The newest first.
  [[nodiscard]] virtual Result<std::vector<Plan>> of_agency(const AgencyId& agency) = 0;
  // Of all agencies: not closed, no round has ended on `today` or later, and the first one or the plan's days
  // have not ended.
  [[nodiscard]] virtual Result<std::vector<Plan>> to_fill(Date today) = 0;
  [[nodiscard]] virtual Result<void> set_state(const PlanId& id, PlanState state) = 0;
  [[nodiscard]] virtual Result<PlanProgress> progress(const PlanId& id) = 0;
  [[nodiscard]] virtual Result<void> set_progress(const PlanId& id, const PlanProgress& progress) = 0;
  // Whom the plan's agency, category and region hold, by their id, after `after`.
  [[nodiscard]] virtual Result<std::vector<Entitled>> entitled(const Plan& plan, std::string_view after,
                                                               std::size_t rows) = 0;
  [[nodiscard]] virtual Result<TaskCounts> count_tasks(const PlanId& id) = 0;
  // Those of people of the scope, which is of the plan's agency.
  [[nodiscard]] virtual Result<TaskCounts> count_tasks(const PlanId& id, const Scope& scope) = 0;
  // Place by place one level below `parent`, provinces without one, by code; `parent` itself for people of
  // whom nothing nearer is known. Of a million tasks of one plan: 0.7 s (SQLite).
  [[nodiscard]] virtual Result<std::vector<PlaceCounts>> count_tasks_by_place(
      const PlanId& id, const std::optional<RegionCode>& parent) = 0;
};

enum class OfPlans { kAll, kNotClosed };

// A task's entry in the log of how somebody was asked.
struct TaskContact {
  ContactChannel channel = ContactChannel::kSms;
  Time made_at;
  OperatorId by;
  std::optional<ContactResult> result = {};  // nothing: before it was kept
  Secret<std::string> note = {};
};

// The same, of which plan's task.
struct PersonContact {
  PlanId plan;
  TaskContact contact;
};

class TaskTable {
 public:
  virtual ~TaskTable() = default;
  // kAlreadyThere: the person has one of this plan that begins on the same day, or that is not settled; or
  // the paying side was told that the benefit ended.
  [[nodiscard]] virtual Result<Inserted> insert(const Task& task) = 0;
  [[nodiscard]] virtual Result<std::optional<Task>> find(const TaskId& id) = 0;
  // Of any plan; not those that are settled.
  [[nodiscard]] virtual Result<std::vector<Task>> unsettled(const PersonId& person) = 0;
  // Of any plan and in whatever state; the latest first, at most `rows`.
  [[nodiscard]] virtual Result<std::vector<Task>> of_person(const PersonId& person, std::size_t rows) = 0;
  // Of people of the scope; by their id, in a region place by place. `others`: of which plans where none is
  // named.
  [[nodiscard]] virtual Result<Page<Task>> page(const Scope& scope, TaskState state,
                                                const std::optional<PlanId>& plan, OfPlans others,
                                                std::string_view cursor, std::size_t rows) = 0;
  // Writes everything that may change if the stored state is still `expected`; says whether it was.
  [[nodiscard]] virtual Result<bool> update(const Task& task, TaskState expected) = 0;
  // `gone` is erased; its contacts, and what the paying side was told, are of `by`.
  [[nodiscard]] virtual Result<void> replace(const TaskId& gone, const TaskId& by) = 0;
  // When the person of a pending one is reminded next; nothing: not any more.
  [[nodiscard]] virtual Result<void> set_remind_on(const TaskId& id, const std::optional<Date>& day) = 0;
  // Pending ones of plans that are not closed, with a day of reminding up to `today`.
  [[nodiscard]] virtual Result<std::vector<Task>> to_remind(Date today, std::size_t rows) = 0;
  // Pending ones of plans that are not closed, whose self-service ended before `today`.
  [[nodiscard]] virtual Result<std::vector<Task>> to_end(Date today, std::size_t rows) = 0;
  [[nodiscard]] virtual Result<void> insert_contact(const TaskId& id, const TaskContact& contact) = 0;
  // The latest first.
  [[nodiscard]] virtual Result<std::vector<TaskContact>> contacts(const TaskId& id) = 0;
  // Of all tasks of the person; the latest first, at most `rows`.
  [[nodiscard]] virtual Result<std::vector<PersonContact>> contacts_of(const PersonId& person,
                                                                       std::size_t rows) = 0;
};

class PayrollTable {
 public:
  virtual ~PayrollTable() = default;
  [[nodiscard]] virtual Result<void> insert(const AgencyId& agency, const PayrollRow& row) = 0;
  // What was told last about the person's right to the category; nothing: it is paid as ever.
  [[nodiscard]] virtual Result<std::optional<PayrollOrder>> last(const PersonId& person,
                                                                 std::string_view category) = 0;
  // Whether that is the end of one, of that day or later.
  [[nodiscard]] virtual Result<bool> has_ended_since(const PersonId& person, Date day) = 0;
  // In no batch yet, the first given first.
  [[nodiscard]] virtual Result<std::vector<PayrollRow>> waiting(const AgencyId& agency, std::size_t rows) = 0;
  [[nodiscard]] virtual Result<std::int64_t> count_waiting(const AgencyId& agency) = 0;
  [[nodiscard]] virtual Result<bool> has_waiting(const PersonId& person) = 0;
  // With the waiting rows up to `last`.
  [[nodiscard]] virtual Result<void> insert(const PayrollBatch& batch, const PayrollRowId& last,
                                            const Secret<std::string>& csv, std::string_view request_key) = 0;
  [[nodiscard]] virtual Result<std::optional<PayrollBatch>> find(const PayrollBatchId& id) = 0;
  [[nodiscard]] virtual Result<std::optional<PayrollBatch>> find_by_request_key(
      const AgencyId& agency, std::string_view request_key) = 0;
  // The latest first, at most `rows`.
  [[nodiscard]] virtual Result<std::vector<PayrollBatch>> of_agency(const AgencyId& agency,
                                                                    std::size_t rows) = 0;
  [[nodiscard]] virtual Result<Secret<std::string>> csv(const PayrollBatchId& id) = 0;
};

class TicketTable {
 public:
  virtual ~TicketTable() = default;
  [[nodiscard]] virtual Result<void> insert(const Ticket& ticket, std::string_view request_key) = 0;
  [[nodiscard]] virtual Result<std::optional<Ticket>> find(const TicketId& id) = 0;
  [[nodiscard]] virtual Result<std::optional<Ticket>> find_by_request_key(const AccountId& account,
                                                                          std::string_view request_key) = 0;
  // That the operator wrote down.
  [[nodiscard]] virtual Result<std::optional<Ticket>> find_by_request_key(const OperatorId& opened_by,
                                                                          std::string_view request_key) = 0;
  // That a caller asked for.
  [[nodiscard]] virtual Result<std::optional<Ticket>> find_of_caller_by_request_key(
      std::string_view request_key) = 0;
  // The caller's whose phone it is, of whatever agency.
  [[nodiscard]] virtual Result<std::optional<Ticket>> find_open_of_caller(
      const Secret<std::string>& phone) = 0;
  // Of all callers and agencies, whatever became of them.
  [[nodiscard]] virtual Result<std::int64_t> count_of_callers_since(Time at) = 0;
  // The latest first, at most `rows`.
  [[nodiscard]] virtual Result<std::vector<Ticket>> of_account(const AccountId& account,
                                                               std::size_t rows) = 0;
  // About the person, whoever asked; the latest first, at most `rows`.
  [[nodiscard]] virtual Result<std::vector<Ticket>> of_person(const PersonId& person, std::size_t rows) = 0;
  [[nodiscard]] virtual Result<bool> has_open(const PersonId& person, TicketKind kind) = 0;
  // Open and claimed ones about people of the scope, of all kinds or of one, the earliest due first; of a
  // whole agency also those about nobody.
  [[nodiscard]] virtual Result<Page<Ticket>> page_open(const Scope& scope,
                                                       const std::optional<TicketKind>& kind,
                                                       std::string_view cursor, std::size_t rows) = 0;
  // Writes everything that may change if the stored state is still `expected`; says whether it was.
  [[nodiscard]] virtual Result<bool> update(const Ticket& ticket, TicketState expected) = 0;
  // Those that the operator has claimed are open again.
  [[nodiscard]] virtual Result<void> release_all_of(const Operator& by) = 0;
};

class LifeSignTable {
 public:
  virtual ~LifeSignTable() = default;
  // kAlreadyThere: the same of the same person and day from the same source.
  [[nodiscard]] virtual Result<Inserted> insert(const LifeSign& sign) = 0;
  [[nodiscard]] virtual Result<std::optional<LifeSign>> find(const LifeSignId& id) = 0;
  // Those of `since` or later, and every loss that was not found wrong; the latest first.
  [[nodiscard]] virtual Result<std::vector<LifeSign>> of_person(const PersonId& person, Date since) = 0;
  // Losses of people of the scope that nobody looked into, the first reported first.
  [[nodiscard]] virtual Result<Page<LifeSign>> page_unchecked(const Scope& scope, std::string_view cursor,
                                                              std::size_t rows) = 0;
  // Confirmed losses of people of the scope for which no benefit has ended yet, the first reported first.
  [[nodiscard]] virtual Result<Page<LifeSign>> page_to_follow(const Scope& scope, std::string_view cursor,
                                                              std::size_t rows) = 0;
  // Of one that nobody looked into; or wrong instead of confirmed.
  [[nodiscard]] virtual Result<void> set_checked(const LifeSignId& id, const OperatorId& by,
                                                 LossOutcome outcome) = 0;
  [[nodiscard]] virtual Result<void> set_followed(const LifeSignId& id, Date day) = 0;
  [[nodiscard]] virtual Result<void> erase(const LifeSignId& id) = 0;
};

// Lists that were handed in. A worker has one by its claim, a text that nobody else has, so that no two take
// it over.
class ImportTable {
 public:
  virtual ~ImportTable() = default;
  [[nodiscard]] virtual Result<void> insert(const ImportJob& job, ByteView content,
                                            std::string_view request_key) = 0;
  [[nodiscard]] virtual Result<std::optional<ImportJob>> find(const ImportId& id) = 0;
  [[nodiscard]] virtual Result<std::optional<ImportJob>> find_by_request_key(
      const AgencyId& agency, std::string_view request_key) = 0;
  // The latest first.
  [[nodiscard]] virtual Result<Page<ImportJob>> page(const AgencyId& agency, std::string_view cursor,
                                                     std::size_t rows) = 0;
  // Writes everything that may change if the stored state is still `expected`; nobody has it then. Says
  // whether it was.
  [[nodiscard]] virtual Result<bool> update(const ImportJob& job, ImportState expected) = 0;
  // The first one with work to do (is_at_work) that no worker has at `now`, for this one until `until`; one
  // more of its `tries`, which begin anew with every step.
  [[nodiscard]] virtual Result<std::optional<ImportJob>> claim(std::string_view claim, Time now,
                                                               Time until) = 0;
  // The same as update() by the worker that has it, and has it until `until` from now on.
  [[nodiscard]] virtual Result<bool> advance(const ImportJob& job, ImportState expected,
                                             std::string_view claim, Time until) = 0;
  // Nobody has it from now on.
  [[nodiscard]] virtual Result<void> release(const ImportId& id, std::string_view claim) = 0;

  // Whether this is what was uploaded, also when that is erased.
  [[nodiscard]] virtual Result<bool> is_content(const ImportId& id, ByteView content) = 0;
  // Empty when it is erased.
  [[nodiscard]] virtual Result<Secret<std::string>> content(const ImportId& id) = 0;
  [[nodiscard]] virtual Result<void> erase_content(const ImportId& id) = 0;

  // Behind those that are there; limits::kListFaultsMax of one list.
  [[nodiscard]] virtual Result<void> insert_faults(const ImportId& id, std::span<const RowFault> faults) = 0;
  [[nodiscard]] virtual Result<std::vector<RowFault>> faults(const ImportId& id, std::size_t rows) = 0;
  [[nodiscard]] virtual Result<void> erase_faults(const ImportId& id) = 0;

  [[nodiscard]] virtual Result<void> insert_changes(const ImportId& id,
                                                    std::span<const ImportChange> changes) = 0;
  // Of lines before `line`, the last ones first.
  [[nodiscard]] virtual Result<std::vector<ImportChange>> changes_before(const ImportId& id, std::size_t line,
                                                                         std::size_t rows) = 0;
  [[nodiscard]] virtual Result<void> erase_change(const ImportId& id, std::size_t line) = 0;
  [[nodiscard]] virtual Result<void> keep_change(const ImportId& id, std::size_t line,
                                                 KeptBecause reason) = 0;
  [[nodiscard]] virtual Result<std::vector<std::pair<KeptBecause, std::int64_t>>> count_kept(
      const ImportId& id) = 0;

  // As it was said last for a file of that kind with these headings.
  [[nodiscard]] virtual Result<std::optional<ColumnMapping>> columns_for(const ImportJob& job) = 0;
  [[nodiscard]] virtual Result<void> remember_columns(const ImportJob& job) = 0;

  // Lists handed in before `uploaded` that were never taken over are discarded, with what was uploaded; of
  // those that ended before `ended`, faults and changes are erased.
  [[nodiscard]] virtual Result<void> erase_before(Time uploaded, Time ended, Time now) = 0;
};

class PassTable {
 public:
  virtual ~PassTable() = default;
  // Once for a person, a way and a day.
  [[nodiscard]] virtual Result<void> insert(const Pass& pass) = 0;
  [[nodiscard]] virtual Result<std::optional<Pass>> find(const PassId& id) = 0;
  // The latest first, at most `rows`.
  [[nodiscard]] virtual Result<std::vector<Pass>> of_person(const PersonId& person, std::size_t rows) = 0;
};

class AssistedProofTable {
 public:
  virtual ~AssistedProofTable() = default;
  [[nodiscard]] virtual Result<void> insert(const AssistedProof& proof, std::string_view request_key) = 0;
  [[nodiscard]] virtual Result<std::optional<AssistedProof>> find(const AssistedProofId& id) = 0;
  [[nodiscard]] virtual Result<std::optional<AssistedProof>> find_by_request_key(
      std::string_view request_key) = 0;
  // In place of an earlier one of its kind.
  [[nodiscard]] virtual Result<void> set_evidence(const AssistedProofId& id, ProofEvidence kind,
                                                  ByteView bytes) = 0;
  [[nodiscard]] virtual Result<std::vector<ProofEvidence>> evidence(const AssistedProofId& id) = 0;
  [[nodiscard]] virtual Result<std::optional<Secret<Bytes>>> evidence_bytes(const AssistedProofId& id,
                                                                            ProofEvidence kind) = 0;
  // Proposed ones of people of the scope, the first made first; of `by` only those that they made.
  [[nodiscard]] virtual Result<Page<AssistedProof>> page_open(const Scope& scope,
                                                              const std::optional<OperatorId>& by,
                                                              std::string_view cursor, std::size_t rows) = 0;
  // Whether one of the person waits for a reviewer.
  [[nodiscard]] virtual Result<bool> has_open(const PersonId& person) = 0;
  // Refused ones that wait for `by`, who made them, as DeskQueue::kRefusedProofs; the first made first.
  [[nodiscard]] virtual Result<Page<AssistedProof>> page_refused(const Scope& scope, const OperatorId& by,
                                                                 Date today, std::string_view cursor,
                                                                 std::size_t rows) = 0;
  // The latest first, at most `rows`.
  [[nodiscard]] virtual Result<std::vector<AssistedProof>> of_person(const PersonId& person,
                                                                     std::size_t rows) = 0;
  // What there is of each of the person's proofs, by its id; nothing of one whose evidence was erased.
  [[nodiscard]] virtual Result<std::map<std::string, std::vector<ProofEvidence>>> evidence_of_person(
      const PersonId& person) = 0;
  // Writes the verdict if it is still proposed; says whether it was.
  [[nodiscard]] virtual Result<bool> close(const AssistedProof& proof) = 0;
  // All evidence of at most `proofs` that were decided before `at`, the first decided first, but of people
  // with an open appeal; of how many.
  [[nodiscard]] virtual Result<std::size_t> erase_evidence_before(Time at, std::size_t proofs) = 0;
};

// Keys of phones in the field, and what was signed with them.
class FieldKeyTable {
 public:
  virtual ~FieldKeyTable() = default;
  [[nodiscard]] virtual Result<void> insert(const FieldKey& key) = 0;
  [[nodiscard]] virtual Result<std::optional<FieldKey>> find(const FieldKeyId& id) = 0;
  [[nodiscard]] virtual Result<std::optional<FieldKey>> find_by_public_key(ByteView public_key) = 0;
  // Those of the operator that are not revoked, nor over at `now`.
  [[nodiscard]] virtual Result<std::int64_t> count_valid(const OperatorId& owner, Time now) = 0;
  [[nodiscard]] virtual Result<void> revoke_all(const OperatorId& owner, Time now) = 0;
  // One place among the pictures of a key is one proof.
  [[nodiscard]] virtual Result<void> insert_mark(const AssistedProofId& proof, const FieldMark& mark) = 0;
  [[nodiscard]] virtual Result<std::optional<FieldMark>> mark_of(const AssistedProofId& proof) = 0;
  [[nodiscard]] virtual Result<bool> is_used(const FieldKeyId& key, int sequence) = 0;
};

// The seal of an entry, as somebody kept it elsewhere.
struct AuditMark {
  std::int64_t number = 0;
  std::string seal;
};

// How far the log is as it was written.
struct AuditCheck {
  std::int64_t entries = 0;               // that are
  std::optional<std::int64_t> broken_at;  // the first one that is not
  std::string last_seal;                  // of the last one that is; empty without any
};

// Which entries of the log are shown; all of them by default.
struct AuditFilter {
  std::string object = {};  // exactly this; empty: any
  std::optional<OperatorId> by = {};
  std::optional<AuditAction> action = {};
  std::optional<Time> from = {};  // included
  std::optional<Time> to = {};    // not included
};

// Append only.
class AuditTable {
 public:
  virtual ~AuditTable() = default;
  [[nodiscard]] virtual Result<void> append(const AuditEvent& event) = 0;
  // The agency's, the latest first.
  [[nodiscard]] virtual Result<Page<AuditEntry>> page(const AgencyId& agency, const AuditFilter& filter,
                                                      std::string_view cursor, std::size_t rows) = 0;
  // The same of one person: whose object is the person, who was merged into them, or a case of theirs.
  [[nodiscard]] virtual Result<Page<AuditEntry>> page_of_person(const AgencyId& agency,
                                                                const PersonId& person,
                                                                std::string_view cursor,
                                                                std::size_t rows) = 0;
  // Reads all of it. Without a mark nothing tells that entries were taken off the end.
  [[nodiscard]] virtual Result<AuditCheck> check(const std::optional<AuditMark>& kept) = 0;
};

// What waits for an operator (待办).
enum class DeskQueue {
  kReviews,
  kTickets,         // but visits
  kVisits,          // that nobody goes to, or one's own
  kAssistedProofs,  // that somebody else handed in
  kRefusedProofs,   // one's own, within kRefusedShownFor, unless the person was proved or handed in since
  kLosses,          // that nobody looked into
  kTerminations,    // losses that somebody else confirmed, while a benefit is still paid
  kVerifying,       // tasks whose people the office looks for
  kPending,         // tasks whose people may prove it themselves
  kSuspensionProposals,  // of somebody else
  kReferenceProposals,   // of somebody else
  kMergeProposals,       // of somebody else
  kReferencesMissing,
  kReferencesAgeing,
  kImportsToStart,  // checked signs of life that somebody else handed in
  kPayrollWaiting,  // instructions that are in no batch
  kSystemAlarms,    // not counted by the database
  kLogUnchecked,    // the same: one, when it is time to check the audit log
  kMessagesFailed,
  kFactorsMissing,  // operators who log in with a password alone
};

struct Waiting {
  std::int64_t count = 0;            // kWaitingMax at most
  std::int64_t late = 0;             // of these
  std::optional<std::string> first;  // the id of what is due first; of a person where it is about a reference
};
inline constexpr std::int64_t kWaitingMax = 1000;

// How many there are; `of`: what they have in common, one text for each question.
struct Tally {
  std::vector<std::string> of;
  std::int64_t count = 0;
};

// Tasks, each counted once by every question. Absent texts are empty.
struct TaskTallies {
  std::vector<Tally> by_category;  // and state
  std::vector<Tally>
      by_region;  // the place one level below the scope's region where the person lives, and state
  std::vector<Tally> by_age;  // AgeBand, and state
  std::vector<Tally> by_way;  // ProofWay of those that were proved, and state
};

// How many attempts had a score in [from, from + kScoreStep).
struct ScoreTally {
  double from = 0;
  AttemptResult result = AttemptResult::kPassed;
  bool is_by_reviewer = false;  // the result is a person's
  std::int64_t count = 0;
  int nearness = 0;  // 2: in the county of the region asked for; 1: elsewhere in its city; 0: elsewhere
};
inline constexpr double kScoreStep = 0.02;
// Attempts have a normalised one only where there was a cohort.
enum class ScoreKind { kRaw, kNormalised };

// Counts (统计), without anybody's name. All of people of the scope. Times are [from, to), in China's days.
class InsightTable {
 public:
  virtual ~InsightTable() = default;
  // `today`: what was due before it is late. `old`: so is what came before it and has no due day.
  [[nodiscard]] virtual Result<Waiting> waiting(DeskQueue queue, const Scope& scope, const OperatorId& by,
                                                Date today, Time old) = 0;
  // Decided attempts by day and result.
  [[nodiscard]] virtual Result<std::vector<Tally>> attempts_by_day(const Scope& scope, Date from,
                                                                   Date to) = 0;
  // By result, reason, age band, channel, and FIRST or LATER try. Absent texts are empty.
  [[nodiscard]] virtual Result<std::vector<Tally>> attempts_by_circumstance(const Scope& scope, Date from,
                                                                            Date to) = 0;
  // Of one network set, those that have such a score, by it, and by how near to `around` they were.
  [[nodiscard]] virtual Result<std::vector<ScoreTally>> attempts_by_score(
      const Scope& scope, std::string_view network_set, ScoreKind kind, Date from, Date to,
      const std::optional<RegionCode>& around) = 0;
  // Tasks that were settled by proof: by day and ProofWay.
  [[nodiscard]] virtual Result<std::vector<Tally>> proofs_by_day(const Scope& scope, Date from, Date to) = 0;
  // Tasks of plans that are not closed.
  [[nodiscard]] virtual Result<TaskTallies> tasks(const Scope& scope) = 0;
};

// All tables under one transaction. What was not committed is gone. A reading one sees one state of the
// database; writing ones have the effect that they would have one after the other. Every call may fail with
// kRolledBack where that cannot be had, and where a key that is inserted is there already.
class Transaction {
 public:
  virtual ~Transaction() = default;
  virtual AgencyTable& agencies() = 0;
  virtual RegionTable& regions() = 0;
  virtual ServiceTable& service() = 0;
  virtual EmployerTable& employers() = 0;
  virtual AccountTable& accounts() = 0;
  virtual OperatorTable& operators() = 0;
  virtual LoginTryTable& login_tries() = 0;
  virtual CodeTable& codes() = 0;
  virtual NoticeTable& notices() = 0;
  virtual SessionTable& sessions() = 0;
  virtual PersonTable& persons() = 0;
  virtual PersonMergeTable& merges() = 0;
  virtual RelativeTable& relatives() = 0;
  virtual ReferenceTable& references() = 0;
  virtual ConsentTable& consents() = 0;
  virtual AttemptTable& attempts() = 0;
  virtual ReviewTable& reviews() = 0;
  virtual PlanTable& plans() = 0;
  virtual TaskTable& tasks() = 0;
  virtual PayrollTable& payroll() = 0;
  virtual TicketTable& tickets() = 0;
  virtual PassTable& passes() = 0;
  virtual AssistedProofTable& assisted_proofs() = 0;
  virtual FieldKeyTable& field_keys() = 0;
  virtual LifeSignTable& life_signs() = 0;
  virtual ImportTable& imports() = 0;
  virtual AuditTable& audit() = 0;
  virtual InsightTable& insight() = 0;
  // Durable when it returns without error. After a failed call of a table nothing can be committed.
  [[nodiscard]] virtual Result<void> commit() = 0;
};

// Which database it is.
struct DatabaseInfo {
  std::string_view kind;  // `SQLITE`, `POSTGRES`
  int migration = 0;      // the number of the last one
};

// Thread-safe.
class Store {
 public:
  virtual ~Store() = default;
  [[nodiscard]] virtual Result<std::unique_ptr<Transaction>> begin_read() = 0;
  // For app::write.
  [[nodiscard]] virtual Result<std::unique_ptr<Transaction>> begin_write() = 0;
  // The same, and no other writes at the same time: it is not rolled back because of another one.
  [[nodiscard]] virtual Result<std::unique_ptr<Transaction>> begin_write_alone() = 0;
  // Whether the database answers and can be written.
  [[nodiscard]] virtual Result<void> ping() = 0;
  [[nodiscard]] virtual DatabaseInfo info() const = 0;
};

// ---------------------------------------------------------------------------------------------------- all of
// it

// What the agency decided when it set up the service.
struct Settings {
  std::string terms_version = "2026-11-28";
  std::string consent_version = "2026-11-27";     // of ConsentPurpose::kFaceComparison
  std::string keep_image_version = "2026-11-27";  // of ConsentPurpose::kKeepImage
  int frames_wanted = 3;
  int review_workdays = 3;             // where no plan says otherwise
  int review_second_percent = 0;       // of the reviews two reviewers decide
  int tries_max = 3;                   // that may fail before a person looks; where no plan says otherwise
  int relatives_max = 8;               // whom one account helps
  int looks_only_sample_percent = 20;  // of the passes by looking only, a person sees so many
  // Of attempts that did not pass, so that a review can be asked for; app/retention.h may shorten it.
  std::chrono::days frame_retention{7};
  std::string sms_sender = "健在";                       // stands in front of every text message
  int codes_per_hour_max = 1000;                         // in text messages, to all phones together
  int refused_registrations_per_hour_max = 1000;         // of all together; then nobody registers
  int callbacks_per_hour_max = 200;                      // of all together who ask without a login
  std::vector<OperatorRole> factor_required_roles = {};  // who have to set up a second factor
};

// Everything a use case may reach, by reference; made once, in main/wiring.
struct Ports {
  Store& store;
  FaceEngine& faces;
  CardReader& cards;
  const Clock& clock;
  Random& random;
  const WorkdayCalendar& workdays;  // what the server was started with; workday_calendar() knows the rest
  const Settings& settings;
  const crypto::SigningKey& receipt_key;
  const Printer& printer;
  SmsGateway& sms;
};

}  // namespace jianzai::app
