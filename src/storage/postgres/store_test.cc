// What only many writers at a time can show, and a server that is not in the process.
#include <thread>

#include <gtest/gtest.h>

#include "app/write.h"
#include "storage/test_store.h"

namespace jianzai::storage {
namespace {

using app::Realm;
using testing::Engine;

class PostgresStore : public testing::OnBoth {
 protected:
  using Work = std::unique_ptr<app::Transaction>;
  Work begin() { return store_->begin_write().value(); }
  // One more failed login, as log_in counts it.
  static Result<void> count(app::Transaction& transaction, std::string_view login) {
    const auto before = TRY(transaction.login_tries().find(Realm::kOperator, login));
    return transaction.login_tries().set(Realm::kOperator, login, {before.failed + 1, {}}, Time{});
  }
  int counted(std::string_view login) {
    return store_->begin_read().value()->login_tries().find(Realm::kOperator, login).value().failed;
  }

  testing::TemporaryStore store_{GetParam()};
};

TEST_P(PostgresStore, of_two_that_write_what_they_have_read_the_second_is_rolled_back) {
  ASSERT_TRUE(app::write(*store_, [](app::Transaction& transaction) { return count(transaction, "x"); }));
  const Work first = begin();
  const Work second = begin();
  ASSERT_TRUE(second->login_tries().find(Realm::kOperator, "x"));
  ASSERT_TRUE(count(*first, "x"));
  ASSERT_TRUE(first->commit());
  const auto late = count(*second, "x");
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::kRolledBack);
  EXPECT_EQ(second->commit().error().code, ErrorCode::kRolledBack);
  EXPECT_EQ(counted("x"), 2);
}

TEST_P(PostgresStore, of_two_that_each_read_what_the_other_writes_one_is_rolled_back) {
  const Work first = begin();
  const Work second = begin();
  ASSERT_EQ(first->login_tries().find(Realm::kOperator, "y")->failed, 0);
  ASSERT_EQ(second->login_tries().find(Realm::kOperator, "x")->failed, 0);
  ASSERT_TRUE(first->login_tries().set(Realm::kOperator, "x", {1, {}}, Time{}));
  const bool is_written = second->login_tries().set(Realm::kOperator, "y", {1, {}}, Time{}).has_value();
  const bool is_first = first->commit().has_value();
  const bool is_second = is_written && second->commit().has_value();
  EXPECT_NE(is_first, is_second);
}

TEST_P(PostgresStore, begins_on_a_new_connection_where_the_old_one_broke_unused) {
  ASSERT_TRUE(store_->ping());
  store_.database().break_connections();
  EXPECT_TRUE(store_->ping());
}

TEST_P(PostgresStore, does_again_what_a_broken_connection_has_undone) {
  int times = 0;
  const auto done = app::write(*store_, [&](app::Transaction& transaction) -> Result<void> {
    TRY(count(transaction, "x"));
    if (times++ == 0) store_.database().break_connections();
    return count(transaction, "y");
  });
  EXPECT_TRUE(done) << done.error().detail;
  EXPECT_EQ(times, 2);
  EXPECT_EQ(counted("x"), 1);
  EXPECT_EQ(counted("y"), 1);
}

TEST_P(PostgresStore, does_not_do_again_what_may_have_been_committed) {
  int times = 0;
  const auto done = app::write(*store_, [&](app::Transaction& transaction) -> Result<void> {
    ++times;
    TRY(count(transaction, "x"));
    store_.database().break_connections();
    return {};
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(times, 1);
  EXPECT_EQ(counted("x"), 0);
}

TEST_P(PostgresStore, lets_others_wait_when_they_came_between_again_and_again) {
  int times = 0;
  std::thread other;
  const auto done = app::write(*store_, [&](app::Transaction& transaction) -> Result<void> {
    const auto intrude = [this] {
      EXPECT_TRUE(app::write(*store_, [](app::Transaction& own) { return count(own, "x"); }));
    };
    TRY(transaction.login_tries().find(Realm::kOperator, "x"));
    if (times++ < limits::kWriteTriesBesideOthers) {
      intrude();
    } else {
      other = std::thread(intrude);
    }
    return count(transaction, "x");
  });
  other.join();
  EXPECT_TRUE(done) << done.error().detail;
  EXPECT_EQ(times, limits::kWriteTriesBesideOthers + 1);
  EXPECT_EQ(counted("x"), times + 1);
}

TEST_P(PostgresStore, gives_up_when_the_connection_breaks_again_and_again) {
  int times = 0;
  const auto done = app::write(*store_, [&](app::Transaction& transaction) -> Result<void> {
    ++times;
    store_.database().break_connections();
    return count(transaction, "x");
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::kRolledBack);
  EXPECT_TRUE(done.error().retry_after);
  EXPECT_EQ(times, limits::kWriteTriesMax);
}

TEST_P(PostgresStore, refuses_a_text_that_it_cannot_hold) {
  const auto found = store_->begin_read().value()->operators().find_by_login(std::string_view("a\0b", 3));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kInvalidRequest);
}

INSTANTIATE_TEST_SUITE_P(, PostgresStore, ::testing::Values(Engine::kPostgres), testing::name_of);

}  // namespace
}  // namespace jianzai::storage
