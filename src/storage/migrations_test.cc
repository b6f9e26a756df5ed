#include "storage/migrations.h"

#include <algorithm>
#include <thread>

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

TEST_P(Migrations, bring_the_rows_of_every_earlier_version_with_them) {
  SystemRandom random;
  const auto vault = crypto::Vault::ephemeral(random);
  const FakeClock clock(from_unix_ms(1'764'000'000'000));
  for (std::size_t version = 1; version <= all_migrations().size(); ++version) {
    SCOPED_TRACE(version);
    const testing::TemporaryDatabase database(GetParam());
    const auto person = PersonId::make(clock, random);
    const auto attempt = AttemptId::make(clock, random);
    {
      const auto earlier = database.connect();
      ASSERT_TRUE(migrate(*earlier, all_migrations().first(version)));
      fill(*earlier, vault, person, attempt);
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
    const auto open = transaction->attempts().find(attempt);
    ASSERT_TRUE(open && *open);
    EXPECT_EQ((*open)->state, AttemptState::kOpen);
    EXPECT_EQ((*open)->challenge.mode, ChallengeMode::kStatic);
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
