#include "app/roster/exports.h"

#include <algorithm>
#include <array>
#include <map>

#include "app/audit.h"
#include "app/fields.h"
#include "app/roster/fault_words.h"
#include "app/roster/import_jobs.h"
#include "app/view_operator.h"
#include "app/write.h"
#include "base/csv.h"
#include "base/limits.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kRowsPerPage = 1'000;

using Rows = std::vector<std::vector<std::string>>;

std::string csv_of(const Rows& rows) {
  std::string csv = "\xEF\xBB\xBF";
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) csv += (i == 0 ? "" : ",") + csv_field(row[i]);
    csv += "\r\n";
  }
  return csv;
}

Result<std::string> file_of(const Ports& ports, const Rows& rows, FileFormat format) {
  return format == FileFormat::kCsv ? Result<std::string>(csv_of(rows)) : ports.printer.spreadsheet(rows);
}

std::string_view chinese_of(TaskState state) {
  switch (state) {
    case TaskState::kPending:
      return "待认证";
    case TaskState::kReviewing:
      return "审核中";
    case TaskState::kVerifying:
      return "信息核实";
    case TaskState::kSuspendProposed:
      return "拟暂停";
    case TaskState::kSuspended:
      return "已暂停";
    case TaskState::kMatched:
    case TaskState::kPassed:
    case TaskState::kResumed:
      return "已认证";
    case TaskState::kTerminated:
      return "已终止";
  }
  return {};
}

constexpr std::array kUnfinished{TaskState::kPending, TaskState::kReviewing, TaskState::kVerifying,
                                 TaskState::kSuspendProposed, TaskState::kSuspended};

std::string text_of(const std::optional<RegionCode>& region) { return region ? region->text() : ""; }

// A plan's category by its id.
using Categories = std::map<PlanId, std::string>;

std::string_view state_of(const Entitlement& entitlement, const std::vector<Task>& tasks,
                          const Categories& categories, Date today) {
  for (const Task& task : tasks) {
    const auto category = categories.find(task.plan);
    if (category != categories.end() && category->second == entitlement.category.code)
      return chinese_of(task.state);
  }
  return entitlement.last_passed_on && entitlement.cycle().due_on >= today ? "已认证" : "待认证";
}

Result<void> add_person(Transaction& transaction, const Person& person, const Categories& categories,
                        Date today, Rows& rows) {
  const auto tasks = TRY(transaction.tasks().unsettled(person.id));
  for (const Entitlement& one : person.entitlements) {
    rows.push_back({person.name.reveal(), person.id_number.reveal(), one.category.name,
                    text_of(person.region), one.last_passed_on ? to_iso(*one.last_passed_on) : "",
                    to_iso(one.cycle().due_on), std::string(state_of(one, tasks, categories, today))});
  }
  return {};
}

// A plan's name by its id.
using PlanNames = std::map<PlanId, std::string>;

Result<void> add_task(Transaction& transaction, const Task& task, const PlanNames& plans, Rows& rows) {
  const auto person = TRY(transaction.persons().find(task.person));
  if (!person) return fail(ErrorCode::kInternal, "a task of nobody");
  rows.push_back({person->name.reveal(), person->id_number.masked(), person->phone.reveal(),
                  text_of(person->region), std::string(chinese_of(task.state)), to_iso(task.window.self_to),
                  plans.at(task.plan)});
  return {};
}

// The state that a cursor goes on in, and the cursor within it: `VERIFYING:01kc...`.
std::pair<TaskState, std::string> place_of(std::string_view cursor) {
  const auto colon = std::min(cursor.find(':'), cursor.size());
  const auto state = task_state_from(cursor.substr(0, colon));
  return {state.value_or(kUnfinished.front()),
          std::string(state ? cursor.substr(std::min(colon + 1, cursor.size())) : "")};
}

// Nothing after noting the fault.
std::optional<DisclosureReason> read_reason(FieldReader& reader, std::string_view text) {
  const auto reason = disclosure_reason_from(text);
  if (!reason) reader.refuse("reason", text.empty() ? "REQUIRED" : "VALUE");
  return reason;
}

// What was exported, and why: `01kc... CALL`.
std::string object_of(std::string_view what, DisclosureReason reason) {
  return std::string(what) + " " + std::string(to_text(reason));
}

std::int64_t files_of(std::int64_t people) {
  constexpr auto kPerFile = static_cast<std::int64_t>(limits::kExportRowsMax);
  return std::max<std::int64_t>(1, (people + kPerFile - 1) / kPerFile);
}

Result<std::int64_t> count_unfinished(Transaction& transaction, const Scope& scope, const PlanNames& plans) {
  std::int64_t count = 0;
  for (const auto& [plan, name] : plans) {
    for (const auto& [state, tasks] : TRY(transaction.plans().count_tasks(plan, scope)))
      if (std::ranges::find(kUnfinished, state) != kUnfinished.end()) count += tasks;
  }
  return count;
}

}  // namespace

Result<ExportedFile> export_persons(Ports& ports, const Operator& by, const ExportRequest& request) {
  if (!is_at_desk(by)) return fail(ErrorCode::kForbidden, "clerks and reviewers only");
  const Date today = china_date(ports.clock.now());
  FieldReader reader(today);
  const auto reason = read_reason(reader, request.reason);
  if (reader.has_faults()) return reader.error();
  TRY(write(ports.store, [&](Transaction& transaction) {
    return record(ports, transaction, by, AuditAction::kExportPersons, object_of(by.agency.text(), *reason));
  }));
  const auto transaction = TRY(ports.store.begin_read());
  Categories categories;
  for (const Plan& plan : TRY(transaction->plans().of_agency(by.agency)))
    categories.emplace(plan.id, plan.category);
  ExportedFile file;
  if (request.cursor.empty()) file.files = files_of(TRY(transaction->persons().count(by.scope())));
  Rows rows{{"姓名", "身份证号", "待遇类别", "地区代码", "上次认证", "下次到期", "状态"}};
  file.next = std::string(request.cursor);
  for (std::size_t people = 0; file.next && people < limits::kExportRowsMax; people += kRowsPerPage) {
    auto page = TRY(transaction->persons().page(by.scope(), {}, *file.next, kRowsPerPage));
    for (const Person& person : page.rows) TRY(add_person(*transaction, person, categories, today, rows));
    file.next = std::move(page.next);
  }
  file.content = Secret(TRY(file_of(ports, rows, request.format)));
  return file;
}

Result<ExportedFile> export_unfinished(Ports& ports, const Operator& by, const std::optional<PlanId>& plan,
                                       std::string_view region, const ExportRequest& request) {
  FieldReader reader(china_date(ports.clock.now()));
  const auto reason = read_reason(reader, request.reason);
  const Scope scope = TRY(narrowed(reader, by, region));
  if (reader.has_faults()) return reader.error();
  TRY(write(ports.store, [&](Transaction& transaction) -> Result<void> {
    if (plan) {
      const auto known = TRY(transaction.plans().find(*plan));
      if (!known || known->agency != by.agency) return fail(ErrorCode::kNotFound);
    }
    auto what = plan ? plan->text() : by.agency.text();
    if (!region.empty()) what += " " + scope.region->text();
    return record(ports, transaction, by, AuditAction::kExportTasks, object_of(what, *reason));
  }));
  const auto transaction = TRY(ports.store.begin_read());
  PlanNames plans;
  for (const Plan& one : TRY(transaction->plans().of_agency(by.agency))) {
    if (plan ? one.id == *plan : one.state != PlanState::kClosed) plans.emplace(one.id, one.name);
  }
  ExportedFile file;
  if (request.cursor.empty()) file.files = files_of(TRY(count_unfinished(*transaction, scope, plans)));
  Rows rows{{"姓名", "身份证号", "手机号", "地区代码", "状态", "自助认证截止", "认证计划"}};
  auto [state, within] = place_of(request.cursor);
  const auto* at = std::ranges::find(kUnfinished, state);
  if (at == kUnfinished.end()) return fail(ErrorCode::kInvalidRequest, "no such cursor");
  for (std::size_t people = 0; at != kUnfinished.end(); people += kRowsPerPage) {
    if (people >= limits::kExportRowsMax) {
      file.next = std::string(to_text(*at)) + ":" + within;
      break;
    }
    auto page = TRY(transaction->tasks().page(scope, *at, plan, OfPlans::kNotClosed, within, kRowsPerPage));
    for (const Task& task : page.rows) TRY(add_task(*transaction, task, plans, rows));
    if (!page.next) ++at;
    within = page.next.value_or("");
  }
  file.content = Secret(TRY(file_of(ports, rows, request.format)));
  return file;
}

Result<std::string> export_faults(Ports& ports, const Operator& by, const ImportId& id, FileFormat format) {
  const auto view = TRY(view_import(ports, by, id));
  const auto transaction = TRY(ports.store.begin_read());
  Rows rows{{"行号", "项目", "问题"}};
  for (const RowFault& fault : TRY(transaction->imports().faults(id, limits::kListFaultsMax))) {
    rows.push_back({std::to_string(fault.line), std::string(chinese_field(fault.field)),
                    std::string(chinese_fault(fault.code))});
  }
  return file_of(ports, rows, format);
}

}  // namespace jianzai::app
