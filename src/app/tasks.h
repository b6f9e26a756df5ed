// What plans ask of a person, and what becomes of it.
#pragma once

#include <map>

#include "app/ports.h"

namespace jianzai::app {

// What the person's plans say of a try now.
struct Standing {
  bool is_asked = false;                   // a plan asks for proof
  bool is_suspended = false;               // payment is stopped until it comes
  bool is_closed = false;                  // one does, but takes no try now
  std::optional<Date> opens_on = {};       // of a closed one whose days have not come
  std::optional<OpeningHours> hours = {};  // of a closed one whose hour it is not
  int tries_max = 0;
  int review_workdays = 0;
  // By category, until when a plan asks: sooner or later than the category's own rule.
  std::map<std::string, Date> due_on = {};
  // Challenges whose answer counts for something that is asked or due; for anything, where nothing is.
  std::vector<ChallengeMode> modes = {};
  std::vector<AttemptId> failed = {};  // tries that count, the latest first; tries_max at most

  [[nodiscard]] bool has_used_tries() const { return static_cast<int>(failed.size()) >= tries_max; }
};

// Inside the caller's transaction. Where several plans ask, one that is open is enough, and the strictest
// number of tries holds. Plans that have not begun close nothing that is due otherwise. A try counts until
// the plan is over, whatever became of its pictures; where no plan asks, as long as pictures are kept. A
// reviewer's decision, a pass and a plan that begins make tries new. `by`: who would try. A helper's tries
// are those of everybody together; the person's own account has its own, so that nobody else can use them up.
[[nodiscard]] Result<Standing> standing_of(Ports& ports, Transaction& transaction, const Person& person,
                                           AttemptChannel by = AttemptChannel::kRelative);

// Makes the event happen to every task of the person to which it may, whatever the plan.
[[nodiscard]] Result<void> move_tasks(Ports& ports, Transaction& transaction, const PersonId& person,
                                      TaskEvent event);

// Whether a proof by face counts for what the task asks.
[[nodiscard]] Result<bool> counts_for(Transaction& transaction, const Person& person, const Task& task,
                                      ChallengeMode mode, Date on);

// The same of one task: whether it was moved.
[[nodiscard]] Result<bool> move_task(Ports& ports, Transaction& transaction, Task task, TaskEvent event);

// Writes a task that was moved from `before`, and what the paying side and the person are told of it. Every
// way in which a task moves ends here. False when the stored state is another one.
[[nodiscard]] Result<bool> store_task(Ports& ports, Transaction& transaction, const Task& task,
                                      TaskState before);

}  // namespace jianzai::app
