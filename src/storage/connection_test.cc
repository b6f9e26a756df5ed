#include "storage/connection.h"

#include <algorithm>

#include "domain/ids.h"
#include "storage/migrations.h"
#include "storage/postgres/schema.h"
#include "storage/test_store.h"

namespace jianzai::storage {
namespace {

class ConnectionTest : public testing::ConnectedOnBoth {};

TEST_P(ConnectionTest, binds_by_number_and_keeps_every_kind_of_value) {
  ASSERT_TRUE(
      connection_->apply({1, "kinds", "CREATE TABLE t (a INTEGER, b REAL, c TEXT, d TEXT, e BLOB);"}));
  const Bytes bytes{0, 0xff, 0x80, 'x'};
  for (const std::int64_t number : {std::int64_t{-1}, std::int64_t{0}, std::int64_t{1} << 62U}) {
    ASSERT_EQ(connection_->execute("INSERT INTO t (e, a, b, c, d) VALUES ($4, $1, $2, $3, $5)",
                                   {number, 2.5, std::string("三"), bytes, Value{}}),
              1);
  }
  ASSERT_TRUE(connection_->execute("INSERT INTO t (e, c) VALUES ($1, $2)", {Bytes{}, std::string()}));
  const auto rows = connection_->query("SELECT a, b, c, d, e FROM t WHERE a IS NOT NULL ORDER BY a");
  ASSERT_TRUE(rows && rows->size() == 3);
  EXPECT_EQ((*rows)[0].integer(0), -1);
  EXPECT_EQ((*rows)[2].integer(0), std::int64_t{1} << 62U);
  EXPECT_EQ((*rows)[0].optional_real(1), 2.5);
  EXPECT_EQ((*rows)[0].text(2), "三");
  EXPECT_TRUE((*rows)[0].is_null(3));
  EXPECT_EQ((*rows)[0].bytes(4), bytes);
  const auto empty = connection_->find("SELECT c, e, count(*) FROM t WHERE a IS NULL GROUP BY c, e");
  ASSERT_TRUE(empty && *empty);
  EXPECT_EQ((*empty)->text(0), "");
  EXPECT_EQ((*empty)->bytes(1), Bytes{});
  EXPECT_EQ((*empty)->integer(2), 1);
}

TEST_P(ConnectionTest, orders_texts_by_their_bytes) {
  ASSERT_TRUE(connection_->apply({1, "texts", "CREATE TABLE t (a TEXT PRIMARY KEY);"}));
  for (const std::string_view text : {"b", "B", "a", "2026-11-27.", "2026-11-27", "一"}) {
    ASSERT_TRUE(connection_->execute("INSERT INTO t VALUES ($1)", {to_value(text)}));
  }
  const auto rows = connection_->query("SELECT a FROM t ORDER BY a");
  ASSERT_TRUE(rows);
  std::vector<std::string> texts;
  for (const Row& row : *rows) texts.push_back(*row.text(0));
  EXPECT_TRUE(std::ranges::is_sorted(texts));
  EXPECT_EQ(connection_->query("SELECT a FROM t WHERE a < $1", {std::string("a")})->size(), 3U);
}

TEST_P(ConnectionTest, reports_wrong_statements_and_wrong_kinds) {
  EXPECT_EQ(connection_->query("SELEKT").error().code, ErrorCode::kDatabase);
  EXPECT_TRUE(connection_->is_alive());
  const auto rows = connection_->query("SELECT 'text', 7");
  ASSERT_TRUE(rows);
  EXPECT_FALSE((*rows)[0].integer(0));
  EXPECT_FALSE((*rows)[0].text(1));
  EXPECT_FALSE((*rows)[0].date(0));
  EXPECT_FALSE((*rows)[0].bytes(9));
  EXPECT_FALSE((*rows)[0].id<PersonId>(0));
}

INSTANTIATE_TEST_SUITE_P(, ConnectionTest, testing::kBoth, testing::name_of);

TEST(SqliteConnection, cannot_be_opened_where_there_is_no_folder) {
  EXPECT_FALSE(SqliteConnection::open("/nonexistent/db", SqliteConnection::Access::kReadWrite));
}

TEST(PostgresConnection, says_what_to_do_when_nothing_answers) {
  const auto opened = PostgresConnection::open("host=/nonexistent dbname=jianzai");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(opened.error().detail.find("Check that it runs"), std::string::npos) << opened.error().detail;
}

TEST(PostgresConnection, takes_no_password_where_it_could_be_read_and_repeats_none) {
  for (const char* description :
       {"host=/nonexistent password=geheim", "postgresql://anna:geheim@localhost/db",
        "postgresql://anna:geheim@local host", "host=/nonexistent geheim"}) {
    const auto opened = PostgresConnection::open(description);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::kInvalidRequest) << description;
    EXPECT_EQ(opened.error().detail.find("geheim"), std::string::npos) << description;
  }
}

TEST(PostgresSchema, is_the_same_with_other_types) {
  EXPECT_EQ(
      to_postgres("CREATE TABLE t (\n  a TEXT PRIMARY KEY,\n  b INTEGER, -- c\n  c BLOB, d REAL\n) STRICT, "
                  "WITHOUT ROWID;\nCREATE TABLE u (a TEXT) STRICT;"),
      "CREATE TABLE t (\n  a text COLLATE \"C\" PRIMARY KEY,\n  b bigint, -- c\n  c bytea, d double "
      "precision\n);\nCREATE TABLE u (a text COLLATE \"C\");");
}

}  // namespace
}  // namespace jianzai::storage
