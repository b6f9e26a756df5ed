#include "storage/migrations.h"

#include <algorithm>
#include <thread>
#include <type_traits>

#include "storage/sealing.h"
#include "storage/test_store.h"

namespace jianzai::storage {
namespace {

class Migrations : public testing::ConnectedOnBoth {};

TEST(AllMigrations, are_numbered_without_a_gap) {
  int expected = 1;
  for (const Migration& migration : all_migrations()) EXPECT_EQ(migration.number, expected++);
  EXPECT_GT(expected, 1);
}

TEST_P(Migrations, are_applied_once_and_undone_whole_when_one_fails) {
  const Migration first{1, "first", "CREATE TABLE t (a INTEGER);"};
  ASSERT_TRUE(migrate(*connection_, std::array{first}));
  ASSERT_TRUE(migrate(*connection_, std::array{first}));
  const Migration broken{2, "broken", "CREATE TABLE u (a INTEGER); INSERT INTO nowhere VALUES (1);"};
  const auto failed = migrate(*connection_, std::array{first, broken});
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().detail.find("broken"), std::string::npos);
  EXPECT_FALSE(connection_->query("SELECT * FROM u"));
  EXPECT_EQ(connection_->schema_version(), 1);
  const Migration mended{2, "mended", "CREATE TABLE u (a INTEGER);"};
  ASSERT_TRUE(migrate(*connection_, std::array{first, mended}));
  EXPECT_TRUE(connection_->query("SELECT * FROM u"));
  EXPECT_EQ(connection_->schema_version(), 2);
}

TEST_P(Migrations, refuse_a_database_from_the_future) {
  ASSERT_TRUE(migrate(*connection_, all_migrations()));
  const auto older = migrate(*connection_, all_migrations().first(1));
  ASSERT_FALSE(older);
  EXPECT_NE(older.error().detail.find("knows up to 1"), std::string::npos) << older.error().detail;
}

TEST_P(Migrations, are_applied_once_by_many_that_start_together) {
  SystemRandom random;
  const auto vault = crypto::Vault::ephemeral(random);
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] {
      const auto opened = SqlStore::open(database_.database(), vault, 2);
      EXPECT_TRUE(opened) << opened.error().detail;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(connection_->schema_version(), all_migrations().back().number);
  EXPECT_EQ(connection_->find("SELECT count(*) FROM categories").value()->integer(0), 5);
}

// A person with an open attempt, as the first version stored them.
void fill(Connection& connection, const crypto::Vault& vault, const PersonId& person,
          const AttemptId& attempt) {
  const auto sealed = [&](std::string_view column, std::string_view text) {
    return seal(vault, column, person.text(), as_bytes(text));
  };
  const auto run = [&](std::string_view sql, std::initializer_list<Value> values) {
    const auto done = connection.execute(sql, values);
    ASSERT_TRUE(done) << sql << ": " << done.error().detail;
  };
  const std::string& id = person.text();  // of everybody
  run("INSERT INTO agencies (id, name, address, phone, hours) VALUES ($1, '', '', '', '')", {id});
  run("INSERT INTO persons (id, agency, name, name_index, id_number, id_number_index, phone, phone_index, "
      "created_at, request_key) VALUES ($1, $1, $2, 'n', $3, 'i', $4, 'p', 1, 'person-key')",
      {id, sealed("persons.name", "试田秀兰"), sealed("persons.id_number", "999999194910010010"),
       sealed("persons.phone", "19900000001")});
  constexpr int kRenamed = 8;
  const std::string index =
      connection.schema_version().value() < kRenamed ? "id_number_index" : "login_index";
  run("INSERT INTO accounts (id, name, id_number, " + index +
          ", phone, password_hash, terms_version, "
          "created_at, request_key) VALUES ($1, $2, $2, 'i', $2, '', '', 1, 'account-key')",
      {id, Bytes{}});
  run("INSERT INTO consents (id, account, person, text_version, granted_at, request_key) "
      "VALUES ($1, $1, $1, '', 1, 'consent-key')",
      {id});
  run("INSERT INTO attempts (id, account, person, consent, state, nonce, opened_at, deadline, network_set) "
      "VALUES ($1, $2, $2, $2, 'OPEN', 'nonce', 1, 2, '')",
      {attempt.text(), id});
}

// The migrations that made the tables below.
constexpr std::size_t kRelatives = 4;
constexpr std::size_t kAudit = 5;
constexpr std::size_t kBusiness = 7;
constexpr std::size_t kNotices = 8;
constexpr std::size_t kPayroll = 9;
constexpr std::size_t kRules = 10;
constexpr std::size_t kEmployers = 12;
constexpr std::size_t kPhotographs = 13;
constexpr std::size_t kImports = 14;
constexpr std::size_t kTaskRegions = 15;
constexpr std::size_t kPasses = 17;

constexpr std::string_view kVillage = "130924101203";
constexpr std::int64_t kPhotographed_ms = 5000;

// Of the rows that one database has. Where there is one row of a table, it has the person's id.
struct Stored {
  PersonId person;
  AttemptId attempt;
  LifeSignId strong;  // on the day of the last pass, as the weak one, which came later
  LifeSignId weak;
  LifeSignId elsewhen;

  static Stored make(FakeClock& clock, Random& random) {
    const auto next = [&]<class Id>(std::type_identity<Id>) {
      clock.advance(std::chrono::milliseconds(1));  // within one, ids have no order
      return Id::make(clock, random);
    };
    auto person = next(std::type_identity<PersonId>());
    auto attempt = next(std::type_identity<AttemptId>());
    auto strong = next(std::type_identity<LifeSignId>());
    auto weak = next(std::type_identity<LifeSignId>());
    return {std::move(person), std::move(attempt), std::move(strong), std::move(weak),
            next(std::type_identity<LifeSignId>())};
  }
};

AuditEvent audited(const PersonId& person) {
  return {.at = from_unix_ms(1),
          .by = {},
          .agency = AgencyId::parse(person.text()),
          .action = AuditAction::kMakePlan,
          .object = person.text()};
}

// What was under way, as the version that first knew it stored it: as far as there are tables for it.
void fill_work(Connection& connection, const crypto::Vault& vault, const Stored& stored,
               std::size_t version) {
  const auto& [person, attempt, strong, weak, elsewhen] = stored;
  const std::string& id = person.text();
  const auto sealed = [&](std::string_view column, std::string_view text) {
    return seal(vault, column, id, as_bytes(text));
  };
  const auto run = [&](std::size_t since, std::string_view sql, std::initializer_list<Value> values) {
    if (version < since) return;
    const auto done = connection.execute(sql, values);
    ASSERT_TRUE(done) << sql << ": " << done.error().detail;
  };
  run(1,
      "INSERT INTO entitlements (person, category, started_on, last_passed_on) "
      "VALUES ($1, 'WORK_INJURY', '2020-01-01', '2026-03-10')",
      {id});
  run(1,
      "INSERT INTO operators (id, agency, login, name, role, password_hash) "
      "VALUES ($1, $1, 'clerk', $2, 'CLERK', '')",
      {id, sealed("operators.name", "试经办")});
  const auto photograph = [&](const std::string& reference, const std::string& state, std::int64_t made_at) {
    run(1,
        "INSERT INTO person_references (id, person, state, source, made_by, made_at, image, image_digest) "
        "VALUES ($1, $2, $3, 'UPLOAD', $2, $4, $5, $1)",
        {reference, id, state, made_at,
         seal(vault, "person_references.image", reference, as_bytes(std::string_view("a photograph")))});
  };
  photograph(id, "ACTIVE", kPhotographed_ms);
  photograph(attempt.text(), "RETIRED", kPhotographed_ms + 1000);
  run(kPhotographs, "UPDATE persons SET photographed_at = $2 WHERE id = $1",
      {id, std::int64_t{kPhotographed_ms}});
  run(1,
      "INSERT INTO reviews (id, attempt, person, agency, state, requested_by, opened_at, due_on, "
      "due_is_certain, note) VALUES ($1, $2, $1, $1, 'OPEN', 'POLICY', 1, '2026-11-30', 1, $3)",
      {id, attempt.text(), sealed("reviews.note", "看过")});
  run(kRelatives,
      "INSERT INTO relatives (id, account, person, relation, state, added_at, request_key) "
      "VALUES ($1, $1, $1, 'CHILD', 'ACTIVE', 1, 'relative-key')",
      {id});
  run(kAudit,
      "INSERT INTO audit_log (number, at, operator, agency, action, object, seal) "
      "VALUES (1, 1, NULL, $1, 'MAKE_PLAN', $1, $2)",
      {id, vault.blind_index("audit", "|" + audit_text(1, audited(person)))});
  run(kBusiness,
      "INSERT INTO plans (id, agency, name, category, region, verify_days, grace_days, hours, tries_max, "
      "review_workdays, state, made_at, filled_to, filled_on, request_key) "
      "VALUES ($1, $1, '年度', 'WORK_INJURY', '', 10, 5, '', 3, 3, 'OPEN', 1, '', '', 'plan-key')",
      {id});
  run(kBusiness,
      "INSERT INTO tasks (id, plan, person, agency, self_from, self_to, verify_to, grace_days, state, "
      "suspended_from) VALUES ($1, $1, $1, $1, '2026-01-01', '2026-06-30', '2026-10-31', 5, 'SUSPENDED', "
      "'2026-12-01')",
      {id});
  run(kBusiness,
      "INSERT INTO tasks (id, plan, person, agency, self_from, self_to, verify_to, grace_days, state) "
      "VALUES ($1, $2, $2, $2, '2026-11-01', '2026-12-20', '2026-12-30', 5, 'PENDING')",
      {attempt.text(), id});
  run(kNotices, "UPDATE tasks SET remind_on = self_from WHERE id = $1", {attempt.text()});
  run(kBusiness, "UPDATE persons SET region = $2 WHERE id = $1", {id, std::string(kVillage)});
  run(kTaskRegions, "UPDATE tasks SET region = $2 WHERE person = $1", {id, std::string(kVillage)});
  const auto sign = [&](const std::string& key, const std::string& kind, const std::string& day) {
    run(kBusiness,
        "INSERT INTO life_signs (id, person, agency, kind, source, source_index, happened_on, received_at) "
        "VALUES ($1, $2, $2, $3, $4, 's', $5, 1)",
        {key, id, kind, seal(vault, "life_signs.source", key, as_bytes(std::string_view("民政"))), day});
  };
  sign(id, "DEATH", "2026-11-20");
  sign(strong.text(), "STRONG", "2026-03-10");
  sign(weak.text(), "WEAK", "2026-03-10");
  sign(elsewhen.text(), "STRONG", "2026-02-01");
  run(kPasses,
      "INSERT INTO passes (id, person, way, seen_on, passed_at, next_due_on) "
      "VALUES ($1, $2, 'MATCHED', '2026-03-10', 1, '2027-03-31')",
      {strong.text(), id});
  run(kNotices,
      "INSERT INTO notices (id, person, kind, phone, text, state, made_at, tries, next_try_at, is_urgent) "
      "VALUES ($1, $1, 'REMINDER', $2, $3, 'QUEUED', 1, 0, 2, 0)",
      {id, sealed("notices.phone", "19900000001"), sealed("notices.text", "请认证")});
  run(kPayroll,
      "INSERT INTO payroll_rows (id, agency, number, task, person, category, instruction, holds_from, "
      "arrears_months) VALUES ($1, $1, 1, $1, $1, 'WORK_INJURY', 'SUSPEND', '2026-12-01', 0)",
      {id});
  run(kRules,
      "INSERT INTO category_rules (category, region, rule_kind, months, windows) "
      "VALUES ('WORK_INJURY', '130900000000', 'ROLLING_DAY', 6, '')",
      {});
  run(kEmployers,
      "INSERT INTO employers (id, agency, code, name) VALUES ($1, $1, '99999999MA0000000T', '试纺织厂')",
      {id});
  run(kEmployers, "UPDATE persons SET employer = $1 WHERE id = $1", {id});
  run(kImports,
      "INSERT INTO imports (id, agency, kind, state, state_since, file_name, byte_count, content_digest, "
      "made_by, made_at, headings, columns, encoding, row_count, added, extended, unchanged, strangers, "
      "refused, proofs, losses, percent, line, taken_back, failure_line, claim, claimed_until, request_key) "
      "VALUES ($1, $1, 'ROSTER', 'CHECKED', 1, $2, 6, 'd', $1, 1, $3, '', 'UTF-8', 3, 2, 0, 1, 0, 0, 0, 0, "
      "100, 0, 0, 0, '', 0, 'import-key')",
      {id, sealed("imports.file_name", "名册.csv"), sealed("imports.headings", "")});
  run(kImports, "INSERT INTO import_pieces (import, number, content) VALUES ($1, 0, $2)",
      {id, seal(vault, "import_pieces.content", id + "/0", as_bytes(std::string_view("姓名")))});
}

// As the present version reads it: whom its photographs show, the pass that a sign was, and where people
// live.
void expect_copies(app::Transaction& transaction, const Stored& stored, std::size_t version) {
  using namespace std::chrono;
  const auto& [person, attempt, strong, weak, elsewhen] = stored;
  const Scope scope{.agency = *AgencyId::parse(person.text())};
  for (const auto& [before_ms, people] : {std::pair(kPhotographed_ms, 0U), {kPhotographed_ms + 1, 1U}}) {
    const auto page = transaction.persons().page_by_photograph(scope, from_unix_ms(before_ms), "", 10);
    ASSERT_TRUE(page) << page.error().detail;
    EXPECT_EQ(page->rows.size(), people) << before_ms;
  }
  const auto references = transaction.references().active(person);
  ASSERT_TRUE(references && references->size() == 1);
  const auto image = transaction.references().image(references->front().id);
  ASSERT_TRUE(image);
  EXPECT_EQ(as_text(image->reveal()), "a photograph");
  const auto passes = transaction.passes().of_person(person, 10);
  ASSERT_TRUE(passes);
  ASSERT_EQ(passes->size(), version >= kBusiness ? 1U : 0U);
  if (version < kBusiness) return;
  EXPECT_EQ(passes->front().id.text(), strong.text());
  EXPECT_EQ(passes->front().way, PassWay::kMatched);
  EXPECT_EQ(passes->front().seen_on, 2026y / March / 10);
  EXPECT_EQ(passes->front().next_due_on.has_value(), version >= kPasses) << "nobody knows any more";
  const auto pending = transaction.tasks().find(*TaskId::parse(attempt.text()));
  ASSERT_TRUE(pending && *pending);
  EXPECT_EQ((*pending)->remind_on, 2026y / November / 1);
  const auto one = transaction.persons().find(person);
  ASSERT_TRUE(one && *one);
  EXPECT_EQ((*one)->region, RegionCode::parse(kVillage));
  const auto places = transaction.plans().count_tasks_by_place(*PlanId::parse(person.text()), {});
  ASSERT_TRUE(places && places->size() == 1);
  EXPECT_EQ(places->front().region, RegionCode::parse("13"));
  EXPECT_EQ(places->front().tasks.size(), 2U) << "one is suspended, one pending";
}

// Tables whose columns were added later.
void expect_tables(app::Transaction& transaction, const PersonId& person, std::size_t version) {
  const auto rules = transaction.agencies().rules();
  ASSERT_TRUE(rules);
  ASSERT_EQ(rules->size(), version >= kRules ? 1U : 0U);
  const auto one = transaction.persons().find(person);
  ASSERT_TRUE(one && *one && (*one)->entitlements.size() == 1);
  const DueRule& holds = (*one)->entitlements.front().category.rule;
  EXPECT_EQ(holds.months, version >= kRules ? 6 : 12);
  EXPECT_EQ(holds.grace_days, 0);
  EXPECT_TRUE(holds.takes_minors);
  EXPECT_EQ(holds.modes, DueRule().modes);
  EXPECT_EQ((*one)->employer.has_value(), version >= kEmployers);
  if (version >= kEmployers) {
    const auto employer = transaction.employers().find(*(*one)->employer);
    ASSERT_TRUE(employer && *employer);
    EXPECT_EQ((*employer)->name, "试纺织厂");
    const auto contacts = transaction.employers().support((*employer)->id);
    EXPECT_TRUE(contacts && contacts->empty());
  }
  if (version >= kImports) {
    const auto id = *ImportId::parse(person.text());
    const auto job = transaction.imports().find(id);
    ASSERT_TRUE(job && *job);
    EXPECT_EQ((*job)->state, ImportState::kChecked);
    EXPECT_EQ((*job)->file_name.reveal(), "名册.csv");
    EXPECT_EQ((*job)->counts.added, 2U);
    EXPECT_EQ((*job)->tries, 0);
    const auto content = transaction.imports().content(id);
    ASSERT_TRUE(content);
    EXPECT_EQ(content->reveal(), "姓名");
  }
}

// All of it, as the present version reads it.
void expect_work(app::Transaction& transaction, const PersonId& person, const AttemptId& attempt,
                 std::size_t version) {
  using namespace std::chrono;
  const auto one = transaction.persons().find(person);
  ASSERT_TRUE(one && *one && (*one)->entitlements.size() == 1);
  EXPECT_EQ((*one)->entitlements.front().last_passed_on, 2026y / March / 10);
  EXPECT_FALSE((*one)->entitlements.front().is_pass_listed) << "this system saw it";
  const auto review = transaction.reviews().find_by_attempt(attempt);
  ASSERT_TRUE(review && *review);
  EXPECT_EQ((*review)->state, ReviewState::kOpen);
  EXPECT_EQ((*review)->note.reveal(), "看过");
  EXPECT_TRUE((*review)->answer.reveal().empty());
  if (version >= kRelatives) {
    const auto relatives = transaction.relatives().of_person(person);
    ASSERT_TRUE(relatives && relatives->size() == 1);
    EXPECT_EQ(relatives->front().relation, Relation::kChild);
  }
  const auto audit = transaction.audit().check({});
  ASSERT_TRUE(audit) << audit.error().detail;
  EXPECT_EQ(audit->entries, version >= kAudit ? 1 : 0);
  EXPECT_FALSE(audit->broken_at);
  if (version >= kBusiness) {
    const auto task = transaction.tasks().find(*TaskId::parse(person.text()));
    ASSERT_TRUE(task && *task);
    EXPECT_EQ((*task)->state, TaskState::kSuspended);
    EXPECT_EQ((*task)->window.verify_to, 2026y / October / 31);
    EXPECT_EQ((*task)->suspended_from, 2026y / December / 1);
    EXPECT_FALSE((*task)->settled_by);
    const auto plan = transaction.plans().find(*PlanId::parse(person.text()));
    ASSERT_TRUE(plan && *plan);
    EXPECT_EQ((*plan)->tries_max, 3);
    const auto signs = transaction.life_signs().of_person(person, 2026y / December / 1);
    ASSERT_TRUE(signs && signs->size() == 1);
    EXPECT_EQ(signs->front().source, "民政");
    // The paying side learns of a suspension from before there was one, too.
    const auto rows = transaction.payroll().waiting(*AgencyId::parse(person.text()), 10);
    ASSERT_TRUE(rows && rows->size() == 1);
    EXPECT_EQ(rows->front().instruction.order, PayrollOrder::kSuspend);
    EXPECT_EQ(rows->front().instruction.from, 2026y / December / 1);
  }
  if (version >= kNotices) {
    const auto notices = transaction.notices().of_person(person, 10);
    ASSERT_TRUE(notices && notices->size() == 1);
    EXPECT_EQ(notices->front().kind, NoticeKind::kReminder);
    EXPECT_EQ(notices->front().text.reveal(), "请认证");
    EXPECT_TRUE(notices->front().parameters.reveal().empty());
  }
}

TEST_P(Migrations, bring_the_rows_of_every_earlier_version_with_them) {
  SystemRandom random;
  const auto vault = crypto::Vault::ephemeral(random);
  FakeClock clock(from_unix_ms(1'764'000'000'000));
  constexpr std::size_t kOwnIsStored = 23;
  for (std::size_t version = 1; version <= all_migrations().size(); ++version) {
    SCOPED_TRACE(version);
    const testing::TemporaryDatabase database(GetParam());
    const auto stored = Stored::make(clock, random);
    const auto& person = stored.person;
    const auto& attempt = stored.attempt;
    {
      const auto earlier = database.connect();
      ASSERT_TRUE(migrate(*earlier, all_migrations().first(version)));
      fill(*earlier, vault, person, attempt);
      fill_work(*earlier, vault, stored, version);
    }
    const auto store = SqlStore::open(database.database(), vault, 1);
    ASSERT_TRUE(store) << store.error().detail;
    const auto transaction = *(*store)->begin_read();
    const auto found = transaction->persons().find(person);
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->name.reveal(), "试田秀兰");
    const auto consent = transaction->consents().find(*ConsentId::parse(person.text()));
    ASSERT_TRUE(consent && *consent);
    EXPECT_EQ((*consent)->purpose, ConsentPurpose::kFaceComparison);
    EXPECT_EQ((*consent)->is_own, version < kOwnIsStored);
    const auto open = transaction->attempts().find(attempt);
    ASSERT_TRUE(open && *open);
    EXPECT_EQ((*open)->state, AttemptState::kOpen);
    EXPECT_EQ((*open)->challenge.mode, ChallengeMode::kStatic);
    expect_work(*transaction, person, attempt, version);
    expect_copies(*transaction, stored, version);
    expect_tables(*transaction, person, version);
  }
}

TEST_P(Migrations, keep_the_evidence_of_assisted_proofs) {
  SystemRandom random;
  const auto vault = crypto::Vault::ephemeral(random);
  const FakeClock clock(from_unix_ms(1'764'000'000'000));
  const testing::TemporaryDatabase database(GetParam());
  const auto person = PersonId::make(clock, random);
  const std::pair<AssistedProofId, std::string> village{AssistedProofId::make(clock, random), "VILLAGE"};
  const std::pair<AssistedProofId, std::string> embassy{AssistedProofId::make(clock, random), "EMBASSY"};
  {
    const auto earlier = database.connect();
    ASSERT_TRUE(migrate(*earlier, all_migrations().first(16)));
    fill(*earlier, vault, person, AttemptId::make(clock, random));
    ASSERT_TRUE(
        earlier->execute("INSERT INTO operators (id, agency, login, name, role, password_hash) "
                         "VALUES ($1, $1, 'clerk', $2, 'CLERK', '')",
                         {person.text(), Bytes{}}));
    for (const auto& [id, way] : {village, embassy}) {
      const auto done = earlier->execute(
          "INSERT INTO assisted_proofs (id, person, agency, way, seen_on, state, made_by, made_at, answer, "
          "decided_at, image, request_key) VALUES ($1, $2, $2, $3, '2026-11-20', $6, $2, 1, $4, 2, $5, $1)",
          {id.text(), person.text(), way, Bytes{},
           seal(vault, "assisted_proofs.image", id.text(), as_bytes("of " + way)),
           std::string(way == "EMBASSY" ? "CONFIRMED" : "PROPOSED")});
      ASSERT_TRUE(done) << done.error().detail;
    }
  }
  const auto store = SqlStore::open(database.database(), vault, 1);
  ASSERT_TRUE(store) << store.error().detail;
  const auto transaction = *(*store)->begin_read();
  const auto evidence = [&](const AssistedProofId& id, ProofEvidence kind) {
    const auto bytes = transaction->assisted_proofs().evidence_bytes(id, kind);
    return bytes && *bytes ? std::string(as_text((*bytes)->reveal())) : std::string();
  };
  EXPECT_EQ(evidence(village.first, ProofEvidence::kPhoto), "of VILLAGE");
  EXPECT_EQ(evidence(embassy.first, ProofEvidence::kPaper), "of EMBASSY");
  // What counted then has its receipt now.
  const auto passes = transaction->passes().of_person(person, 10);
  ASSERT_TRUE(passes && passes->size() == 1);
  EXPECT_EQ(passes->front().id.text(), embassy.first.text());
  EXPECT_EQ(passes->front().way, PassWay::kAssisted);
}

TEST_P(Migrations, keep_what_the_paying_side_was_told_and_the_losses_that_were_followed) {
  SystemRandom random;
  const auto vault = crypto::Vault::ephemeral(random);
  const FakeClock clock(from_unix_ms(1'764'000'000'000));
  const testing::TemporaryDatabase database(GetParam());
  const auto person = PersonId::make(clock, random);
  const auto& id = person.text();
  const auto sign = LifeSignId::make(clock, random);
  {
    const auto earlier = database.connect();
    ASSERT_TRUE(migrate(*earlier, all_migrations().first(22)));
    fill(*earlier, vault, person, AttemptId::make(clock, random));
    const auto done = [&](std::string_view sql, std::initializer_list<Value> values) {
      const auto result = earlier->execute(sql, values);
      ASSERT_TRUE(result) << result.error().detail;
    };
    done(
        "INSERT INTO operators (id, agency, login, name, role, password_hash) "
        "VALUES ($1, $1, 'clerk', $2, 'CLERK', '')",
        {id, Bytes{}});
    done(
        "INSERT INTO plans (id, agency, name, category, region, verify_days, grace_days, hours, tries_max, "
        "review_workdays, state, made_at, filled_to, filled_on, request_key) VALUES ($1, $1, '', "
        "'RESIDENT_PENSION', '', 1, 1, '', 3, 3, 'OPEN', 1, '', '', 'key')",
        {id});
    done(
        "INSERT INTO tasks (id, plan, person, agency, self_from, self_to, verify_to, grace_days, state, "
        "settled_on) VALUES ($1, $1, $1, $1, '2026-01-01', '2026-02-01', '2026-02-01', 1, 'TERMINATED', "
        "'2026-03-01')",
        {id});
    done("INSERT INTO task_contacts (task, channel, made_at, operator) VALUES ($1, 'VOICE', 1, $1)", {id});
    done(
        "INSERT INTO payroll_rows (id, agency, number, task, person, category, instruction, holds_from, "
        "arrears_months) VALUES ($1, $1, 1, $1, $1, 'RESIDENT_PENSION', 'TERMINATE', '2026-03-01', 0)",
        {id});
    done(
        "INSERT INTO life_signs (id, person, agency, kind, source, source_index, happened_on, received_at, "
        "checked_by, outcome) VALUES ($1, $2, $2, 'DEATH', $3, '', '2026-02-20', 1, $2, 'CONFIRMED')",
        {sign.text(), id, seal(vault, "life_signs.source", sign.text(), as_bytes(std::string("民政")))});
  }
  const auto store = SqlStore::open(database.database(), vault, 1);
  ASSERT_TRUE(store) << store.error().detail;
  const auto transaction = *(*store)->begin_read();
  const auto told = transaction->payroll().waiting(*AgencyId::parse(id), 10);
  ASSERT_TRUE(told && told->size() == 1);
  EXPECT_EQ(told->front().task, TaskId::parse(id));
  EXPECT_EQ(told->front().instruction.order, PayrollOrder::kTerminate);
  const auto loss = transaction->life_signs().find(sign);
  ASSERT_TRUE(loss && *loss);
  EXPECT_TRUE((*loss)->followed_on);
  const auto contacts = transaction->tasks().contacts(*TaskId::parse(id));
  ASSERT_TRUE(contacts && contacts->size() == 1);
  EXPECT_FALSE(contacts->front().result);
  EXPECT_TRUE(contacts->front().note.reveal().empty());
}

TEST_P(Migrations, keep_tickets_and_let_their_claims_last_until_they_are_due) {
  SystemRandom random;
  const auto vault = crypto::Vault::ephemeral(random);
  const FakeClock clock(from_unix_ms(1'764'000'000'000));
  const testing::TemporaryDatabase database(GetParam());
  const auto person = PersonId::make(clock, random);
  const auto open = TicketId::make(clock, random);
  const auto claimed = TicketId::make(clock, random);
  {
    const auto earlier = database.connect();
    const auto before =
        std::ranges::find(all_migrations(), 26, &Migration::number) - all_migrations().begin();
    ASSERT_TRUE(migrate(*earlier, all_migrations().first(static_cast<std::size_t>(before))));
    fill(*earlier, vault, person, AttemptId::make(clock, random));
    for (const auto& [id, state] : {std::pair(open, "OPEN"), {claimed, "CLAIMED"}}) {
      const auto done = earlier->execute(
          "INSERT INTO tickets (id, agency, account, person, kind, state, phone, note, opened_at, due_on, "
          "answer, request_key) VALUES ($1, $2, $2, $2, 'VISIT', $3, $4, $5, 1, '2026-12-02', $6, $1)",
          {id.text(), person.text(), std::string(state),
           seal(vault, "tickets.phone", id.text(), as_bytes("19900000001")),
           seal(vault, "tickets.note", id.text(), as_bytes("卧床")),
           seal(vault, "tickets.answer", id.text(), as_bytes(""))});
      ASSERT_TRUE(done) << done.error().detail;
    }
  }
  const auto store = SqlStore::open(database.database(), vault, 1);
  ASSERT_TRUE(store) << store.error().detail;
  const auto transaction = *(*store)->begin_read();
  const auto first = transaction->tickets().find(open);
  ASSERT_TRUE(first && *first);
  EXPECT_EQ((*first)->account->text(), person.text());
  EXPECT_EQ((*first)->note.reveal(), "卧床");
  EXPECT_EQ((*first)->tries, 0);
  EXPECT_FALSE((*first)->claimed_to);
  const auto second = transaction->tickets().find(claimed);
  ASSERT_TRUE(second && *second);
  EXPECT_EQ((*second)->claimed_to, (*second)->due_on);
}

INSTANTIATE_TEST_SUITE_P(, Migrations, testing::kBoth, testing::name_of);

}  // namespace
}  // namespace jianzai::storage
