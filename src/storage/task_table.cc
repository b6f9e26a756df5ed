#include "storage/scope.h"
#include "storage/sealing.h"
#include "storage/tables.h"

namespace jianzai::storage {
namespace {

#define JIANZAI_TASK_COLUMNS                                                                               \
  "SELECT t.id, t.plan, t.person, t.agency, t.self_from, t.self_to, t.verify_to, t.grace_days, "           \
  "t.state, t.settled_on, t.proposed_by, t.suspended_from, t.arrears_months, t.before_loss, t.remind_on, " \
  "t.settled_by, t.age_band "
#define JIANZAI_TASKS JIANZAI_TASK_COLUMNS "FROM tasks t "
constexpr std::size_t kRegionColumn = 17;  // where a person's region comes behind them

Result<Task> task_of(const Row& row) {
  auto id = TRY(row.id<TaskId>(0));
  auto plan = TRY(row.id<PlanId>(1));
  auto person = TRY(row.id<PersonId>(2));
  auto agency = TRY(row.id<AgencyId>(3));
  const auto self_from = TRY(row.date(4));
  const auto self_to = TRY(row.date(5));
  const auto verify_to = TRY(row.date(6));
  const auto grace_days = static_cast<int>(TRY(row.integer(7)));
  const auto state = TRY(row.named(8, task_state_from));
  const auto settled_on = TRY(row.optional_date(9));
  const auto suspended_from = TRY(row.optional_date(11));
  Task task{.id = std::move(id),
            .plan = std::move(plan),
            .person = std::move(person),
            .agency = std::move(agency),
            .window = {.self_from = self_from,
                       .self_to = self_to,
                       .verify_to = verify_to,
                       .grace_days = grace_days},
            .state = state,
            .settled_on = settled_on,
            .suspended_from = suspended_from};
  task.remind_on = TRY(row.optional_date(14));
  if (!row.is_null(15)) task.settled_by = TRY(row.named(15, proof_way_from));
  task.age_band = age_band_from(TRY(row.text(16)));
  if (!row.is_null(10)) task.proposed_by = TRY(row.id<OperatorId>(10));
  if (!row.is_null(13)) task.before_loss = TRY(row.named(13, task_state_from));
  if (!row.is_null(12)) task.arrears_months = static_cast<int>(TRY(row.integer(12)));
  return task;
}

Result<std::vector<Task>> tasks_of(Result<std::vector<Row>> rows) {
  std::vector<Task> tasks;
  for (const Row& row : TRY(std::move(rows))) tasks.push_back(TRY(task_of(row)));
  return tasks;
}

// A contact has no id of its own, and its task may become another one (replace).
std::string place_of(const app::TaskContact& contact) {
  return contact.by.text() + "." + to_iso(contact.made_at) + "." + std::string(to_text(contact.channel));
}

#define JIANZAI_CONTACT_COLUMNS "c.channel, c.made_at, c.operator, c.result, c.note"
Result<app::TaskContact> contact_of(const crypto::Vault& vault, const Row& row) {
  const auto channel = TRY(row.named(0, contact_channel_from));
  const auto made_at = TRY(row.time(1));
  auto by = TRY(row.id<OperatorId>(2));
  app::TaskContact contact{.channel = channel, .made_at = made_at, .by = std::move(by)};
  if (!row.is_null(3)) contact.result = TRY(row.named(3, contact_result_from));
  if (!row.is_null(4)) contact.note = TRY(open_text(vault, "task_contacts.note", place_of(contact), row, 4));
  return contact;
}

// The agency's plans in that state; none are in the empty one.
#define JIANZAI_NOT_IN_PLANS(plan, state) \
  "AND " plan " NOT IN (SELECT id FROM plans WHERE agency = $1 AND state = " state ") "
Value left_out(app::OfPlans others) {
  return to_value(others == app::OfPlans::kNotClosed ? to_text(PlanState::kClosed) : "");
}

}  // namespace

Result<app::Inserted> TaskTable::insert(const Task& task) {
  const int changed = TRY(context_.sql.execute(
      "INSERT INTO tasks (id, plan, person, agency, self_from, self_to, verify_to, grace_days, state, "
      "remind_on, age_band, region) SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
      "COALESCE((SELECT region FROM persons WHERE id = $3), '') WHERE NOT EXISTS (SELECT 1 FROM tasks "
      "WHERE person = $3 AND plan = $2 AND state NOT IN ('MATCHED', 'PASSED', 'RESUMED', 'TERMINATED')) "
      "AND COALESCE((SELECT instruction FROM payroll_rows r WHERE r.person = $3 "
      "AND r.category = (SELECT category FROM plans WHERE id = $2) ORDER BY r.number DESC LIMIT 1), '') "
      "<> 'TERMINATE' ON CONFLICT (person, plan, self_from) DO "
      "NOTHING",
      {task.id.text(), task.plan.text(), task.person.text(), task.agency.text(),
       to_value(task.window.self_from), to_value(task.window.self_to), to_value(task.window.verify_to),
       std::int64_t{task.window.grace_days}, to_value(to_text(task.state)), to_value(task.remind_on),
       task.age_band ? to_value(to_text(*task.age_band)) : Value(std::string())}));
  return changed == 1 ? app::Inserted::kNew : app::Inserted::kAlreadyThere;
}

Result<std::optional<Task>> TaskTable::find(const TaskId& id) {
  const auto row = TRY(context_.sql.find(JIANZAI_TASKS "WHERE id = $1", {id.text()}));
  if (!row) return std::nullopt;
  return TRY(task_of(*row));
}

Result<std::vector<Task>> TaskTable::unsettled(const PersonId& person) {
  return tasks_of(
      context_.sql.query(JIANZAI_TASKS
                         "WHERE person = $1 AND state NOT IN ('MATCHED', 'PASSED', 'RESUMED', 'TERMINATED') "
                         "ORDER BY self_to, id",
                         {person.text()}));
}

Result<std::vector<Task>> TaskTable::of_person(const PersonId& person, std::size_t rows) {
  return tasks_of(context_.sql.query(JIANZAI_TASKS
                                     "WHERE person = $1 ORDER BY self_from DESC, id DESC LIMIT $2",
                                     {person.text(), static_cast<std::int64_t>(rows)}));
}

Result<std::vector<Row>> TaskTable::of_agency(const AgencyId& agency, TaskState state,
                                              const std::optional<PlanId>& plan, app::OfPlans others,
                                              std::string_view cursor, std::int64_t limit) {
  const auto state_text = to_value(to_text(state));
  if (plan) {
    return context_.sql.query(JIANZAI_TASKS
                              "WHERE plan = $1 AND state = $2 AND id > $3 AND agency = $4 "
                              "ORDER BY id LIMIT $5",
                              {plan->text(), state_text, to_value(cursor), agency.text(), limit});
  }
  return context_.sql.query(JIANZAI_TASKS
                            "WHERE agency = $1 AND state = $2 AND id > $3 " JIANZAI_NOT_IN_PLANS(
                                "plan", "$5") "ORDER BY id LIMIT $4",
                            {agency.text(), state_text, to_value(cursor), limit, left_out(others)});
}

// Person by person, so that a village's are read and not those of the whole agency. The words CROSS JOIN keep
// SQLite from beginning with the tasks.
Result<std::vector<Row>> TaskTable::of_scope(const Scope& scope, TaskState state,
                                             const std::optional<PlanId>& plan, app::OfPlans others,
                                             std::string_view cursor, std::int64_t limit) {
  const ScopeValues in(scope);
  const Value out = left_out(plan ? app::OfPlans::kAll : others);
  const auto state_text = to_value(to_text(state));
  const std::string plan_text = plan ? plan->text() : "";
  const auto [region, rest] = cursor_parts(cursor);
  const auto [person, task] = cursor_parts(rest);
  if (scope.employer) {
    return context_.sql.query(
        JIANZAI_TASK_COLUMNS
        ", p.region FROM persons p CROSS JOIN tasks t WHERE t.person = p.id AND p.agency = $1 "
        "AND p.employer = $2 AND ($3 = '' OR p.region BETWEEN $3 AND $4) AND p.id >= $5 "
        "AND (p.id, t.id) > ($5, $6) AND t.state = $7 AND ($8 = '' OR t.plan = $8) " JIANZAI_NOT_IN_PLANS(
            "t.plan", "$10") "ORDER BY p.id, t.id LIMIT $9",
        {scope.agency.text(), in.employer, in.from, in.to, person, task, state_text, plan_text, limit, out});
  }
  return context_.sql.query(
      JIANZAI_TASK_COLUMNS
      ", p.region FROM persons p CROSS JOIN tasks t WHERE t.person = p.id AND p.agency = $1 "
      "AND p.region >= $2 AND p.region <= $3 AND (p.region, p.id) >= ($4, $5) "
      "AND (p.region, p.id, t.id) > ($4, $5, $6) AND t.state = $7 AND ($8 = '' OR t.plan = "
      "$8) " JIANZAI_NOT_IN_PLANS("t.plan", "$10") "ORDER BY p.region, p.id, t.id LIMIT $9",
      {scope.agency.text(), in.from, in.to, region, person, task, state_text, plan_text, limit, out});
}

Result<app::Page<Task>> TaskTable::page(const Scope& scope, TaskState state,
                                        const std::optional<PlanId>& plan, app::OfPlans others,
                                        std::string_view cursor, std::size_t rows) {
  const auto limit = static_cast<std::int64_t>(rows + 1);
  const auto found = TRY(scope.is_whole_agency() ? of_agency(scope.agency, state, plan, others, cursor, limit)
                                                 : of_scope(scope, state, plan, others, cursor, limit));
  app::Page<Task> page;
  for (const Row& row : found) {
    if (page.rows.size() == rows) {
      page.next = page.rows.back().id.text();
      if (!scope.is_whole_agency()) {
        const auto region = TRY(found[rows - 1].text(kRegionColumn));
        page.next = region + "." + page.rows.back().person.text() + "." + *page.next;
      }
      break;
    }
    page.rows.push_back(TRY(task_of(row)));
  }
  return page;
}

Result<bool> TaskTable::update(const Task& task, TaskState expected) {
  const int changed = TRY(context_.sql.execute(
      "UPDATE tasks SET state = $2, settled_on = $3, proposed_by = $4, suspended_from = $5, "
      "arrears_months = $6, before_loss = $7, settled_by = $9 WHERE id = $1 AND state = $8",
      {task.id.text(), to_value(to_text(task.state)), to_value(task.settled_on),
       task.proposed_by ? Value(task.proposed_by->text()) : Value{}, to_value(task.suspended_from),
       task.arrears_months ? Value(std::int64_t{*task.arrears_months}) : Value{},
       task.before_loss ? to_value(to_text(*task.before_loss)) : Value{}, to_value(to_text(expected)),
       task.settled_by ? to_value(to_text(*task.settled_by)) : Value{}}));
  return changed == 1;
}

Result<void> TaskTable::replace(const TaskId& gone, const TaskId& by) {
  TRY(context_.sql.execute(
      "DELETE FROM task_contacts WHERE task = $1 AND EXISTS (SELECT 1 FROM task_contacts c WHERE c.task = $2 "
      "AND c.made_at = task_contacts.made_at AND c.channel = task_contacts.channel)",
      {gone.text(), by.text()}));
  TRY(context_.sql.execute("UPDATE task_contacts SET task = $2 WHERE task = $1", {gone.text(), by.text()}));
  TRY(context_.sql.execute("UPDATE payroll_rows SET task = $2 WHERE task = $1", {gone.text(), by.text()}));
  TRY(context_.sql.execute("DELETE FROM tasks WHERE id = $1", {gone.text()}));
  return {};
}

Result<void> TaskTable::set_remind_on(const TaskId& id, const std::optional<Date>& day) {
  TRY(context_.sql.execute("UPDATE tasks SET remind_on = $2 WHERE id = $1", {id.text(), to_value(day)}));
  return {};
}

Result<std::vector<Task>> TaskTable::to_remind(Date today, std::size_t rows) {
  return tasks_of(context_.sql.query(JIANZAI_TASKS
                                     "WHERE state = 'PENDING' AND remind_on IS NOT NULL AND remind_on <= $1 "
                                     "AND plan IN (SELECT id FROM plans WHERE state <> 'CLOSED') LIMIT $2",
                                     {to_value(today), static_cast<std::int64_t>(rows)}));
}

Result<std::vector<Task>> TaskTable::to_end(Date today, std::size_t rows) {
  return tasks_of(
      context_.sql.query(JIANZAI_TASKS
                         "WHERE state = 'PENDING' AND plan IN (SELECT id FROM plans WHERE state <> 'CLOSED') "
                         "AND self_to < $1 LIMIT $2",
                         {to_value(today), static_cast<std::int64_t>(rows)}));
}

Result<void> TaskTable::insert_contact(const TaskId& id, const app::TaskContact& contact) {
  TRY(
      context_.sql.execute("INSERT INTO task_contacts (task, channel, made_at, operator, result, note) "
                           "VALUES ($1, $2, $3, $4, $5, "
                           "$6) ON CONFLICT (task, made_at, channel) DO NOTHING",
                           {id.text(), to_value(to_text(contact.channel)), to_value(contact.made_at),
                            contact.by.text(), contact.result ? to_value(to_text(*contact.result)) : Value{},
                            seal(context_.vault, "task_contacts.note", place_of(contact), contact.note)}));
  return {};
}

Result<std::vector<app::TaskContact>> TaskTable::contacts(const TaskId& id) {
  std::vector<app::TaskContact> contacts;
  for (const Row& row :
       TRY(context_.sql.query("SELECT " JIANZAI_CONTACT_COLUMNS
                              " FROM task_contacts c WHERE c.task = $1 ORDER BY c.made_at DESC, c.channel",
                              {id.text()})))
    contacts.push_back(TRY(contact_of(context_.vault, row)));
  return contacts;
}

Result<std::vector<app::PersonContact>> TaskTable::contacts_of(const PersonId& person, std::size_t rows) {
  std::vector<app::PersonContact> contacts;
  for (const Row& row : TRY(context_.sql.query(
           "SELECT " JIANZAI_CONTACT_COLUMNS ", t.plan FROM tasks t CROSS JOIN task_contacts c "
           "WHERE c.task = t.id AND t.person = $1 ORDER BY c.made_at DESC, t.id DESC, c.channel LIMIT $2",
           {person.text(), static_cast<std::int64_t>(rows)}))) {
    auto contact = TRY(contact_of(context_.vault, row));
    auto plan = TRY(row.id<PlanId>(5));
    contacts.push_back({.plan = std::move(plan), .contact = std::move(contact)});
  }
  return contacts;
}

}  // namespace jianzai::storage
