// Many clients at once, on whichever database the tests run. JIANZAI_STRESS_S: for so many seconds (2).
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <set>
#include <thread>

#include "app/audit.h"
#include "app/decide_attempt.h"
#include "app/decide_review.h"
#include "app/finish_attempt.h"
#include "app/give_consent.h"
#include "app/open_attempt.h"
#include "app/open_review.h"
#include "app/plans.h"
#include "app/relatives.h"
#include "app/set_looks_only.h"
#include "app/sweep.h"
#include "app/test_world.h"
#include "app/tickets.h"
#include "app/view_reviews.h"

namespace jianzai::app {
namespace {

using namespace testing;

constexpr std::array kNumbers{"11010519491231002X", "110105194912310011", "110105198001010032"};

std::chrono::seconds stress_time() {
  const char* wanted = std::getenv("JIANZAI_STRESS_S");
  return std::chrono::seconds(wanted != nullptr ? std::max(1, std::atoi(wanted)) : 2);
}

// What a client may be told because of another one.
bool is_fair(ErrorCode code) {
  switch (code) {
    case ErrorCode::kNotFound:
    case ErrorCode::kForbidden:
    case ErrorCode::kConsentMissing:
    case ErrorCode::kAttemptClosed:
    case ErrorCode::kAttemptEmpty:
    case ErrorCode::kStepMissed:
    case ErrorCode::kIdempotencyConflict:
    case ErrorCode::kReviewClosed:
    case ErrorCode::kHelperRefused:
    case ErrorCode::kTriesUsed:
    case ErrorCode::kTicketClosed:
      return true;
    default:
      return false;
  }
}

class Concurrency : public World {
 protected:
  void SetUp() override {
    World::SetUp();
    if (IsSkipped()) return;
    reviewers_.push_back(reviewer());
    reviewers_.push_back(add_operator_of(agency(), "second", OperatorRole::kReviewer));
    must(make_plan(ports, clerk(),
                   {.name = "年度",
                    .category_code = "ENTERPRISE_PENSION",
                    .self_from = "2026-11-01",
                    .self_to = "2026-11-30",
                    .tries_max = "20",
                    .request_key = "plan-key"}));
    for (std::size_t i = 0; i < kNumbers.size(); ++i) {
      const auto key = "key-of-" + std::to_string(i);
      const Person person = add_somebody(kNumbers[i], key);
      enrol(person, "anna-0");
      persons_.push_back(person.id);
      auto registering = registration();
      registering.id_number = kNumbers[i];
      registering.request_key = key;
      accounts_.push_back(account_of(must(register_account(ports, registering))));
    }
    must(fill_plans(ports));
  }

  template <class T>
  void heard(const Result<T>& result) {
    ++calls_;
    if (result || is_fair(result.error().code)) return;
    const std::scoped_lock lock(mutex_);
    unfair_.insert(std::to_string(static_cast<int>(result.error().code)) + ' ' + result.error().detail);
  }

  // One phone: opens with a key that others may use too, answers what it can, and sends some of it twice.
  void prove(Ports& all, std::uint64_t dice) {
    const Account& account = accounts_[dice % accounts_.size()];
    std::optional<RelativeId> relative;
    if (dice % 5 == 0) {
      const auto helped = list_relatives(all, account);
      heard(helped);
      if (helped && !helped->empty()) relative = helped->front().relative.id;
    }
    const auto key = "key-" + std::to_string(turns_++ / 12) + (relative ? "-r" : "");
    const auto consent = give_consent(all, account, settings.consent_version, key, relative);
    heard(consent);
    if (!consent) return;
    const auto opened = open_attempt(all, account, consent->id, {.mode = ChallengeMode::kStatic}, key);
    heard(opened);
    if (!opened) return;
    const Attempt& attempt = opened->attempt;
    const auto who = dice % 3 == 0 ? "anna-" : "berta-";
    for (int sequence = 0; sequence < settings.frames_wanted; ++sequence) {
      const auto picture = who + attempt.id.text() + std::to_string(sequence);
      for (std::uint64_t twice = 0; twice <= dice % 2; ++twice)
        heard(put_in(all, account, attempt, sequence, picture));
    }
    heard(finish_attempt(all, account, attempt.id));
    if (dice % 4 != 0) heard(decide_attempt(all, attempt.id));
    if (dice % 2 == 0) heard(request_review(all, account, attempt.id));
  }
  Result<AttemptView> put_in(Ports& all, const Account& account, const Attempt& attempt, int sequence,
                             const std::string& picture) {
    return put_frame(all, account,
                     {.attempt = attempt.id,
                      .sequence = sequence,
                      .step = 0,
                      .captured_at = {},
                      .nonce = attempt.nonce,
                      .jpeg = as_bytes(picture)});
  }
  void review(Ports& all, std::uint64_t dice) {
    const Operator& by = reviewers_[dice % reviewers_.size()];
    const auto open = list_reviews(all, by, "");
    heard(open);
    if (!open || open->rows.empty()) return;
    const auto& chosen = open->rows[dice % std::min<std::size_t>(open->rows.size(), 3)].review;
    const bool approves = dice % 3 == 0;
    heard(decide_review(all, by,
                        {chosen.id, approves ? ReviewVerdict::kApprove : ReviewVerdict::kReject,
                         approves ? "" : "不是本人"}));
  }
  void help(Ports& all, std::uint64_t dice) {
    const auto from = dice % accounts_.size();
    const auto to = (from + 1) % accounts_.size();
    const auto added = add_relative(all, accounts_[from],
                                    {.name = std::string(kName),
                                     .id_number = kNumbers[to],
                                     .relation = "NEIGHBOUR",
                                     .request_key = "relative-" + std::to_string(dice)});
    heard(added);
    if (added && dice % 3 == 0) heard(remove_relative(all, accounts_[from], added->relative.id));
  }

  // Somebody asks to be called, twice, and may take it back; operators snatch it from each other.
  void call_back(Ports& all, std::uint64_t dice) {
    const Account& account = accounts_[dice % accounts_.size()];
    const auto key = "ticket-" + std::to_string(turns_++ / 6);
    const auto ticket =
        open_ticket(all, account, {.kind = "CALLBACK", .phone = {}, .note = {}, .request_key = key});
    heard(ticket);
    if (!ticket) return;
    const Operator& by = reviewers_[dice % reviewers_.size()];
    heard(claim_ticket(all, by, ticket->id));
    if (dice % 5 == 0) heard(release_ticket(all, by, ticket->id));
    if (dice % 7 == 0) heard(withdraw_ticket(all, account, ticket->id));
    if (dice % 3 == 0) heard(close_ticket(all, by, ticket->id, "SOLVED", "好了"));
  }
  std::size_t count_of(Transaction& transaction, std::initializer_list<AuditAction> actions) {
    std::size_t count = 0;
    std::string cursor;
    do {
      const auto page = must(transaction.audit().page(agency(), {}, cursor, 1000));
      for (const auto& entry : page.rows)
        count += std::ranges::find(actions, entry.event.action) != actions.end() ? 1U : 0U;
      cursor = page.next.value_or("");
    } while (!cursor.empty());
    return count;
  }

  std::vector<Operator> reviewers_;
  std::vector<PersonId> persons_;
  std::vector<Account> accounts_;
  std::mutex mutex_;
  std::set<std::string> unfair_;
  std::atomic<int> calls_ = 0;
  std::atomic<int> turns_ = 0;
};

TEST_F(Concurrency, leaves_one_outcome_for_everything) {
  SystemRandom system_random;  // the world's own is not for several threads
  Ports all{.store = *store,
            .faces = faces,
            .cards = cards,
            .clock = clock,
            .random = system_random,
            .workdays = workdays,
            .settings = settings,
            .receipt_key = receipt_key,
            .printer = printer,
            .sms = sms};
  const auto until = std::chrono::steady_clock::now() + stress_time();
  {
    std::vector<std::jthread> clients;
    for (std::uint64_t client = 0; client < 8; ++client) {
      clients.emplace_back([&, client] {
        for (std::uint64_t turn = 0; std::chrono::steady_clock::now() < until; ++turn) {
          const std::uint64_t dice = (turn * 8 + client) * 2654435761ULL >> 7U;
          switch (dice % 9) {
            case 0:
            case 1:
              review(all, dice / 9);
              break;
            case 2:
              help(all, dice / 9);
              break;
            case 3:
              heard(set_looks_only(all, clerk(), persons_[dice / 9 % persons_.size()], dice % 16 < 8));
              break;
            case 4:
              call_back(all, dice / 9);
              break;
            default:
              prove(all, dice / 9);
          }
        }
      });
    }
  }
  EXPECT_TRUE(unfair_.empty()) << *unfair_.begin();
  EXPECT_GT(calls_, 50);

  // What was submitted and not decided is decided by who comes later.
  const auto submitted =
      must(must(store->begin_read())->attempts().in_state(AttemptState::kSubmitted, 100'000));
  for (const auto& id : submitted) must(decide_attempt(ports, id));
  const auto transaction = must(store->begin_read());
  std::size_t closed = 0;
  std::size_t attempts = 0;
  for (const auto& person : persons_) {
    std::string cursor;
    do {
      const auto page = must(transaction->attempts().page(person, cursor, 100));
      for (const auto& attempt : page.rows) {
        ++attempts;
        const auto review = must(transaction->reviews().find_by_attempt(attempt.id));
        EXPECT_NE(attempt.state, AttemptState::kSubmitted);
        EXPECT_EQ(attempt.decision.has_value(), attempt.state == AttemptState::kDecided);
        if (!attempt.decision) continue;
        const auto result = attempt.decision->result;
        if (result == AttemptResult::kReview) {
          EXPECT_TRUE(review && review->state == ReviewState::kOpen) << attempt.id.text();
        }
        if (!review || review->state == ReviewState::kOpen) continue;
        ++closed;
        EXPECT_EQ(result == AttemptResult::kPassed, review->state == ReviewState::kApproved);
        EXPECT_TRUE(must(transaction->attempts().frame_numbers(attempt.id)).empty());
      }
      cursor = page.next.value_or("");
    } while (!cursor.empty());
  }
  EXPECT_GT(attempts, 0U);
  // Each verdict was recorded once, and nothing of the log is lost.
  const auto verdicts = count_of(*transaction, {AuditAction::kApproveReview, AuditAction::kRejectReview});
  EXPECT_EQ(verdicts, closed);
  EXPECT_FALSE(must(transaction->audit().check({})).broken_at);
  // A task waits for a review if and only if there is one, and one pass has settled it.
  for (const auto& person : persons_) {
    const auto tasks = must(transaction->tasks().unsettled(person));
    const bool has_passed =
        must(transaction->persons().find(person))->entitlements.front().last_passed_on.has_value();
    EXPECT_EQ(tasks.empty(), has_passed);
    const bool is_reviewed = must(transaction->reviews().find_open(person)).has_value();
    for (const auto& task : tasks)
      EXPECT_EQ(task.state, is_reviewed ? TaskState::kReviewing : TaskState::kPending);
  }
  // Each ticket was closed once, or not at all.
  std::size_t answered = 0;
  std::size_t tickets = 0;
  for (const auto& account : accounts_) {
    for (const auto& ticket : must(transaction->tickets().of_account(account.id, 1'000'000))) {
      ++tickets;
      answered += ticket.state == TicketState::kDone ? 1U : 0U;
      EXPECT_EQ(ticket.outcome.has_value(), ticket.state == TicketState::kDone);
    }
  }
  EXPECT_EQ(count_of(*transaction, {AuditAction::kCloseTicket}), answered);
  RecordProperty("calls", calls_);
  RecordProperty("attempts", static_cast<int>(attempts));
  std::cout << "concurrency: " << calls_ << " calls, " << attempts << " attempts, " << closed << " verdicts, "
            << tickets << " tickets\n";
}

}  // namespace
}  // namespace jianzai::app
