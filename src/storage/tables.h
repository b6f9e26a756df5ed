// The tables of app/ports.h over SQL, one .cc each. What is personal is sealed here, on its way to SQL, and
// opened on its way back.
#pragma once

#include "app/ports.h"
#include "crypto/vault.h"
#include "storage/connection.h"

namespace jianzai::storage {

// What every table needs. Both outlive the transaction.
struct Context {
  Connection& sql;
  const crypto::Vault& vault;
};

// Of the six columns from `first`.
#define JIANZAI_RULE_COLUMNS "rule_kind, months, windows, grace_days, takes_minors, modes"
[[nodiscard]] Result<DueRule> rule_of(const Row& row, std::size_t first);
// Of the nine columns from `first`; they belong to `categories c`.
#define JIANZAI_CATEGORY_COLUMNS \
  "c.code, c.name, c.assurance, c.rule_kind, c.months, c.windows, c.grace_days, c.takes_minors, c.modes"
[[nodiscard]] Result<Category> category_of(const Row& row, std::size_t first);
// The region (an expression, 12 digits or empty) and all that it is inside of.
#define JIANZAI_REGIONS_AROUND(region)                                                               \
  "substr(" region ", 1, 2) || '0000000000', substr(" region ", 1, 4) || '00000000', substr(" region \
  ", 1, 6) || '000000', substr(" region ", 1, 9) || '000', " region
// Whether the operator `o` is a reviewer who may log in and sees who lives there.
#define JIANZAI_IS_REVIEWER_OF(o, agency, region)                                       \
  o ".agency = " agency " AND " o ".role = 'REVIEWER' AND " o ".is_disabled = 0 AND " o \
    ".region IN ('', " JIANZAI_REGIONS_AROUND(region) ") "
// The rule of the smallest region around `region` (an expression, 12 digits or empty) that has one, as one
// text: `kind|months|windows|grace days|minors|modes`, empty where none has. `c`: the category's row.
#define JIANZAI_REGIONAL_RULE(region)                                                            \
  "COALESCE((SELECT r.rule_kind || '|' || CAST(r.months AS TEXT) || '|' || r.windows || '|' || " \
  "CAST(r.grace_days AS TEXT) || '|' || CAST(r.takes_minors AS TEXT) || '|' || r.modes "         \
  "FROM category_rules r WHERE r.category = c.code AND r.region IN (" JIANZAI_REGIONS_AROUND(    \
      region) ") ORDER BY r.region DESC LIMIT 1), '') "
// In place of the category's own, where there is one.
[[nodiscard]] Result<void> take_rule(Category& category, const Row& row, std::size_t at);

// Rows of kind, contact and hours.
[[nodiscard]] Result<std::vector<SupportContact>> support_of(Result<std::vector<Row>> rows);

class AgencyTable final : public app::AgencyTable {
 public:
  explicit AgencyTable(Context context) : context_(context) {}
  Result<void> insert(const Agency& agency) override;
  Result<void> update(const Agency& agency) override;
  Result<std::optional<Agency>> find(const AgencyId& id) override;
  Result<std::vector<Agency>> all() override;
  Result<void> insert(const Category& category) override;
  Result<std::vector<Category>> categories() override;
  Result<std::optional<Category>> find_category(std::string_view code) override;
  Result<void> set_rule(std::string_view category, const DueRule& rule) override;
  Result<void> set_rule(const RegionalRule& rule) override;
  Result<void> unset_rule(std::string_view category, const RegionCode& region) override;
  Result<std::vector<RegionalRule>> rules() override;
  Result<std::vector<SupportContact>> support(const AgencyId& id) override;
  Result<void> set_support(const AgencyId& id, const std::vector<SupportContact>& contacts) override;

 private:
  Context context_;
};

class RegionTable final : public app::RegionTable {
 public:
  explicit RegionTable(Context context) : context_(context) {}
  Result<bool> set_name(const Region& region) override;
  Result<std::optional<std::string>> name_of(const RegionCode& code) override;
  Result<std::vector<app::KnownRegion>> children(const Scope& scope,
                                                 const std::optional<RegionCode>& parent) override;

 private:
  Context context_;
};

class ServiceTable final : public app::ServiceTable {
 public:
  explicit ServiceTable(Context context) : context_(context) {}
  Result<std::optional<int>> retention(Kept kept) override;
  Result<void> set_retention(Kept kept, int days) override;
  Result<std::vector<WorkdayList>> workday_lists() override;
  Result<void> set_workdays(const WorkdayList& list) override;

 private:
  Context context_;
};

class EmployerTable final : public app::EmployerTable {
 public:
  explicit EmployerTable(Context context) : context_(context) {}
  Result<void> insert(const Employer& employer) override;
  Result<std::optional<Employer>> find(const EmployerId& id) override;
  Result<std::optional<Employer>> find_by_code(const AgencyId& agency, const CreditCode& code) override;
  Result<void> set_name(const EmployerId& id, std::string_view name) override;
  Result<std::vector<SupportContact>> support(const EmployerId& id) override;
  Result<void> set_support(const EmployerId& id, const std::vector<SupportContact>& contacts) override;
  Result<app::Page<Employer>> page(const AgencyId& agency, std::string_view query, std::string_view cursor,
                                   std::size_t rows) override;

 private:
  Context context_;
};

class AccountTable final : public app::AccountTable {
 public:
  explicit AccountTable(Context context) : context_(context) {}
  Result<void> insert(const Account& account, std::string_view request_key) override;
  Result<std::optional<Account>> find(const AccountId& id) override;
  Result<std::optional<Account>> find_by_id_number(const IdNumber& number) override;
  Result<std::optional<Account>> find_by_phone(const Secret<std::string>& phone) override;
  Result<std::optional<Account>> find_by_request_key(std::string_view request_key) override;
  Result<void> set_password(const AccountId& id, std::string_view hash) override;
  Result<void> set_phone(const Account& account, const Secret<std::string>& phone) override;
  Result<void> close(const AccountId& account, Time at) override;

 private:
  Result<std::optional<Account>> find_where(std::string_view sql, Value value);
  Context context_;
};

class OperatorTable final : public app::OperatorTable {
 public:
  explicit OperatorTable(Context context) : context_(context) {}
  Result<void> insert(const Operator& person) override;
  Result<std::optional<Operator>> find(const OperatorId& id) override;
  Result<app::Page<Operator>> page(const AgencyId& agency, std::string_view cursor,
                                   std::size_t rows) override;
  Result<std::vector<Operator>> visitors_of(const Person& person, std::size_t rows) override;
  Result<std::int64_t> count_reviewers_of(const Person& person,
                                          const std::optional<OperatorId>& but) override;
  Result<void> set_access(const Operator& person) override;
  Result<std::optional<Operator>> find_by_login(std::string_view login) override;
  Result<void> set_password(const OperatorId& id, std::string_view hash, app::PasswordChoice choice) override;
  Result<void> set_factor(const OperatorId& id, const std::optional<SecondFactor>& factor) override;
  Result<void> set_pending_factor(const OperatorId& id, const std::optional<Secret<Bytes>>& secret) override;
  Result<std::optional<Secret<Bytes>>> pending_factor(const OperatorId& id) override;

 private:
  Context context_;
};

class LoginTryTable final : public app::LoginTryTable {
 public:
  explicit LoginTryTable(Context context) : context_(context) {}
  Result<LoginTries> find(app::Realm realm, std::string_view login) override;
  Result<void> set(app::Realm realm, std::string_view login, const LoginTries& tries, Time at) override;
  Result<void> erase(app::Realm realm, std::string_view login) override;
  Result<void> erase_before(Time at) override;

 private:
  [[nodiscard]] std::string index(std::string_view login) const;
  Context context_;
};

class CodeTable final : public app::CodeTable {
 public:
  explicit CodeTable(Context context) : context_(context) {}
  Result<std::optional<VerificationCode>> find(CodePurpose purpose, std::string_view login) override;
  Result<void> set(CodePurpose purpose, std::string_view login, const VerificationCode& code) override;
  Result<void> erase_before(Time at) override;

 private:
  Context context_;
};

class NoticeTable final : public app::NoticeTable {
 public:
  explicit NoticeTable(Context context) : context_(context) {}
  Result<void> insert(const Notice& notice) override;
  Result<std::optional<Notice>> find(const NoticeId& id) override;
  Result<std::vector<Notice>> to_send(Time now, std::size_t rows) override;
  Result<bool> update(const Notice& notice, const Notice& expected) override;
  Result<std::vector<Notice>> of_person(const PersonId& person, std::size_t rows) override;
  Result<std::int64_t> count_codes_since(Time at) override;
  Result<std::int64_t> count_queued() override;
  Result<void> erase_before(Time at) override;
  Result<std::string> wording(const std::optional<AgencyId>& agency, NoticeKind kind) override;
  Result<void> set_wording(const std::optional<AgencyId>& agency, NoticeKind kind,
                           std::string_view wording) override;

 private:
  Context context_;
};

class SessionTable final : public app::SessionTable {
 public:
  explicit SessionTable(Context context) : context_(context) {}
  Result<void> insert(std::string_view token_hash, const app::Session& session) override;
  Result<std::optional<app::Session>> find(std::string_view token_hash) override;
  Result<void> set_seen(std::string_view token_hash, Time at) override;
  Result<void> erase(std::string_view token_hash) override;
  Result<void> erase_created_before(Time at) override;
  Result<std::vector<std::pair<std::string, app::Session>>> of_subject(const app::Subject& subject) override;
  Result<void> erase_others(const app::Subject& subject, std::string_view token_hash) override;

 private:
  Context context_;
};

class PersonTable final : public app::PersonTable {
 public:
  explicit PersonTable(Context context) : context_(context) {}
  Result<void> insert(const Person& person, std::string_view request_key) override;
  Result<void> insert_entitlement(const PersonId& id, const Entitlement& entitlement) override;
  Result<std::optional<Person>> find(const PersonId& id) override;
  Result<std::optional<Person>> find_by_id_number(const IdNumber& number) override;
  Result<std::optional<Person>> find_by_request_key(std::string_view request_key) override;
  Result<app::Page<Person>> page(const Scope& scope, const std::optional<app::PersonQuery>& query,
                                 std::string_view cursor, std::size_t rows) override;
  Result<void> set_entitlement(const PersonId& id, const Entitlement& entitlement) override;
  Result<bool> set_listed_pass(const PersonId& id, std::string_view category, Date passed_on) override;
  Result<void> set_passed(const PersonId& id, std::string_view category, Date passed_on) override;
  Result<void> set_region(const PersonId& id, const RegionCode& region) override;
  Result<void> set_employer(const PersonId& id, const std::optional<EmployerId>& employer) override;
  Result<void> set_looks_only(const PersonId& id, bool looks_only) override;
  Result<void> set_details(const Person& person) override;
  Result<std::int64_t> count() override;
  Result<std::int64_t> count(const Scope& scope) override;
  Result<app::Page<Person>> page_by_photograph(const Scope& scope, const std::optional<Time>& before,
                                               std::string_view cursor, std::size_t rows) override;
  Result<void> insert_disclosure(const Disclosure& disclosure) override;
  Result<int> count_disclosures(const OperatorId& by, Time since) override;
  Result<std::vector<Disclosure>> disclosures(const PersonId& id, std::size_t rows) override;
  Result<std::optional<KeptBecause>> kept_because(const PersonId& id, std::string_view category) override;
  Result<std::optional<KeptBecause>> kept_because(const PersonId& id) override;
  Result<void> erase_entitlement(const PersonId& id, std::string_view category) override;
  Result<void> erase(const PersonId& id) override;

 private:
  Result<std::vector<Row>> all(const Scope& scope, std::string_view cursor, std::int64_t limit);
  Result<std::vector<Row>> found(const Scope& scope, const app::PersonQuery& query, std::string_view cursor,
                                 std::int64_t limit);
  Result<std::optional<Person>> find_where(std::string_view sql, Value value);
  Result<Person> person_of(const Row& row);
  Context context_;
};

class PersonMergeTable final : public app::PersonMergeTable {
 public:
  explicit PersonMergeTable(Context context) : context_(context) {}
  Result<void> insert(const PersonMerge& merge, std::string_view request_key) override;
  Result<std::optional<PersonMerge>> find(const PersonMergeId& id) override;
  Result<std::optional<PersonMerge>> find_by_request_key(std::string_view request_key) override;
  Result<std::vector<PersonMerge>> of_person(const PersonId& person, std::size_t rows) override;
  Result<app::Page<PersonMerge>> page_open(const Scope& scope, std::string_view cursor,
                                           std::size_t rows) override;
  Result<bool> close(const PersonMerge& merge) override;
  Result<void> carry_out(const PersonId& kept, const PersonId& duplicate) override;

 private:
  Context context_;
};

class RelativeTable final : public app::RelativeTable {
 public:
  explicit RelativeTable(Context context) : context_(context) {}
  Result<void> insert(const Relative& relative, std::string_view request_key) override;
  Result<void> renew(const Relative& relative, std::string_view request_key) override;
  Result<void> set_state(const RelativeId& id, RelativeState state) override;
  Result<std::optional<Relative>> find(const RelativeId& id) override;
  Result<std::optional<Relative>> find_between(const AccountId& account, const PersonId& person) override;
  Result<std::optional<Relative>> find_by_request_key(const AccountId& account,
                                                      std::string_view request_key) override;
  Result<std::vector<Relative>> of_account(const AccountId& account) override;
  Result<std::vector<Relative>> of_person(const PersonId& person) override;
  Result<bool> is_refused(const AccountId& account, const PersonId& person) override;
  Result<void> leave(const AccountId& account) override;

 private:
  Result<std::vector<Relative>> all_where(std::string_view sql, std::string_view value);
  Context context_;
};

class ReferenceTable final : public app::ReferenceTable {
 public:
  explicit ReferenceTable(Context context) : context_(context) {}
  Result<void> insert(const Reference& reference, ByteView jpeg) override;
  Result<std::optional<Reference>> find(const ReferenceId& id) override;
  Result<void> retire(const ReferenceId& id) override;
  Result<void> restore(const ReferenceId& id) override;
  Result<int> erase_captured(const PersonId& person) override;
  Result<bool> decide(const ReferenceId& id, ReferenceState verdict, const OperatorId& by) override;
  Result<std::vector<Reference>> of_person(const PersonId& person, std::size_t rows) override;
  Result<app::Page<Reference>> page_proposed(const Scope& scope, std::string_view cursor,
                                             std::size_t rows) override;
  Result<std::optional<Reference>> find_active(const PersonId& person) override;
  Result<std::vector<Reference>> active(const PersonId& person) override;
  Result<std::vector<Reference>> cohort(std::string_view network_set, std::size_t count) override;
  Result<Secret<Bytes>> image(const ReferenceId& id) override;
  Result<bool> is_image(const ReferenceId& id, ByteView jpeg) override;
  Result<void> set_features(const ReferenceId& id, const Features& features) override;
  Result<std::int64_t> count_persons() override;

 private:
  Result<Reference> reference_of(const Row& row);
  Result<std::vector<Reference>> references_of(Result<std::vector<Row>> rows);
  // After a change of the active ones.
  Result<void> note_photograph(const ReferenceId& id);
  Context context_;
};

class ConsentTable final : public app::ConsentTable {
 public:
  explicit ConsentTable(Context context) : context_(context) {}
  Result<void> insert(const Consent& consent, std::string_view request_key) override;
  Result<std::optional<Consent>> find(const ConsentId& id) override;
  Result<std::optional<Consent>> find_by_request_key(const AccountId& account,
                                                     std::string_view request_key) override;
  Result<std::optional<Consent>> find_by_request_key(const OperatorId& recorded_by,
                                                     std::string_view request_key) override;
  Result<std::optional<Consent>> of_proof(const AssistedProofId& proof) override;
  Result<std::vector<Consent>> told_to(const AccountId& account, const std::optional<PersonId>& person,
                                       std::size_t rows) override;
  Result<std::vector<Consent>> of_person(const PersonId& person, std::size_t rows) override;
  Result<std::optional<Consent>> find_held(const PersonId& person, ConsentPurpose purpose) override;
  Result<void> set_withdrawn(const ConsentId& id, Time at) override;
  Result<void> withdraw_all(const PersonId& person, ConsentPurpose purpose, Time at) override;

 private:
  Context context_;
};

class AttemptTable final : public app::AttemptTable {
 public:
  explicit AttemptTable(Context context) : context_(context) {}
  Result<void> insert(const Attempt& attempt) override;
  Result<void> insert_request_key(const Attempt& attempt, std::string_view request_key) override;
  Result<std::optional<Attempt>> find(const AttemptId& id) override;
  Result<std::optional<Attempt>> find_by_request_key(const AccountId& account,
                                                     std::string_view request_key) override;
  Result<std::optional<Attempt>> find_open(const AccountId& account) override;
  Result<bool> has_unfinished(const PersonId& person) override;
  Result<app::Page<Attempt>> page(const PersonId& person, std::string_view cursor, std::size_t rows) override;
  Result<std::vector<AttemptId>> in_state(AttemptState state, std::size_t rows) override;
  Result<std::vector<AttemptId>> open_past_deadline(Time now, std::size_t rows) override;
  Result<std::int64_t> count(AttemptState state) override;
  Result<std::vector<AttemptId>> failed(const PersonId& person, Time since,
                                        const std::optional<AttemptChannel>& channel,
                                        std::size_t rows) override;
  Result<bool> update(const Attempt& attempt, AttemptState expected) override;
  Result<void> set_virtual_camera(const AttemptId& id) override;
  Result<bool> advance(const Attempt& attempt, int expected_step) override;
  Result<app::Inserted> insert_frame(const AttemptId& id, const app::CapturedFrame& frame) override;
  Result<std::vector<app::CapturedFrame>> frames(const AttemptId& id) override;
  Result<bool> has_frame(const AttemptId& id, int sequence, ByteView jpeg) override;
  Result<bool> has_unanswered(const AccountId& account) override;
  Result<int> count_frames_of_step(const AttemptId& id, int step) override;
  Result<std::vector<int>> frame_numbers(const AttemptId& id) override;
  Result<std::optional<Secret<Bytes>>> frame(const AttemptId& id, int sequence) override;
  Result<void> erase_frames(const AttemptId& id) override;
  Result<int> erase_frames_before(Time at) override;
  Result<int> erase_frames_of(const ConsentId& consent) override;
  Result<void> erase_digests_before(Time at) override;

 private:
  Result<std::vector<AttemptId>> ids(Result<std::vector<Row>> rows);
  Context context_;
};

class ReviewTable final : public app::ReviewTable {
 public:
  explicit ReviewTable(Context context) : context_(context) {}
  Result<void> insert(const Review& review) override;
  Result<std::optional<Review>> find(const ReviewId& id) override;
  Result<std::optional<Review>> find_by_attempt(const AttemptId& attempt) override;
  Result<std::optional<Review>> find_open(const PersonId& person) override;
  Result<std::optional<Time>> last_decided_at(const PersonId& person) override;
  Result<app::Page<Review>> page_open(const Scope& scope, const OperatorId& reviewer, Date today,
                                      std::string_view cursor, std::size_t rows) override;
  Result<bool> update(const Review& review, ReviewState expected) override;
  Result<void> set_evidence(const ReviewId& id, ReviewEvidence kind, Time at, ByteView bytes) override;
  Result<std::vector<ReviewEvidence>> evidence(const ReviewId& id) override;
  Result<std::optional<Secret<Bytes>>> evidence_bytes(const ReviewId& id, ReviewEvidence kind) override;
  Result<void> erase_evidence(const ReviewId& id) override;
  Result<std::vector<Review>> of_person(const PersonId& person, std::size_t rows) override;
  Result<std::vector<Review>> decided(const Scope& scope, Time from, Time to, std::size_t rows) override;
  Result<void> set_claim(const ReviewId& id, const std::optional<OperatorId>& by, Time at) override;
  Result<void> release_all_of(const Operator& by) override;

 private:
  Result<Review> review_of(const Row& row) const;
  Result<std::vector<Review>> reviews_of(Result<std::vector<Row>> rows) const;
  Result<std::optional<Review>> find_where(std::string_view sql, Value value);
  Context context_;
};

class PayrollTable final : public app::PayrollTable {
 public:
  explicit PayrollTable(Context context) : context_(context) {}
  Result<void> insert(const AgencyId& agency, const PayrollRow& row) override;
  Result<std::optional<PayrollOrder>> last(const PersonId& person, std::string_view category) override;
  Result<std::vector<PayrollRow>> waiting(const AgencyId& agency, std::size_t rows) override;
  Result<bool> has_ended_since(const PersonId& person, Date day) override;
  Result<std::int64_t> count_waiting(const AgencyId& agency) override;
  Result<bool> has_waiting(const PersonId& person) override;
  Result<void> insert(const PayrollBatch& batch, const PayrollRowId& last, const Secret<std::string>& csv,
                      std::string_view request_key) override;
  Result<std::optional<PayrollBatch>> find(const PayrollBatchId& id) override;
  Result<std::optional<PayrollBatch>> find_by_request_key(const AgencyId& agency,
                                                          std::string_view request_key) override;
  Result<std::vector<PayrollBatch>> of_agency(const AgencyId& agency, std::size_t rows) override;
  Result<Secret<std::string>> csv(const PayrollBatchId& id) override;

 private:
  Context context_;
};

class PlanTable final : public app::PlanTable {
 public:
  explicit PlanTable(Context context) : context_(context) {}
  Result<void> insert(const Plan& plan, std::string_view request_key) override;
  Result<std::optional<Plan>> find(const PlanId& id) override;
  Result<std::optional<Plan>> find_by_request_key(const AgencyId& agency,
                                                  std::string_view request_key) override;
  Result<std::vector<Plan>> of_agency(const AgencyId& agency) override;
  Result<std::vector<Plan>> to_fill(Date today) override;
  Result<void> set_state(const PlanId& id, PlanState state) override;
  Result<app::PlanProgress> progress(const PlanId& id) override;
  Result<void> set_progress(const PlanId& id, const app::PlanProgress& progress) override;
  Result<std::vector<app::Entitled>> entitled(const Plan& plan, std::string_view after,
                                              std::size_t rows) override;
  Result<app::TaskCounts> count_tasks(const PlanId& id) override;
  Result<app::TaskCounts> count_tasks(const PlanId& id, const Scope& scope) override;
  Result<std::vector<app::PlaceCounts>> count_tasks_by_place(
      const PlanId& id, const std::optional<RegionCode>& parent) override;

 private:
  Context context_;
};

class TaskTable final : public app::TaskTable {
 public:
  explicit TaskTable(Context context) : context_(context) {}
  Result<app::Inserted> insert(const Task& task) override;
  Result<std::optional<Task>> find(const TaskId& id) override;
  Result<std::vector<Task>> unsettled(const PersonId& person) override;
  Result<app::Page<Task>> page(const Scope& scope, TaskState state, const std::optional<PlanId>& plan,
                               app::OfPlans others, std::string_view cursor, std::size_t rows) override;
  Result<bool> update(const Task& task, TaskState expected) override;
  Result<void> replace(const TaskId& gone, const TaskId& by) override;
  Result<void> set_remind_on(const TaskId& id, const std::optional<Date>& day) override;
  Result<std::vector<Task>> to_remind(Date today, std::size_t rows) override;
  Result<std::vector<Task>> to_end(Date today, std::size_t rows) override;
  Result<void> insert_contact(const TaskId& id, const app::TaskContact& contact) override;
  Result<std::vector<app::TaskContact>> contacts(const TaskId& id) override;
  Result<std::vector<app::PersonContact>> contacts_of(const PersonId& person, std::size_t rows) override;
  Result<std::vector<Task>> of_person(const PersonId& person, std::size_t rows) override;

 private:
  Result<std::vector<Row>> of_agency(const AgencyId& agency, TaskState state,
                                     const std::optional<PlanId>& plan, app::OfPlans others,
                                     std::string_view cursor, std::int64_t limit);
  Result<std::vector<Row>> of_scope(const Scope& scope, TaskState state, const std::optional<PlanId>& plan,
                                    app::OfPlans others, std::string_view cursor, std::int64_t limit);
  Context context_;
};

class TicketTable final : public app::TicketTable {
 public:
  explicit TicketTable(Context context) : context_(context) {}
  Result<void> insert(const Ticket& ticket, std::string_view request_key) override;
  Result<std::optional<Ticket>> find(const TicketId& id) override;
  Result<std::optional<Ticket>> find_by_request_key(const AccountId& account,
                                                    std::string_view request_key) override;
  Result<std::optional<Ticket>> find_by_request_key(const OperatorId& opened_by,
                                                    std::string_view request_key) override;
  Result<std::optional<Ticket>> find_of_caller_by_request_key(std::string_view request_key) override;
  Result<std::optional<Ticket>> find_open_of_caller(const Secret<std::string>& phone) override;
  Result<std::int64_t> count_of_callers_since(Time at) override;
  Result<std::vector<Ticket>> of_account(const AccountId& account, std::size_t rows) override;
  Result<bool> has_open(const PersonId& person, TicketKind kind) override;
  Result<app::Page<Ticket>> page_open(const Scope& scope, const std::optional<TicketKind>& kind,
                                      std::string_view cursor, std::size_t rows) override;
  Result<bool> update(const Ticket& ticket, TicketState expected) override;
  Result<std::vector<Ticket>> of_person(const PersonId& person, std::size_t rows) override;
  Result<void> release_all_of(const Operator& by) override;

 private:
  Context context_;
};

class LifeSignTable final : public app::LifeSignTable {
 public:
  explicit LifeSignTable(Context context) : context_(context) {}
  Result<app::Inserted> insert(const LifeSign& sign) override;
  Result<std::optional<LifeSign>> find(const LifeSignId& id) override;
  Result<std::vector<LifeSign>> of_person(const PersonId& person, Date since) override;
  Result<app::Page<LifeSign>> page_unchecked(const Scope& scope, std::string_view cursor,
                                             std::size_t rows) override;
  Result<app::Page<LifeSign>> page_to_follow(const Scope& scope, std::string_view cursor,
                                             std::size_t rows) override;
  Result<void> set_checked(const LifeSignId& id, const OperatorId& by, LossOutcome outcome) override;
  Result<void> set_followed(const LifeSignId& id, Date day) override;
  Result<void> erase(const LifeSignId& id) override;

 private:
  Result<app::Page<LifeSign>> page(std::string_view which, const Scope& scope, std::string_view cursor,
                                   std::size_t rows);
  Context context_;
};

class ImportTable final : public app::ImportTable {
 public:
  explicit ImportTable(Context context) : context_(context) {}
  Result<void> insert(const ImportJob& job, ByteView content, std::string_view request_key) override;
  Result<std::optional<ImportJob>> find(const ImportId& id) override;
  Result<std::optional<ImportJob>> find_by_request_key(const AgencyId& agency,
                                                       std::string_view request_key) override;
  Result<app::Page<ImportJob>> page(const AgencyId& agency, std::string_view cursor,
                                    std::size_t rows) override;
  Result<bool> update(const ImportJob& job, ImportState expected) override;
  Result<std::optional<ImportJob>> claim(std::string_view claim, Time now, Time until) override;
  Result<bool> advance(const ImportJob& job, ImportState expected, std::string_view claim,
                       Time until) override;
  Result<void> release(const ImportId& id, std::string_view claim) override;
  Result<bool> is_content(const ImportId& id, ByteView content) override;
  Result<Secret<std::string>> content(const ImportId& id) override;
  Result<void> erase_content(const ImportId& id) override;
  Result<void> insert_faults(const ImportId& id, std::span<const RowFault> faults) override;
  Result<std::vector<RowFault>> faults(const ImportId& id, std::size_t rows) override;
  Result<void> erase_faults(const ImportId& id) override;
  Result<void> insert_changes(const ImportId& id, std::span<const ImportChange> changes) override;
  Result<std::vector<ImportChange>> changes_before(const ImportId& id, std::size_t line,
                                                   std::size_t rows) override;
  Result<void> erase_change(const ImportId& id, std::size_t line) override;
  Result<void> keep_change(const ImportId& id, std::size_t line, KeptBecause reason) override;
  Result<std::vector<std::pair<KeptBecause, std::int64_t>>> count_kept(const ImportId& id) override;
  Result<std::optional<ColumnMapping>> columns_for(const ImportJob& job) override;
  Result<void> remember_columns(const ImportJob& job) override;
  Result<void> erase_before(Time uploaded, Time ended, Time now) override;

 private:
  [[nodiscard]] std::string headings_index(const ImportJob& job) const;
  [[nodiscard]] Value samples_value(const ImportJob& job) const;
  Result<ImportJob> job_of(const Row& row) const;
  // `claim`: of who may write it; empty: anybody, and nobody has it from then on.
  Result<bool> write(const ImportJob& job, ImportState expected, std::string_view claim, Time until);
  Context context_;
};

class PassTable final : public app::PassTable {
 public:
  explicit PassTable(Context context) : context_(context) {}
  Result<void> insert(const Pass& pass) override;
  Result<std::optional<Pass>> find(const PassId& id) override;
  Result<std::vector<Pass>> of_person(const PersonId& person, std::size_t rows) override;

 private:
  Context context_;
};

class AssistedProofTable final : public app::AssistedProofTable {
 public:
  explicit AssistedProofTable(Context context) : context_(context) {}
  Result<void> insert(const AssistedProof& proof, std::string_view request_key) override;
  Result<std::optional<AssistedProof>> find(const AssistedProofId& id) override;
  Result<std::optional<AssistedProof>> find_by_request_key(std::string_view request_key) override;
  Result<void> set_evidence(const AssistedProofId& id, ProofEvidence kind, ByteView bytes) override;
  Result<std::vector<ProofEvidence>> evidence(const AssistedProofId& id) override;
  Result<std::optional<Secret<Bytes>>> evidence_bytes(const AssistedProofId& id, ProofEvidence kind) override;
  Result<app::Page<AssistedProof>> page_open(const Scope& scope, const std::optional<OperatorId>& by,
                                             std::string_view cursor, std::size_t rows) override;
  Result<bool> has_open(const PersonId& person) override;
  Result<bool> close(const AssistedProof& proof) override;
  Result<app::Page<AssistedProof>> page_refused(const Scope& scope, const OperatorId& by, Date today,
                                                std::string_view cursor, std::size_t rows) override;
  Result<std::vector<AssistedProof>> of_person(const PersonId& person, std::size_t rows) override;
  Result<std::map<std::string, std::vector<ProofEvidence>>> evidence_of_person(
      const PersonId& person) override;
  Result<std::size_t> erase_evidence_before(Time at, std::size_t proofs) override;

 private:
  Context context_;
};

class FieldKeyTable final : public app::FieldKeyTable {
 public:
  explicit FieldKeyTable(Context context) : context_(context) {}
  Result<void> insert(const FieldKey& key) override;
  Result<std::optional<FieldKey>> find(const FieldKeyId& id) override;
  Result<std::optional<FieldKey>> find_by_public_key(ByteView public_key) override;
  Result<std::int64_t> count_valid(const OperatorId& owner, Time now) override;
  Result<void> revoke_all(const OperatorId& owner, Time now) override;
  Result<void> insert_mark(const AssistedProofId& proof, const FieldMark& mark) override;
  Result<std::optional<FieldMark>> mark_of(const AssistedProofId& proof) override;
  Result<bool> is_used(const FieldKeyId& key, int sequence) override;

 private:
  Context context_;
};

class AuditTable final : public app::AuditTable {
 public:
  explicit AuditTable(Context context) : context_(context) {}
  Result<void> append(const AuditEvent& event) override;
  Result<app::Page<AuditEntry>> page(const AgencyId& agency, const app::AuditFilter& filter,
                                     std::string_view cursor, std::size_t rows) override;
  Result<app::Page<AuditEntry>> page_of_person(const AgencyId& agency, const PersonId& person,
                                               std::string_view cursor, std::size_t rows) override;
  Result<app::AuditCheck> check(const std::optional<app::AuditMark>& kept) override;

 private:
  [[nodiscard]] Result<std::vector<Row>> rows_of(const AgencyId& agency, const app::AuditFilter& filter,
                                                 std::int64_t below, std::int64_t limit);
  [[nodiscard]] Result<std::optional<std::int64_t>> number_at(const AgencyId& agency, Time at,
                                                              std::string_view when, std::string_view order);
  // Keyed: who can write the database, but has not the keys, cannot write a log that fits.
  [[nodiscard]] std::string seal_of(std::string_view before, std::int64_t number,
                                    const AuditEvent& event) const;
  Context context_;
};

class InsightTable final : public app::InsightTable {
 public:
  explicit InsightTable(Context context) : context_(context) {}
  Result<app::Waiting> waiting(app::DeskQueue queue, const Scope& scope, const OperatorId& by, Date today,
                               Time old) override;
  Result<std::vector<app::Tally>> attempts_by_day(const Scope& scope, Date from, Date to) override;
  Result<std::vector<app::Tally>> attempts_by_circumstance(const Scope& scope, Date from, Date to) override;
  Result<std::vector<app::ScoreTally>> attempts_by_score(const Scope& scope, std::string_view network_set,
                                                         app::ScoreKind kind, Date from, Date to,
                                                         const std::optional<RegionCode>& around) override;
  Result<std::vector<app::Tally>> proofs_by_day(const Scope& scope, Date from, Date to) override;
  Result<app::TaskTallies> tasks(const Scope& scope) override;

 private:
  Context context_;
};

}  // namespace jianzai::storage
