// Many clients at once, on whichever database the tests run. JIANZAI_STRESS_S: for so many seconds (2);
// CONTRIBUTING.md says how it is run on both.
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <map>
#include <mutex>
#include <set>
#include <sstream>
#include <thread>

#include "app/audit.h"
#include "app/decide_attempt.h"
#include "app/decide_review.h"
#include "app/finish_attempt.h"
#include "app/give_consent.h"
#include "app/open_attempt.h"
#include "app/open_review.h"
#include "app/pass_person.h"
#include "app/payroll.h"
#include "app/plans.h"
#include "app/relatives.h"
#include "app/set_looks_only.h"
#include "app/suspensions.h"
#include "app/sweep.h"
#include "app/test_world.h"
#include "app/tickets.h"
#include "app/view_reviews.h"
#include "app/write.h"

namespace jianzai::app {
namespace {

using namespace testing;

constexpr int kProving = 6;  // people with an account
constexpr int kOverdue = 6;  // people whom nobody found: their payment is stopped, and goes on
// Each client does at least so much, however slow it is.
constexpr std::uint64_t kTurnsMin = 30;

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
    case ErrorCode::kReviewClaimed:
    case ErrorCode::kSamePerson:
    case ErrorCode::kTaskRefused:
    case ErrorCode::kWayNotTaken:
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
    for (int i = 0; i < kProving; ++i) {
      const auto key = "key-of-" + std::to_string(i);
      const auto number = id_number_of(i);
      const Person person = add_somebody(number, key);
      enrol(person, "anna-0");
      persons_.push_back(person.id);
      auto registering = registration();
      registering.id_number = number;
      registering.request_key = key;
      accounts_.push_back(account_of(must(register_account(ports, registering))));
    }
    must(fill_plans(ports));
    // Made after the others were filled: its tasks are those that the test makes.
    overdue_plan_ = must(make_plan(ports, clerk(),
                                   {.name = "往年",
                                    .category_code = "WORK_INJURY",
                                    .self_from = "2026-11-01",
                                    .self_to = "2026-11-30",
                                    .request_key = "overdue-plan-key"}))
                        .plan.id;
    for (int i = 0; i < kOverdue; ++i) {
      overdue_.push_back(must(add_person(ports, clerk(),
                                         {.name = std::string(kName),
                                          .id_number = id_number_of(kProving + i),
                                          .category_code = "WORK_INJURY",
                                          .phone = std::string(kPhone),
                                          .request_key = "overdue-" + std::to_string(i)}))
                             .id);
      must(write(ports.store,
                 [&](Transaction& transaction) { return look_for(ports, transaction, overdue_.back()); }));
    }
  }

  // A task whose every day is over, of somebody who was asked in two ways.
  Result<void> look_for(Ports& all, Transaction& transaction, const PersonId& person) {
    using namespace std::chrono;
    const Task task{.id = TaskId::make(all.clock, all.random),
                    .plan = *overdue_plan_,
                    .person = person,
                    .agency = agency(),
                    .window = {.self_from = Date(sys_days(1950y / January / 1) + days(rounds_++)),
                               .self_to = 2026y / June / 30,
                               .verify_to = 2026y / July / 31},
                    .state = TaskState::kVerifying};
    if (TRY(transaction.tasks().insert(task)) != Inserted::kNew)
      return fail(ErrorCode::kInternal, "an overdue task that is there already");
    for (const auto channel : {ContactChannel::kVoice, ContactChannel::kVisit}) {
      TRY(transaction.tasks().insert_contact(
          task.id, {.channel = channel, .made_at = all.clock.now(), .by = clerk().id}));
    }
    return {};
  }

  template <class T>
  void heard(const Result<T>& result) {
    ++calls_;
    if (result || is_fair(result.error().code)) return;
    const std::scoped_lock lock(mutex_);
    std::string unfair = std::to_string(static_cast<int>(result.error().code)) + ' ' + result.error().detail;
    for (const auto& [field, code] : result.error().fields) unfair += field + ':' + code + ' ';
    unfair_.insert(std::move(unfair));
  }

  // How often somebody may add a relative is limited. That is no other client's doing, so everything else
  // that is refused as too often is a fault.
  template <class T>
  void heard_or_waits(const Result<T>& result) {
    const bool waits =
        !result && result.error().code == ErrorCode::kTooManyTries && result.error().retry_after;
    if (waits) {
      ++calls_;
    } else {
      heard(result);
    }
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
    // Some think better of it, or would rather do it another way, which ends what is open.
    if (dice % 13 == 0) heard(withdraw_consent(all, account, consent->id));
    if (dice % 11 == 0)
      heard(open_attempt(all, account, consent->id, {.mode = ChallengeMode::kPose}, key + "-pose"));
    heard(finish_attempt(all, account, attempt.id));
    if (dice % 4 != 0) heard(decide_attempt(all, attempt.id));
    if (dice % 2 != 0) return;
    const auto asked = request_review(all, account, attempt.id);
    heard(asked);
    const std::scoped_lock lock(mutex_);
    if (asked) asked_.insert(attempt.id.text());
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
    if (dice % 4 != 0) heard(claim_review(all, by, chosen.id));
    if (dice % 7 == 0) {
      heard(release_review(all, by, chosen.id));
      return;
    }
    const bool approves = dice % 3 == 0;
    const auto decided = decide_review(
        all, by,
        {chosen.id, approves ? ReviewVerdict::kApprove : ReviewVerdict::kReject, approves ? "" : "不是本人"});
    // Who took the consent back took the pictures along.
    const bool is_unseen = !decided && decided.error().code == ErrorCode::kInvalidFields &&
                           decided.error().fields.front().code == "NO_PICTURES";
    if (!is_unseen) heard(decided);
  }
  void help(Ports& all, std::uint64_t dice) {
    const auto from = dice % accounts_.size();
    const auto to = (from + 1) % accounts_.size();
    const auto added = add_relative(all, accounts_[from],
                                    {.name = std::string(kName),
                                     .id_number = id_number_of(static_cast<int>(to)),
                                     .relation = "NEIGHBOUR",
                                     .request_key = "relative-" + std::to_string(dice)});
    heard_or_waits(added);
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
    if (dice % 4 == 0)
      heard(
          close_ticket(all, reviewers_[(dice + 1) % reviewers_.size()], ticket->id, "NOT_REACHED", "没人接"));
  }

  void act(Ports& all, std::uint64_t what, std::uint64_t dice) {
    switch (what) {
      case 0:
      case 1:
      case 2:
        return review(all, dice);
      case 3:
        return help(all, dice);
      case 4:
        return heard(set_looks_only(all, clerk(), persons_[dice % persons_.size()], dice / 8 % 2 == 0));
      case 5:
      case 6:
        return call_back(all, dice);
      case 7:
        return withdraw(all, dice);
      case 8:
      case 9:
      case 10:
        return suspend(all, dice);
      case 11:
        return pay(all, dice);
      default:
        return prove(all, dice);
    }
  }

  // What was agreed to some time ago is taken back.
  void withdraw(Ports& all, std::uint64_t dice) {
    const Account& account = accounts_[dice % accounts_.size()];
    const auto given = list_consents(all, account);
    heard(given);
    if (!given || given->empty()) return;
    heard(withdraw_consent(all, account, (*given)[dice % given->size()].consent.id));
  }

  std::optional<Task> open_task(Ports& all, const PersonId& person) {
    const auto transaction = all.store.begin_read();
    heard(transaction);
    if (!transaction) return std::nullopt;
    auto tasks = (*transaction)->tasks().unsettled(person);
    heard(tasks);
    if (!tasks || tasks->empty()) return std::nullopt;
    return tasks->front();
  }
  void suspend(Ports& all, std::uint64_t dice) {
    const PersonId& person = overdue_[dice % overdue_.size()];
    const auto task = open_task(all, person);
    if (!task) return;
    const auto what = dice / overdue_.size();
    const Operator& by = reviewers_[what % reviewers_.size()];
    switch (what / 2 % 6) {
      case 0:
        heard(propose_suspension(all, clerk(), task->id));
        break;
      case 1:
        heard(propose_suspension(all, by, task->id));
        break;
      case 2:
        heard(drop_suspension(all, by, task->id));
        break;
      case 3:
      case 4:
        heard(approve_suspension(all, by, task->id));
        break;
      default:
        resume(all, person);
    }
  }
  // Whose payment is stopped is found after all; and the office looks for them again.
  void resume(Ports& all, const PersonId& person) {
    heard(write(all.store, [&](Transaction& transaction) -> Result<void> {
      const auto tasks = TRY(transaction.tasks().unsettled(person));
      const bool is_stopped =
          std::ranges::any_of(tasks, [](const Task& one) { return one.state == TaskState::kSuspended; });
      if (!is_stopped) return {};
      TRY(pass_person(all, transaction, person,
                      {.seen_on = china_date(all.clock.now()), .way = ProofWay::kAssisted}));
      return look_for(all, transaction, person);
    }));
  }
  void pay(Ports& all, std::uint64_t dice) {
    heard(make_payroll_batch(all, reviewers_[dice % reviewers_.size()],
                             "payroll-" + std::to_string(turns_++ / 6)));
  }
  // What these were done to; each at most once.
  std::set<std::string> done_once(Transaction& transaction, std::initializer_list<AuditAction> actions) {
    std::set<std::string> objects;
    std::string cursor;
    do {
      const auto page = must(transaction.audit().page(agency(), {}, cursor, 1000));
      for (const auto& entry : page.rows) {
        if (std::ranges::find(actions, entry.event.action) == actions.end()) continue;
        EXPECT_TRUE(objects.insert(entry.event.object).second)
            << to_text(entry.event.action) << ' ' << entry.event.object << " was done twice";
      }
      cursor = page.next.value_or("");
    } while (!cursor.empty());
    return objects;
  }

  // Every instruction is in one batch, of which none is missing; how many of each order.
  std::map<std::string, std::size_t> paid(Transaction& transaction) {
    std::map<std::string, std::size_t> orders;
    std::set<std::string> instructions;
    const auto batches = must(transaction.payroll().of_agency(agency(), 1'000'000));
    int number = static_cast<int>(batches.size());
    for (const PayrollBatch& batch : batches) {
      EXPECT_EQ(batch.number, number--);
      std::istringstream csv(must(transaction.payroll().csv(batch.id)).reveal());
      std::string line;
      std::getline(csv, line);  // the heading
      int rows = 0;
      for (; std::getline(csv, line); ++rows) {
        EXPECT_TRUE(instructions.insert(line.substr(0, line.find(','))).second) << "told twice";
        for (const auto* order : {"暂停", "恢复"})
          orders[order] += line.find("," + std::string(order) + ",") == std::string::npos ? 0U : 1U;
      }
      EXPECT_EQ(rows, batch.rows);
    }
    EXPECT_EQ(must(transaction.payroll().count_waiting(agency())), 0);
    EXPECT_EQ(instructions.size(), orders["暂停"] + orders["恢复"]);
    return orders;
  }

  std::vector<Operator> reviewers_;
  std::vector<PersonId> persons_;
  std::vector<Account> accounts_;
  std::vector<PersonId> overdue_;
  std::optional<PlanId> overdue_plan_;
  std::mutex mutex_;
  std::set<std::string> unfair_;
  std::set<std::string> asked_;  // attempts for which a review was promised
  std::atomic<int> calls_ = 0;
  std::atomic<int> turns_ = 0;
  std::atomic<int> rounds_ = 0;
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
        for (std::uint64_t turn = 0; turn < kTurnsMin || std::chrono::steady_clock::now() < until; ++turn) {
          const std::uint64_t dice = (turn * 8 + client) * 2654435761ULL >> 7U;
          act(all, dice % 16, dice / 16);
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
  // What was proposed, or dropped, is approved now, and all of it is told.
  for (const auto& person : overdue_) {
    auto task = open_task(ports, person);
    ASSERT_TRUE(task);
    if (task->state == TaskState::kVerifying) task = must(propose_suspension(ports, clerk(), task->id)).task;
    const bool is_firsts = task->proposed_by == reviewers_.front().id;
    const auto& second = is_firsts ? reviewers_.back() : reviewers_.front();
    if (task->state == TaskState::kSuspendProposed) must(approve_suspension(ports, second, task->id));
  }
  const auto rest = make_payroll_batch(ports, reviewers_.front(), "payroll-rest");
  EXPECT_TRUE(rest || rest.error().code == ErrorCode::kNotFound);
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
        EXPECT_TRUE(review || asked_.erase(attempt.id.text()) == 0) << attempt.id.text();
        asked_.erase(attempt.id.text());
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
  EXPECT_TRUE(asked_.empty()) << *asked_.begin() << " is lost";
  // Each verdict was recorded once, and nothing of the log is lost.
  const auto verdicts = done_once(*transaction, {AuditAction::kApproveReview, AuditAction::kRejectReview});
  EXPECT_EQ(verdicts.size(), closed);
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
  std::set<std::string> answered;
  std::size_t tickets = 0;
  for (const auto& account : accounts_) {
    for (const auto& ticket : must(transaction->tickets().of_account(account.id, 1'000'000))) {
      ++tickets;
      if (ticket.state == TicketState::kDone) answered.insert(ticket.id.text());
      EXPECT_EQ(ticket.outcome.has_value(), ticket.state == TicketState::kDone);
    }
  }
  EXPECT_EQ(done_once(*transaction, {AuditAction::kCloseTicket}), answered);
  // Each suspension was approved once, and told to the paying side once, as was that it is over.
  std::set<std::string> suspended;
  std::size_t resumed = 0;
  for (const auto& person : overdue_) {
    for (const Task& task : must(transaction->tasks().of_person(person, 1'000'000))) {
      const bool is_resumed = task.state == TaskState::kResumed;
      EXPECT_TRUE(is_resumed || task.state == TaskState::kSuspended) << to_text(task.state);
      suspended.insert(task.id.text());
      resumed += is_resumed ? 1U : 0U;
    }
  }
  EXPECT_EQ(done_once(*transaction, {AuditAction::kApproveSuspension}), suspended);
  auto orders = paid(*transaction);
  EXPECT_EQ(orders["暂停"], suspended.size());
  EXPECT_EQ(orders["恢复"], resumed);
  RecordProperty("calls", calls_);
  RecordProperty("attempts", static_cast<int>(attempts));
  std::cout << "concurrency: " << calls_ << " calls, " << attempts << " attempts, " << closed << " verdicts, "
            << tickets << " tickets, " << suspended.size() << " suspensions, " << resumed << " resumptions\n";
}

}  // namespace
}  // namespace jianzai::app
