#include "app/retention.h"

#include "app/audit.h"
#include "app/codes.h"
#include "app/notices.h"
#include "app/open_review.h"
#include "app/roster/import_jobs.h"
#include "app/sweep.h"
#include "app/system.h"
#include "app/tasks.h"
#include "app/test_world.h"

namespace jianzai::app {
namespace {

using namespace testing;
using namespace std::chrono_literals;

class Retention : public World {
 protected:
  Operator admin() {
    if (!admin_) admin_ = add_operator_of(agency(), "system", OperatorRole::kSystemAdmin);
    return *admin_;
  }
  void shorten(std::string_view kept, std::string_view days) {
    must(set_retention(ports, admin(), kept, days));
  }
  int now_of(Kept kept) {
    for (const auto& one : must(view_system(ports, admin())).retention) {
      if (one.period.kept == kept) return one.now;
    }
    return -1;
  }

 private:
  std::optional<Operator> admin_;
};

TEST_F(Retention, is_shortened_within_its_bounds_and_never_lengthened_beyond_them) {
  EXPECT_EQ(now_of(Kept::kFrames), 7);
  const auto refusal = [&](std::string_view kept, std::string_view days) {
    return fields_of(set_retention(ports, admin(), kept, days).error());
  };
  EXPECT_EQ(refusal("FRAMES", "8"), "days:VALUE");
  EXPECT_EQ(refusal("FRAMES", "2"), "days:VALUE");
  EXPECT_EQ(refusal("FRAMES", "x"), "days:VALUE");
  EXPECT_EQ(refusal("FRAMES", ""), "days:REQUIRED");
  EXPECT_EQ(refusal("MESSAGES", "6"), "days:VALUE");
  EXPECT_EQ(code_of(set_retention(ports, admin(), "FRAME_DIGESTS", "30")), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(set_retention(ports, admin(), "AUDIT_LOG", "30")), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(set_retention(ports, admin(), "NOTHING", "1")), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(set_retention(ports, reviewer(), "FRAMES", "1")), ErrorCode::kForbidden);
  shorten("FRAMES", "3");
  shorten("FRAMES", "3");  // the same again: no second entry
  EXPECT_EQ(now_of(Kept::kFrames), 3);
  // The service was set up with less since.
  settings.frame_retention = std::chrono::days(2);
  EXPECT_EQ(now_of(Kept::kFrames), 2);
  settings.frame_retention = std::chrono::days(7);
  clock.advance(1s);
  shorten("FRAMES", "7");
  EXPECT_EQ(now_of(Kept::kFrames), 7);
  const auto auditor = add_operator_of(agency(), "auditor", OperatorRole::kAuditor);
  const auto log = must(list_audit(ports, auditor, "", {.login = "system"})).rows;
  ASSERT_EQ(log.size(), 2U);
  EXPECT_EQ(log.front().entry.event.action, AuditAction::kSetRetention);
  EXPECT_EQ(log.front().entry.event.object, "FRAMES 7");
}

TEST_F(Retention, of_frames_is_that_of_tries_and_of_the_review) {
  const Account account = ready_citizen();
  const Attempt refused = prove(account, {"bertha-1"}, "key-refused");
  shorten("FRAMES", "3");
  clock.advance(71h);
  must(erase_outdated(ports));
  EXPECT_FALSE(frames_of(refused).empty());
  const auto failed = [&] {
    const auto transaction = must(ports.store.begin_read());
    const auto person = must(transaction->persons().find(refused.person));
    return must(standing_of(ports, *transaction, *person)).failed.size();
  };
  EXPECT_EQ(failed(), 1U);
  clock.advance(2h);
  EXPECT_EQ(failed(), 0U) << "before anything is erased";
  must(erase_outdated(ports));
  EXPECT_TRUE(frames_of(refused).empty());
  EXPECT_EQ(code_of(request_review(ports, account, refused.id)), ErrorCode::kReviewClosed);
}

TEST_F(Retention, of_lists_and_messages_is_what_was_chosen) {
  const auto job = must(hand_in_list(ports, clerk(),
                                     {.kind = ListKind::kRoster,
                                      .file_name = "list.csv",
                                      .content = as_bytes("姓名\n"),
                                      .request_key = "import-key-1"}))
                       .job.id;
  must(send_code(ports, {.purpose = "REGISTER", .id_number = {}, .phone = std::string(kPhone)}));
  must(send_notices(ports));
  const auto is_kept = [&] {
    const auto transaction = must(ports.store.begin_read());
    return std::pair(!must(transaction->imports().content(job)).reveal().empty(),
                     must(transaction->notices().find(sms.sent.front().id)).has_value());
  };
  EXPECT_EQ(is_kept(), std::pair(true, true));
  shorten("LISTS", "2");
  shorten("MESSAGES", "7");
  clock.advance(std::chrono::days(3));
  must(erase_outdated(ports));
  EXPECT_EQ(is_kept(), std::pair(false, true));
  clock.advance(std::chrono::days(5));
  must(erase_outdated(ports));
  EXPECT_EQ(is_kept(), std::pair(false, false));
}

}  // namespace
}  // namespace jianzai::app
