#include "app/roster/import_jobs.h"

#include <array>

#include <fmt/format.h>

#include "app/plans.h"
#include "app/roster/exports.h"
#include "app/roster/fault_words.h"
#include "app/roster/life_signs.h"
#include "app/roster/run_import_jobs.h"
#include "app/sweep.h"
#include "app/test_world.h"
#include "app/write.h"

namespace jianzai::app {
namespace {

using namespace testing;
using namespace std::chrono;

constexpr std::string_view kRoster =
    "姓名,身份证号,待遇类别\n"
    "王秀英,11010519491231002X,WORK_INJURY\n"
    "王秀英,11010519491231002X,RESIDENT_PENSION\n"
    "李雷,110105194912310021,WORK_INJURY\n"
    "张三,440524188001010014,WORK_INJURY\n";

constexpr ExportRequest kToCheck{.reason = "CHECK_IDENTITY"};
constexpr ExportRequest kAsWorkbook{.format = FileFormat::kXlsx, .reason = "CHECK_IDENTITY"};

class ImportJobs : public World {
 protected:
  ImportView hand_in(std::string_view content, ListKind kind = ListKind::kRoster,
                     std::string key = "import-key-1") {
    return must(hand_in_list(ports, clerk(),
                             {.kind = kind,
                              .file_name = "名册.csv",
                              .content = as_bytes(content),
                              .request_key = std::move(key)}));
  }
  ImportView seen(const ImportId& id) { return must(view_import(ports, clerk(), id)); }
  // All that waits; what it is then.
  ImportView worked_on(const ImportId& id) {
    must(run_import_jobs(ports));
    return seen(id);
  }
  ImportView taken_over(std::string_view content, ListKind kind = ListKind::kRoster,
                        std::string key = "import-key-1") {
    const auto id = hand_in(content, kind, std::move(key)).job.id;
    must(run_import_jobs(ports));
    // What proves life is started by somebody else.
    must(start_import(ports, kind == ListKind::kRoster ? clerk() : reviewer(), id));
    return worked_on(id);
  }
  ImportView taken_back(const ImportId& id) {
    must(undo_import(ports, clerk(), id));
    return worked_on(id);
  }
  static std::string counts(const ImportJob& job) {
    const auto& c = job.counts;
    return fmt::format("{} rows: {} added, {} extended, {} unchanged, {} strangers, {} refused", c.rows,
                       c.added, c.extended, c.unchanged, c.strangers, c.refused);
  }
  static std::string text(const std::vector<RowFault>& faults) {
    std::string all;
    for (const auto& fault : faults) all += fmt::format("{}:{}:{} ", fault.line, fault.field, fault.code);
    return all;
  }
  static std::string text(const std::vector<std::pair<KeptBecause, std::int64_t>>& kept) {
    std::string all;
    for (const auto& [reason, count] : kept) all += fmt::format("{}:{} ", to_text(reason), count);
    return all;
  }
  std::int64_t people() { return must(must(ports.store.begin_read())->persons().count()); }
  std::optional<Person> person_of(std::string_view number) {
    return must(must(ports.store.begin_read())
                    ->persons()
                    .find_by_id_number(*IdNumber::parse(number, 2026y / 11 / 25)));
  }
  std::string content_of(const ImportId& id) {
    return must(must(ports.store.begin_read())->imports().content(id)).reveal();
  }
  std::string recorded() {
    std::string all;
    for (const auto& entry : must(must(ports.store.begin_read())->audit().page(agency(), {}, "", 100)).rows)
      all = std::string(to_text(entry.event.action)) + " " + all;
    return all;
  }
  // The latest.
  std::string recorded_of(AuditAction action) {
    const auto entries =
        must(must(ports.store.begin_read())->audit().page(agency(), {.action = action}, "", 1)).rows;
    return entries.empty() ? "nothing" : entries.front().event.object;
  }
  static std::string text(const std::vector<std::vector<Secret<std::string>>>& samples) {
    std::string all;
    for (const auto& column : samples) {
      for (const auto& value : column) all += value.reveal() + ",";
      all += ";";
    }
    return all;
  }
  std::string id_number(int i) {
    const auto stem = fmt::format("1309841950{:02}{:02}{:03}", 1 + i / 28 % 12, 1 + i % 28, i % 1000);
    return stem + id_number_check_character(stem);
  }
};

TEST_F(ImportJobs, that_prove_life_are_started_by_somebody_else_while_there_is_one) {
  add_somebody();
  const auto id = hand_in("姓名,身份证号,来源,日期,类型\n" + std::string(kName) + "," +
                              std::string(kIdNumber) + ",医保,2026-11-20,强\n",
                          ListKind::kLifeSigns)
                      .job.id;
  must(run_import_jobs(ports));
  EXPECT_EQ(code_of(start_import(ports, clerk(), id)), ErrorCode::kSamePerson);
  must(start_import(ports, reviewer(), id));
  must(start_import(ports, clerk(), id));  // it is so
}

TEST_F(ImportJobs, of_which_a_later_roster_was_taken_over_stay) {
  const auto first = taken_over(kRoster).job.id;
  clock.advance(1min);
  taken_over(kRoster, ListKind::kRoster, "import-key-2");
  EXPECT_EQ(code_of(undo_import(ports, clerk(), first)), ErrorCode::kTaskRefused);
}

TEST_F(ImportJobs, that_bring_workers_down_are_given_up) {
  const auto id = hand_in(kRoster).job.id;
  // Workers that never came back.
  for (int i = 0; i < kImportTriesMax; ++i) {
    clock.advance(kImportClaim + 1s);
    const auto claimed = must(write(ports.store, [&](Transaction& transaction) {
      return transaction.imports().claim("worker", clock.now(), clock.now() + kImportClaim);
    }));
    EXPECT_EQ(claimed->tries, i + 1);
  }
  clock.advance(kImportClaim + 1s);
  const auto given_up = worked_on(id);
  EXPECT_EQ(given_up.job.state, ImportState::kFailed);
  EXPECT_EQ(given_up.job.failure->code, "GIVEN_UP");
  EXPECT_TRUE(given_up.job.headings.empty());
}

TEST_F(ImportJobs, that_wait_are_ten_at_the_most) {
  for (int i = 0; i < 10; ++i) hand_in(kRoster, ListKind::kRoster, "import-key-" + std::to_string(10 + i));
  EXPECT_EQ(code_of(hand_in_list(ports, clerk(),
                                 {.kind = ListKind::kRoster,
                                  .file_name = "名册.csv",
                                  .content = as_bytes(kRoster),
                                  .request_key = "import-key-99"})),
            ErrorCode::kTooManyTries);
}

TEST_F(ImportJobs, a_list_is_checked_then_taken_over_and_erased) {
  const auto handed_in = hand_in(kRoster);
  EXPECT_EQ(handed_in.job.state, ImportState::kChecking);
  EXPECT_EQ(handed_in.job.file_name.reveal(), "名册.csv");
  EXPECT_EQ(handed_in.made_by, "clerk");
  const auto& id = handed_in.job.id;

  const auto checked = worked_on(id);
  EXPECT_EQ(checked.job.state, ImportState::kChecked);
  EXPECT_EQ(counts(checked.job), "4 rows: 2 added, 1 extended, 0 unchanged, 0 strangers, 1 refused");
  EXPECT_EQ(text(checked.faults), "4:id_number:CHECKSUM ");
  EXPECT_EQ(jianzai::to_text(checked.job.columns), "category=2 id_number=1 name=0");
  EXPECT_EQ(checked.job.encoding, "UTF-8");
  EXPECT_EQ(people(), 0) << "nothing is done";
  EXPECT_EQ(content_of(id), kRoster);

  EXPECT_EQ(must(start_import(ports, clerk(), id)).job.state, ImportState::kRunning);
  const auto done = worked_on(id);
  EXPECT_EQ(done.job.state, ImportState::kDone);
  EXPECT_EQ(counts(done.job), counts(checked.job));
  EXPECT_EQ(text(done.faults), text(checked.faults)) << "not twice";
  EXPECT_EQ(done.job.percent, 100);
  EXPECT_TRUE(done.may_be_undone);
  EXPECT_EQ(people(), 2);
  EXPECT_EQ(content_of(id), "");
  EXPECT_EQ(must(start_import(ports, clerk(), id)).job.state, ImportState::kDone) << "again";
  const auto entries = recorded();
  EXPECT_NE(entries.find("IMPORT_ROSTER"), std::string::npos);
  EXPECT_EQ(entries.find("IMPORT_ROSTER"), entries.rfind("IMPORT_ROSTER")) << "once";
}

TEST_F(ImportJobs, the_first_values_of_each_column_are_seen_before_it_is_taken_over) {
  constexpr std::string_view kSwapped =
      "姓名,身份证号,待遇类别,手机号\n"
      "11010519491231002X,王秀英,WORK_INJURY,13912345678\n"
      "110105194912310021,李雷,WORK_INJURY\n";
  constexpr std::string_view kShown =
      "110105********002X,110105********0021,;王秀英,李雷,;WORK_INJURY,WORK_INJURY,;139****5678,,;";
  const auto checked = worked_on(hand_in(kSwapped).job.id);
  EXPECT_EQ(text(checked.job.samples), kShown);
  EXPECT_EQ(must(list_imports(ports, clerk(), "")).rows.at(0).job.samples.size(), 0U);
  // Those of another column are there, too, before anybody has chosen one.
  const auto unmapped =
      worked_on(hand_in("姓名,证号,待遇类别\n王秀英,11010519491231002X,WORK_INJURY\n王,1,a\n李,2,b\n赵,3,c\n",
                        ListKind::kRoster, "import-key-2")
                    .job.id);
  EXPECT_EQ(unmapped.job.state, ImportState::kUnmapped);
  EXPECT_EQ(text(unmapped.job.samples), "王秀英,王,李,;110105********002X,1,2,;WORK_INJURY,a,b,;");
  EXPECT_TRUE(must(discard_import(ports, clerk(), unmapped.job.id)).job.samples.empty());
  must(map_columns(ports, clerk(), checked.job.id, {{"name", "1"}, {"id_number", "0"}, {"category", "2"}}));
  EXPECT_EQ(text(worked_on(checked.job.id).job.samples), kShown);
  EXPECT_TRUE(must(start_import(ports, clerk(), checked.job.id)).job.samples.empty());
  EXPECT_TRUE(worked_on(checked.job.id).job.samples.empty());
}

TEST_F(ImportJobs, a_file_in_gb18030_is_read) {
  // 姓名,身份证号,待遇类别 and 王秀英
  const auto job = hand_in(
      "\xD0\xD5\xC3\xFB,\xC9\xED\xB7\xDD\xD6\xA4\xBA\xC5,\xB4\xFD\xD3\xF6\xC0\xE0\xB1\xF0\n"
      "\xCD\xF5\xD0\xE3\xD3\xA2,11010519491231002X,WORK_INJURY\n");
  const auto checked = worked_on(job.job.id);
  EXPECT_EQ(checked.job.encoding, "GB18030");
  EXPECT_EQ(checked.job.headings.at(0).reveal(), "姓名");
  EXPECT_EQ(checked.job.counts.added, 1U);
}

TEST_F(ImportJobs, a_column_that_was_not_found_is_named_once_and_remembered) {
  constexpr std::string_view kStrange = "姓名,证号,待遇类别\n王秀英,11010519491231002X,WORK_INJURY\n";
  const auto unmapped = worked_on(hand_in(kStrange).job.id);
  EXPECT_EQ(unmapped.job.state, ImportState::kUnmapped);
  const auto& id = unmapped.job.id;
  EXPECT_EQ(code_of(start_import(ports, clerk(), id)), ErrorCode::kTaskRefused);
  const auto faults = [&](const std::map<std::string, std::string>& columns) {
    const auto mapped = map_columns(ports, clerk(), id, columns);
    return mapped ? std::string("none") : fields_of(mapped.error());
  };
  EXPECT_EQ(faults({{"name", "0"}, {"id_number", ""}, {"category", "3"}, {"source", "1"}}),
            "category:VALUE source:VALUE id_number:REQUIRED");
  const auto mapped =
      must(map_columns(ports, clerk(), id, {{"name", "0"}, {"id_number", "1"}, {"category", "2"}}));
  EXPECT_EQ(mapped.job.state, ImportState::kChecking);
  EXPECT_EQ(code_of(map_columns(ports, clerk(), id, {{"name", "0"}, {"id_number", "1"}, {"category", "2"}})),
            ErrorCode::kTaskRefused)
      << "while it is checked";
  EXPECT_EQ(worked_on(id).job.counts.added, 1U);

  EXPECT_EQ(worked_on(hand_in(kStrange, ListKind::kRoster, "import-key-2").job.id).job.state,
            ImportState::kChecked);
  EXPECT_EQ(worked_on(hand_in(kStrange, ListKind::kLifeSigns, "import-key-3").job.id).job.state,
            ImportState::kUnmapped)
      << "of the same kind only";
}

TEST_F(ImportJobs, the_same_key_hands_in_the_same_list) {
  const auto first = hand_in(kRoster);
  EXPECT_EQ(hand_in(kRoster).job.id, first.job.id);
  for (const auto& [content, kind] :
       {std::pair{"姓名\n", ListKind::kRoster}, std::pair{kRoster.data(), ListKind::kLifeSigns}}) {
    EXPECT_EQ(code_of(hand_in_list(ports, clerk(),
                                   {.kind = kind,
                                    .file_name = "",
                                    .content = as_bytes(std::string_view(content)),
                                    .request_key = "import-key-1"})),
              ErrorCode::kIdempotencyConflict);
  }
  EXPECT_EQ(must(list_imports(ports, clerk(), "")).rows.size(), 1U);
}

TEST_F(ImportJobs, says_why_a_file_cannot_be_read) {
  int number = 0;
  const auto why = [&](std::string_view content) {
    const auto id = hand_in(content, ListKind::kRoster, "import-key-" + std::to_string(++number)).job.id;
    const auto view = worked_on(id);
    EXPECT_EQ(view.job.state, ImportState::kFailed);
    EXPECT_EQ(content_of(id), "") << "nobody needs it";
    return view.job.failure ? fmt::format("{}:{}", view.job.failure->code, view.job.failure->line) : "none";
  };
  EXPECT_EQ(why("\n\n"), "EMPTY:0");
  EXPECT_EQ(why(std::string(kRoster) + "\"王"), "QUOTE:6");
  EXPECT_EQ(why(std::string(kRoster) + std::string(70'000, 'a')), "TOO_LONG:6");
  EXPECT_EQ(why(std::string_view("a\0b\n", 4)), "NO_TEXT:1");
  EXPECT_EQ(why(std::string_view("PK\3\4 and nothing more")), "WORKBOOK:0");
  HandInList empty{.kind = ListKind::kRoster, .file_name = "", .content = {}, .request_key = "import-key-0"};
  EXPECT_EQ(code_of(hand_in_list(ports, clerk(), empty)), ErrorCode::kInvalidRequest);
  const std::string large(limits::kListBytesMax + 1, 'a');
  empty.content = as_bytes(large);
  EXPECT_EQ(code_of(hand_in_list(ports, clerk(), empty)), ErrorCode::kBodyTooLarge);
}

TEST_F(ImportJobs, is_the_whole_agencys) {
  const auto id = hand_in(kRoster).job.id;
  auto of_region = clerk();
  of_region.region = RegionCode::parse("1309");
  auto auditor = clerk();
  auditor.role = OperatorRole::kAuditor;
  for (const auto& who : {of_region, auditor}) {
    EXPECT_EQ(code_of(view_import(ports, who, id)), ErrorCode::kForbidden);
    EXPECT_EQ(code_of(list_imports(ports, who, "")), ErrorCode::kForbidden);
    EXPECT_EQ(code_of(start_import(ports, who, id)), ErrorCode::kForbidden);
    EXPECT_EQ(
        code_of(hand_in_list(ports, who, {.file_name = "", .content = as_bytes("a"), .request_key = "k"})),
        ErrorCode::kForbidden);
  }
  const auto there = must(add_agency(ports, {"乙县", "路 2 号", "0000", "9-17"})).id;
  const auto stranger = add_operator_of(there, "stranger", OperatorRole::kReviewer);
  EXPECT_EQ(code_of(view_import(ports, stranger, id)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(undo_import(ports, stranger, id)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(discard_import(ports, stranger, id)), ErrorCode::kNotFound);
  EXPECT_TRUE(must(list_imports(ports, stranger, "")).rows.empty());
}

TEST_F(ImportJobs, what_is_not_wanted_is_erased_at_once) {
  const auto id = hand_in(kRoster).job.id;
  EXPECT_EQ(must(discard_import(ports, clerk(), id)).job.state, ImportState::kDiscarded);
  EXPECT_EQ(must(discard_import(ports, clerk(), id)).job.state, ImportState::kDiscarded);
  EXPECT_EQ(content_of(id), "");
  EXPECT_EQ(must(run_import_jobs(ports)), 0);
  EXPECT_EQ(code_of(start_import(ports, clerk(), id)), ErrorCode::kTaskRefused);
  EXPECT_EQ(code_of(undo_import(ports, clerk(), id)), ErrorCode::kTaskRefused);
  const auto done = taken_over(kRoster, ListKind::kRoster, "import-key-2");
  EXPECT_EQ(code_of(discard_import(ports, clerk(), done.job.id)), ErrorCode::kTaskRefused);
}

TEST_F(ImportJobs, what_was_forgotten_is_erased_after_a_week) {
  const auto forgotten = worked_on(hand_in(kRoster).job.id).job.id;
  const auto done = taken_over(kRoster, ListKind::kRoster, "import-key-2").job.id;
  clock.advance(days(6));
  must(erase_outdated(ports));
  EXPECT_EQ(content_of(forgotten), kRoster);
  clock.advance(days(2));
  must(erase_outdated(ports));
  EXPECT_EQ(content_of(forgotten), "");
  EXPECT_EQ(seen(forgotten).job.state, ImportState::kDiscarded);
  EXPECT_TRUE(seen(forgotten).job.samples.empty());
  EXPECT_FALSE(seen(done).faults.empty());
  EXPECT_TRUE(seen(done).may_be_undone);
  clock.advance(days(23));
  must(erase_outdated(ports));
  EXPECT_TRUE(seen(done).faults.empty());
  EXPECT_FALSE(seen(done).may_be_undone);
  EXPECT_EQ(code_of(undo_import(ports, clerk(), done)), ErrorCode::kTaskRefused);
}

TEST_F(ImportJobs, goes_on_behind_the_last_batch_and_counts_no_row_twice) {
  std::string csv = "姓名,身份证号,待遇类别\n";
  for (int i = 0; i < 2500; ++i) csv += "王秀英," + (i % 500 == 7 ? "1" : id_number(i)) + ",WORK_INJURY\n";
  const auto id = hand_in(csv).job.id;
  must(run_import_jobs(ports));
  must(start_import(ports, clerk(), id));
  int batches = 0;
  EXPECT_EQ(must(run_import_jobs(ports, [&] { return ++batches < 4; })), 1);
  const auto left = seen(id);
  EXPECT_EQ(left.job.state, ImportState::kRunning);
  EXPECT_GT(people(), 0);
  EXPECT_LT(people(), 2000);
  EXPECT_GT(left.job.percent, 0);
  EXPECT_EQ(static_cast<std::int64_t>(left.job.counts.added), people());
  const auto done = worked_on(id);
  EXPECT_EQ(done.job.state, ImportState::kDone);
  EXPECT_EQ(counts(done.job), "2500 rows: 2495 added, 0 extended, 0 unchanged, 0 strangers, 5 refused");
  EXPECT_EQ(people(), 2495);
  EXPECT_EQ(done.faults.size(), 5U);

  must(undo_import(ports, clerk(), id));
  batches = 0;
  EXPECT_EQ(must(run_import_jobs(ports, [&] { return ++batches < 5; })), 1);
  EXPECT_EQ(seen(id).job.state, ImportState::kUndoing);
  const auto undone = worked_on(id);
  EXPECT_EQ(undone.job.state, ImportState::kUndone);
  EXPECT_EQ(undone.job.taken_back, 2495U);
  EXPECT_EQ(people(), 0);
}

TEST_F(ImportJobs, a_worker_that_died_has_lost_its_list_after_a_while) {
  const auto id = hand_in(kRoster).job.id;
  must(write(ports.store, [&](Transaction& transaction) {
    return transaction.imports().claim("died", clock.now(), clock.now() + kImportClaim);
  }));
  EXPECT_EQ(worked_on(id).job.state, ImportState::kChecking) << "another one has it";
  clock.advance(kImportClaim);
  EXPECT_EQ(worked_on(id).job.state, ImportState::kChecked);
}

TEST_F(ImportJobs, takes_back_what_it_added_and_nobody_built_upon) {
  must(make_plan(ports, clerk(),
                 {.name = "年度", .category_code = "WORK_INJURY", .request_key = "plan-key-1"}));
  add_somebody("440524188001010014", "person-key-2");
  const auto list = fmt::format(
      "姓名,身份证号,待遇类别\n"
      "王秀英,11010519491231002X,WORK_INJURY\n"
      "王秀英,11010519491231002X,RESIDENT_PENSION\n"
      "{},440524188001010014,WORK_INJURY\n",
      kName);
  const auto done = taken_over(list);
  must(fill_plans(ports));
  EXPECT_EQ(people(), 2);
  EXPECT_EQ(person_of("440524188001010014")->entitlements.size(), 2U);
  const auto undone = taken_back(done.job.id);
  EXPECT_EQ(undone.job.state, ImportState::kUndone);
  EXPECT_EQ(undone.job.taken_back, 3U) << text(undone.kept);
  EXPECT_EQ(text(undone.kept), "");
  EXPECT_FALSE(person_of("11010519491231002X"));
  ASSERT_TRUE(person_of("440524188001010014"));
  EXPECT_EQ(person_of("440524188001010014")->entitlements.size(), 1U);
  EXPECT_EQ(must(undo_import(ports, clerk(), done.job.id)).job.state, ImportState::kUndone) << "again";
  EXPECT_EQ(taken_over(list, ListKind::kRoster, "import-key-2").job.counts.added, 1U) << "and once more";
  EXPECT_NE(recorded().find("UNDO_IMPORT"), std::string::npos);
}

TEST_F(ImportJobs, says_why_somebody_stayed) {
  const std::array reasons{"ENROLLED", "REGISTERED", "IN_PROGRESS", "TOLD", "REPORTED", "EXTENDED", "PROVED"};
  must(make_plan(ports, clerk(),
                 {.name = "年度", .category_code = "WORK_INJURY", .request_key = "plan-key-1"}));
  std::string list = "姓名,身份证号,待遇类别,享受待遇时间\n";
  list += fmt::format("{},{},WORK_INJURY,2010-01-01\n", kName, kIdNumber);
  for (int i = 1; i < 7; ++i) list += fmt::format("{},{},WORK_INJURY,2010-01-01\n", kName, id_number(i));
  const auto done = taken_over(list);
  ASSERT_EQ(done.job.counts.added, 7U);
  must(fill_plans(ports));
  std::vector<Person> stored;
  for (int i = 1; i < 7; ++i) stored.push_back(*person_of(id_number(i)));
  register_somebody();
  enrol(stored[0], "berta-0");
  must(write(ports.store, [&](Transaction& transaction) -> Result<void> {
    const auto tasks = TRY(transaction.tasks().unsettled(stored[1].id));
    EXPECT_EQ(tasks.size(), 1U);
    TRY(transaction.tasks().insert_contact(
        tasks.at(0).id, {.channel = ContactChannel::kVoice, .made_at = clock.now(), .by = clerk().id}));
    TRY(transaction.notices().insert({.id = NoticeId::make(clock, random),
                                      .person = stored[2].id,
                                      .kind = NoticeKind::kReminder,
                                      .phone = Secret(std::string(kPhone)),
                                      .text = Secret(std::string("提醒")),
                                      .made_at = clock.now(),
                                      .next_try_at = clock.now()}));
    TRY(transaction.life_signs().insert({.id = LifeSignId::make(clock, random),
                                         .person = stored[3].id,
                                         .agency = agency(),
                                         .kind = LifeSignKind::kWeak,
                                         .source = "刷卡",
                                         .on = 2026y / 11 / 1,
                                         .received_at = clock.now()}));
    const auto other = TRY(transaction.agencies().find_category("RESIDENT_PENSION"));
    TRY(transaction.persons().insert_entitlement(
        stored[4].id, {.category = *other, .started_on = 2020y / 1 / 1, .last_passed_on = {}}));
    return transaction.persons().set_passed(stored[5].id, "WORK_INJURY", 2026y / 11 / 20);
  }));
  const auto undone = taken_back(done.job.id);
  EXPECT_EQ(undone.job.taken_back, 0U);
  for (const std::string reason : reasons)
    EXPECT_NE(text(undone.kept).find(reason + ":1"), std::string::npos)
        << reason << ": " << text(undone.kept);
  EXPECT_EQ(people(), 7);
}

TEST_F(ImportJobs, takes_people_back_whom_another_system_saw_last) {
  const auto done =
      taken_over("姓名,身份证号,待遇类别,上次认证日期\n王秀英,11010519491231002X,WORK_INJURY,2026-03-10\n");
  EXPECT_EQ(done.job.counts.added, 1U);
  EXPECT_EQ(taken_back(done.job.id).job.taken_back, 1U);
  EXPECT_FALSE(person_of("11010519491231002X"));
}

TEST_F(ImportJobs, takes_back_signs_that_settled_nothing) {
  add_somebody();
  const auto list = fmt::format(
      "姓名,身份证号,来源,日期,类型\n"
      "{0},{1},刷卡,2026-11-20,弱\n"
      "{0},{1},民政,2026-11-01,死亡\n"
      "{0},{1},公安,2026-11-02,出境\n"
      "李雷,440524188001010014,刷卡,2026-11-20,弱\n",
      kName, kIdNumber);
  const auto done = taken_over(list, ListKind::kLifeSigns);
  EXPECT_EQ(counts(done.job), "4 rows: 3 added, 0 extended, 0 unchanged, 1 strangers, 0 refused");
  EXPECT_EQ(done.job.counts.losses, 2U);
  const auto losses = must(list_losses(ports, clerk(), ""));
  must(check_loss(ports, clerk(), losses.rows.at(0).sign.id, LossOutcome::kWrong));
  const auto undone = taken_back(done.job.id);
  EXPECT_EQ(undone.job.taken_back, 2U);
  EXPECT_EQ(text(undone.kept), "LOOKED_INTO:1 ");

  const auto strong =
      fmt::format("姓名,身份证号,来源,日期,类型\n{},{},住院,2026-11-20,强\n", kName, kIdNumber);
  const auto proved = taken_over(strong, ListKind::kLifeSigns, "import-key-2");
  EXPECT_EQ(proved.job.counts.proofs, 1U);
  EXPECT_EQ(text(taken_back(proved.job.id).kept), "PROVED:1 ");
}

TEST_F(ImportJobs, a_loss_that_is_taken_back_lets_a_sign_of_life_count) {
  add_somebody();
  const auto row = [&](std::string_view source, std::string_view kind) {
    return fmt::format("姓名,身份证号,来源,日期,类型\n{},{},{},2026-11-20,{}\n", kName, kIdNumber, source,
                       kind);
  };
  const auto wrong = taken_over(row("民政", "死亡"), ListKind::kLifeSigns);
  taken_over(row("住院", "强"), ListKind::kLifeSigns, "import-key-2");
  EXPECT_FALSE(person_of(kIdNumber)->entitlements.at(0).last_passed_on);
  EXPECT_EQ(taken_back(wrong.job.id).job.taken_back, 1U);
  EXPECT_EQ(person_of(kIdNumber)->entitlements.at(0).last_passed_on, 2026y / 11 / 20);
}

TEST_F(ImportJobs, row_errors_go_back_to_who_wrote_the_list) {
  const auto id = worked_on(hand_in(kRoster).job.id).job.id;
  EXPECT_EQ(must(export_faults(ports, clerk(), id, FileFormat::kCsv)),
            "\xEF\xBB\xBF\"行号\",\"项目\",\"问题\"\r\n\"4\",\"身份证号\",\"校验码不对，有一位写错了\"\r\n");
  EXPECT_EQ(must(export_faults(ports, clerk(), id, FileFormat::kXlsx)), "PK 2 rows, 项目");
  EXPECT_EQ(chinese_field(""), "整行");
  EXPECT_EQ(chinese_fault("NEW_CODE"), "NEW_CODE");
}

TEST_F(ImportJobs, people_are_exported_as_far_as_the_operator_sees_them) {
  taken_over(kRoster);
  const auto file = must(export_persons(ports, clerk(), kToCheck));
  EXPECT_FALSE(file.next);
  EXPECT_EQ(file.files, 1);
  EXPECT_EQ(file.content.reveal().substr(0, file.content.reveal().find('\r')),
            "\xEF\xBB\xBF\"姓名\",\"身份证号\",\"待遇类别\",\"地区代码\",\"上次认证\",\"下次到期\",\"状态\"");
  EXPECT_NE(file.content.reveal().find("\"王秀英\",\"11010519491231002X\""), std::string::npos);
  EXPECT_EQ(must(export_persons(ports, clerk(), kAsWorkbook)).content.reveal(), "PK 4 rows, 身份证号");
  auto of_region = clerk();
  of_region.region = RegionCode::parse("1309");
  EXPECT_EQ(must(export_persons(ports, of_region, kAsWorkbook)).content.reveal(), "PK 1 rows, 身份证号");
  auto auditor = clerk();
  auditor.role = OperatorRole::kAuditor;
  EXPECT_EQ(code_of(export_persons(ports, auditor, kToCheck)), ErrorCode::kForbidden);
  EXPECT_EQ(recorded_of(AuditAction::kExportPersons), agency().text() + " CHECK_IDENTITY");
}

TEST_F(ImportJobs, nothing_is_exported_without_a_reason) {
  for (const auto& [reason, code] :
       {std::pair{"", "reason:REQUIRED"}, std::pair{"CURIOSITY", "reason:VALUE"}}) {
    const ExportRequest request{.reason = reason};
    EXPECT_EQ(fields_of(export_persons(ports, clerk(), request).error()), code);
    EXPECT_EQ(fields_of(export_unfinished(ports, clerk(), {}, "", request).error()), code);
  }
  EXPECT_EQ(fields_of(export_unfinished(ports, clerk(), {}, "x", {}).error()),
            "reason:REQUIRED region:VALUE");
  EXPECT_EQ(recorded().find("EXPORT"), std::string::npos);
}

TEST_F(ImportJobs, who_is_asked_by_a_plan_that_is_closed_is_on_no_list_but_its_own) {
  add_somebody();
  const auto plan_of = [&](std::string name, std::string key) {
    clock.advance(1min);
    const auto id = must(make_plan(ports, clerk(),
                                   {.name = std::move(name),
                                    .category_code = "ENTERPRISE_PENSION",
                                    .self_from = "2026-11-01",
                                    .self_to = "2026-11-30",
                                    .request_key = std::move(key)}))
                        .plan.id;
    must(fill_plans(ports));
    return id;
  };
  const auto first = plan_of("去年", "plan-key-1");
  plan_of("今年", "plan-key-2");
  const auto list = [&](const Operator& by, const std::optional<PlanId>& plan, std::string_view region) {
    return must(export_unfinished(ports, by, plan, region, kToCheck)).content.reveal();
  };
  EXPECT_NE(list(clerk(), {}, "").find("去年"), std::string::npos);
  must(close_plan(ports, clerk(), first));
  auto of_region = clerk();
  of_region.region = RegionCode::parse("1309");
  must(write(ports.store, [&](Transaction& transaction) {
    return transaction.persons().set_region(person_of(kIdNumber)->id, *RegionCode::parse("130984101201"));
  }));
  for (const auto& by : {clerk(), of_region}) {
    EXPECT_EQ(list(by, {}, "").find("去年"), std::string::npos);
    EXPECT_NE(list(by, {}, "").find("今年"), std::string::npos);
    EXPECT_NE(list(by, first, "").find("去年"), std::string::npos);
    EXPECT_NE(list(by, {}, "130984").find("今年"), std::string::npos);
    EXPECT_EQ(list(by, {}, "130983").find("今年"), std::string::npos);
  }
  EXPECT_EQ(recorded_of(AuditAction::kExportTasks), agency().text() + " 130983000000 CHECK_IDENTITY");
  EXPECT_EQ(fields_of(export_unfinished(ports, of_region, {}, "1301", kToCheck).error()), "region:OUTSIDE");
}

TEST_F(ImportJobs, who_has_not_proved_it_is_on_the_list_of_the_plan) {
  enrol(add_somebody());
  const auto plan = must(make_plan(ports, clerk(),
                                   {.name = "年度",
                                    .category_code = "ENTERPRISE_PENSION",
                                    .self_from = "2026-11-01",
                                    .self_to = "2026-11-30",
                                    .request_key = "plan-key-1"}))
                        .plan.id;
  must(fill_plans(ports));
  const auto list = [&] {
    return must(export_unfinished(ports, clerk(), plan, "", kToCheck)).content.reveal();
  };
  constexpr std::string_view kRow = "\"欧阳测试甲\",\"110105********002X\",\"13912345678\",\"\",\"待认证\"";
  EXPECT_NE(list().find(kRow), std::string::npos) << list();
  // Under all plans: whoever goes to these people has no plans to choose from.
  const auto of_all = [&](const Operator& by) {
    return must(export_unfinished(ports, by, {}, "", kToCheck)).content.reveal();
  };
  EXPECT_EQ(of_all(clerk()), list());
  EXPECT_NE(of_all(clerk()).find("\"年度\""), std::string::npos);
  auto elsewhere = clerk();
  elsewhere.role = OperatorRole::kVillageHelper;
  elsewhere.region = RegionCode::parse("1309");
  EXPECT_EQ(of_all(elsewhere).find("欧阳"), std::string::npos);
  EXPECT_NE(must(export_persons(ports, clerk(), kToCheck)).content.reveal().find("待认证"),
            std::string::npos);
  prove(register_somebody(), {"anna-1"});
  EXPECT_EQ(list().find("欧阳"), std::string::npos);
  EXPECT_NE(must(export_persons(ports, clerk(), kToCheck)).content.reveal().find("已认证"),
            std::string::npos);
  EXPECT_EQ(recorded_of(AuditAction::kExportTasks), plan.text() + " CHECK_IDENTITY");
  EXPECT_EQ(code_of(export_unfinished(ports, clerk(), plan, "", {.reason = "CALL", .cursor = "PASSED:"})),
            ErrorCode::kInvalidRequest);
  const auto there = must(add_agency(ports, {"乙县", "路 2 号", "0000", "9-17"})).id;
  const auto stranger = add_operator_of(there, "stranger", OperatorRole::kReviewer);
  EXPECT_EQ(code_of(export_unfinished(ports, stranger, plan, "", kToCheck)), ErrorCode::kNotFound);
}

}  // namespace
}  // namespace jianzai::app
