// Who may ask what, and of whom: every operation of the console that openapi.yaml has, with every role, of
// the own people, of those of another region or employer, and of another agency's. A new operation fails here
// until it has an entry: in `cases()` with an id in its path or as a write, in `lists()` as a list.
#include <algorithm>
#include <array>
#include <set>

#include <boost/json.hpp>
#include <yaml-cpp/yaml.h>

#include "app/assisted_proofs.h"
#include "app/change_person.h"
#include "app/decide_review.h"
#include "app/employers.h"
#include "app/on_behalf.h"
#include "app/open_review.h"
#include "app/payroll.h"
#include "app/person_merges.h"
#include "app/plans.h"
#include "app/record_consent.h"
#include "app/relatives.h"
#include "app/roster/import_jobs.h"
#include "app/roster/life_signs.h"
#include "app/roster/run_import_jobs.h"
#include "app/support.h"
#include "app/suspensions.h"
#include "app/sweep.h"
#include "app/terminations.h"
#include "app/tickets.h"
#include "app/write.h"
#include "crypto/test_p256.h"
#include "crypto/totp.h"
#include "domain/notice_wording.h"
#include "http/test_api.h"

namespace jianzai::http {
namespace {

using namespace std::chrono_literals;
using boost::json::object;

constexpr std::string_view kMill = "99999999MA0000000T";
constexpr std::string_view kOtherMill = "91330100799655058B";
constexpr std::string_view kNewMill = "99999999MA0000001X";
constexpr std::string_view kVillage = "130924101203";
constexpr std::string_view kFarVillage = "440106001001";

using Texts = std::map<std::string, std::string>;

// An operation of the console, as the document says.
struct Operation {
  std::string id;
  std::string method;
  std::string path;
  std::string type;             // of its body; empty: none
  std::set<std::string> roles;  // empty: all
  [[nodiscard]] bool may(const std::string& role) const { return roles.empty() || roles.contains(role); }
  [[nodiscard]] bool has_id() const { return path.find('{') != std::string::npos; }
  [[nodiscard]] bool is_list() const { return method == "GET" && !has_id(); }
  // Nothing in its address says whose it is.
  [[nodiscard]] bool writes_without_id() const { return method != "GET" && !has_id(); }
};

std::vector<Operation> console_operations() {
  std::vector<Operation> all;
  const auto document = YAML::LoadFile(std::string(JIANZAI_SOURCE_DIR) + "/api/openapi.yaml");
  for (const auto& path : document["paths"]) {
    for (const auto& method : path.second) {
      const auto operation = method.second;
      const auto security = operation["security"];
      if (!security || security.size() == 0 || !security[0]["operator"]) continue;
      Operation one{.id = operation["operationId"].as<std::string>(),
                    .method = method.first.as<std::string>(),
                    .path = path.first.as<std::string>(),
                    .type = {},
                    .roles = {}};
      for (char& c : one.method) c = static_cast<char>(std::toupper(c));
      if (const auto body = operation["requestBody"])
        one.type = body["content"].begin()->first.as<std::string>();
      for (const auto& role : operation["x-roles"]) one.roles.insert(role.as<std::string>());
      all.push_back(std::move(one));
    }
  }
  // After these nobody is logged in any more, or has the password that the others need.
  std::ranges::stable_sort(all, {}, [](const Operation& one) {
    return one.id == "deleteOperatorSession" ? 2 : one.id == "changeOperatorPassword" ? 1 : 0;
  });
  return all;
}

// What somebody hears who may ask, but not of these people. What is written without an id is written in the
// asker's own agency, and seen() by nobody of this one.
enum class Reach {
  kPeople,   // of another region or employer, as of another agency: it is not there
  kAgency,   // of a region or employer: what is the whole agency's is not theirs to handle
  kPart,     // of a region: the part that is their own
  kService,  // it is the server's, or has the same address in each agency: everybody hears the same
  kRegion,   // of a region: the place that the body names is not theirs
  kOwn,      // it is the asker's own: done, and nobody else's has changed
  kFound,    // done, but none of these people is found
};

// A call with which somebody of an allowed role has it done.
struct Case {
  std::string body = "{}";
  std::string query = {};
  Texts ids = {};  // for its path, in place of the shared ones
  Reach reach = Reach::kPeople;
  Texts query_of = {};                                        // by role, where it has another one
  std::function<void()> before = {};                          // before each call
  std::function<std::string(const Operator&)> body_for = {};  // where each call has another one
  std::set<std::string> owners = {};                          // roles for which it is kOwn
  std::function<std::string()> seen = {};  // of a write without an id: what this place has of it
};

// With what status it is refused to somebody of an allowed role who works elsewhere; nothing: it is done.
std::optional<int> refused_elsewhere(const Case& one, const std::string& role) {
  if (one.owners.contains(role)) return std::nullopt;
  switch (one.reach) {
    case Reach::kPeople:
      return 404;
    case Reach::kAgency:
      return 403;
    case Reach::kRegion:
      return 422;
    case Reach::kPart:
    case Reach::kService:
    case Reach::kOwn:
    case Reach::kFound:
      break;
  }
  return std::nullopt;
}

class Authorisation : public ApiTest {
 protected:
  struct Who {
    Browser own;                       // sees the people
    std::optional<Browser> elsewhere;  // of the same agency, but of another region or employer
    Browser other;                     // of another agency
  };

  void SetUp() override {
    ApiTest::SetUp();
    if (IsSkipped()) return;
    settings.review_second_percent = 0;
    there_ = must(app::add_agency(ports, {"乙县", "路 2 号", "0001", "9-17"})).id;
    maker_there_ = add_operator_of(*there_, "beta-maker", OperatorRole::kClerk);
    must(app::add_employer(ports, clerk(), kMill, "甲县纺织厂"));
    must(app::add_employer(ports, clerk(), kOtherMill, "甲县造纸厂"));
    must(app::add_employer(ports, *maker_there_, kMill, "乙县纺织厂"));
    for (const std::string role : {"AUDITOR", "SYSTEM_ADMIN", "SECURITY_ADMIN"})
      browsers_[role] = {log_in(agency(), "alpha", role), {}, log_in(*there_, "beta", role)};
    for (const std::string role : {"CLERK", "REVIEWER"}) {
      browsers_[role] = {log_in(agency(), "alpha", role), log_in(agency(), "alpha-far", role, "44"),
                         log_in(*there_, "beta", role)};
    }
    browsers_["VILLAGE_HELPER"] = {log_in(agency(), "alpha", "VILLAGE_HELPER", "1309"),
                                   log_in(agency(), "alpha-far", "VILLAGE_HELPER", "44"),
                                   log_in(*there_, "beta", "VILLAGE_HELPER", "1309")};
    browsers_["EMPLOYER"] = {log_in(agency(), "alpha", "EMPLOYER", "", kMill),
                             log_in(agency(), "alpha-far", "EMPLOYER", "", kOtherMill),
                             log_in(*there_, "beta", "EMPLOYER", "", kMill)};
  }

  Browser log_in(const AgencyId& of, const std::string& place, const std::string& role,
                 std::string region = {}, std::string_view employer = {}) {
    const auto login = place + "-" + role;
    operators_.emplace(login, must(app::add_operator(ports, {.agency = of,
                                                             .login = login,
                                                             .name = "试经办",
                                                             .role = *operator_role_from(role),
                                                             .password = Secret(std::string(kPassword)),
                                                             .region = std::move(region),
                                                             .employer_code = std::string(employer)})));
    return logged_in_clerk(login);
  }

  // Made in one millisecond, ids have no order.
  void pass_time() { clock.advance(1s); }
  std::string next_key() {
    pass_time();
    return "matrix-key-" + std::to_string(++keys_);
  }
  std::string next_number() { return app::testing::id_number_of(people_++); }

  Person somebody(const Operator& by, std::string_view name = kName, std::string_view region = kVillage,
                  std::string_view employer = kMill) {
    return must(app::add_person(ports, by,
                                {.name = std::string(name),
                                 .id_number = next_number(),
                                 .category_code = "RESIDENT_PENSION",
                                 .phone = std::string(kPhone),
                                 .request_key = next_key(),
                                 .region = std::string(region),
                                 .employer_code = std::string(employer)}));
  }
  Person somebody() { return somebody(clerk()); }
  Reference photograph(const Operator& by, const Person& person, std::string_view picture,
                       std::string taken_on = {}) {
    pass_time();
    return must(app::enrol_reference(
        ports, by, {.person = person.id, .taken_on = std::move(taken_on), .jpeg = as_bytes(picture)}));
  }
  Account account_for(const Person& person) {
    auto registering = registration();
    registering.name = person.name.reveal();
    registering.id_number = person.id_number.reveal();
    registering.request_key = next_key();
    return account_of(must(app::register_account(ports, registering)));
  }
  // Asked for after an attempt that did not pass.
  Review fresh_review(const Account& account) {
    const auto attempt = prove(account, {"berta-0"}, next_key());
    must(app::request_review(ports, account, attempt.id));
    return *review_of(attempt);
  }
  Ticket ticket(const Account& account, std::string kind) {
    return must(app::open_ticket(
        ports, account, {.kind = std::move(kind), .phone = {}, .note = {}, .request_key = next_key()}));
  }
  std::string proof(const Operator& by, const Person& person) {
    const auto view = must(app::propose_proof(ports, by,
                                              {.person = person.id,
                                               .way = "HOME_VISIT",
                                               .seen_on = "2026-11-25",
                                               .bytes = as_bytes("photo-1"),
                                               .request_key = next_key(),
                                               .consent = spoken()}));
    return view.proof.id.text();
  }
  std::string loss(const Operator& by, const Person& person) {
    pass_time();
    const auto view = must(app::report_loss(
        ports, by, {.person = person.id, .kind = "DEATH", .happened_on = "2026-11-01", .source = "民政"}));
    return view.sign.id.text();
  }
  std::string merge(const Operator& by, const Person& kept, const Person& duplicate) {
    const auto view = must(app::propose_merge(ports, by,
                                              {.kept = kept.id,
                                               .duplicate = duplicate.id.text(),
                                               .reason = "MISTYPED",
                                               .note = "录错了",
                                               .request_key = next_key()}));
    return view.merge.id.text();
  }
  std::string plan(const Operator& by) {
    const auto view = must(app::make_plan(ports, by,
                                          {.name = "下半年",
                                           .category_code = "RESIDENT_PENSION",
                                           .self_from = "2026-07-01",
                                           .self_to = "2026-12-20",
                                           .request_key = next_key()}));
    return view.plan.id.text();
  }
  // Of somebody whom nobody found: ready for a suspension to be proposed.
  TaskId overdue_task(const std::string& of_plan) {
    using namespace std::chrono;
    const auto person = somebody();
    const Task task{.id = TaskId::make(clock, random),
                    .plan = *PlanId::parse(of_plan),
                    .person = person.id,
                    .agency = agency(),
                    .window = {.self_from = 2026y / January / 1,
                               .self_to = 2026y / June / 30,
                               .verify_to = 2026y / July / 31},
                    .state = TaskState::kVerifying};
    must(app::write(ports.store, [&](app::Transaction& transaction) -> Result<void> {
      TRY(transaction.tasks().insert(task));
      return {};
    }));
    for (const auto channel : {ContactChannel::kVoice, ContactChannel::kVisit}) {
      pass_time();
      must(app::log_contact(ports, clerk(), task.id,
                            {.channel = channel, .result = ContactResult::kNotReached}));
    }
    return task.id;
  }
  // Waits for a batch.
  void instruct(const AgencyId& of, const PersonId& person, const std::optional<TaskId>& task = {}) {
    pass_time();
    must(app::write(ports.store, [&](app::Transaction& transaction) {
      return transaction.payroll().insert(of, {.id = PayrollRowId::make(clock, random),
                                               .task = task,
                                               .person = person,
                                               .category = "RESIDENT_PENSION",
                                               .instruction = {.from = Date(china_date(clock.now()))}});
    }));
  }
  // One instruction, in a batch.
  std::string batch(const Operator& by, const TaskId& task, const PersonId& person) {
    instruct(by.agency, person, task);
    return must(app::make_payroll_batch(ports, by, next_key())).id.text();
  }
  ImportId list_of(const Operator& by, const std::string& content) {
    const auto view = must(app::hand_in_list(ports, by,
                                             {.kind = ListKind::kRoster,
                                              .file_name = "list.csv",
                                              .content = as_bytes(content),
                                              .request_key = next_key()}));
    return view.job.id;
  }
  std::string roster_of_one(std::string_view headings = "姓名,身份证号,待遇类别") {
    return std::string(headings) + "\n试名册," + next_number() + ",RESIDENT_PENSION\n";
  }

  static std::string filled(std::string target, const Texts& ids, const Texts& shared) {
    for (auto brace = target.find('{'); brace != std::string::npos; brace = target.find('{')) {
      const auto end = target.find('}');
      const auto name = target.substr(brace + 1, end - brace - 1);
      const auto own = ids.find(name);
      const auto found = own == ids.end() ? shared.find(name) : own;
      const bool is_known = own != ids.end() || found != shared.end();
      EXPECT_TRUE(is_known) << target << ": say in shared_ids(), or in the case, what {" << name << "} is";
      target.replace(brace, end - brace + 1, is_known ? found->second : "0");
    }
    return target;
  }

  // What paths name where the case says nothing else. Fills in what the cases share.
  Texts shared_ids() {
    const auto person = somebody();
    const auto reference = photograph(clerk(), person, "anna-0");
    account_ = account_for(person);
    const auto review = fresh_review(*account_);
    must(app::write(ports.store, [&](app::Transaction& transaction) {
      return transaction.reviews().set_evidence(review.id, ReviewEvidence::kPaper, clock.now(),
                                                as_bytes("paper-1"));
    }));
    plan_ = plan(clerk());
    const auto task = overdue_task(plan_);
    return {{"person_id", person.id.text()},
            {"review_id", review.id.text()},
            {"sequence", "0"},
            {"kind", "PAPER"},
            {"reference_id", reference.id.text()},
            {"plan_id", plan_},
            {"task_id", task.text()},
            {"batch_id", batch(reviewer(), task, person.id)},
            {"import_id", list_of(clerk(), "姓名\n").text()},
            {"operator_id", add_operator_of(agency(), "target", OperatorRole::kClerk).id.text()},
            {"category_code", "WORK_INJURY"},
            {"region", "130984"},
            {"notice_kind", "REMINDER"},
            {"kept", "FRAMES"},
            {"year", "2027"}};
  }

  // Every operation with an id in its path, and every write. What a call uses up is its own.
  std::map<std::string, Case> cases() {
    std::map<std::string, Case> all;
    const auto text = [](const object& body) { return boost::json::serialize(body); };
    const auto of = [](const Person& person) { return Texts{{"person_id", person.id.text()}}; };

    // Those that need nothing but the ids.
    for (const auto* id :
         {"getPerson",          "getPersonReferenceImage", "setLooksOnly",        "unsetLooksOnly",
          "listPersonAttempts", "getPersonFile",           "listPersonTrail",     "listBenefits",
          "listNotices",        "getReferenceOfPerson",    "getReview",           "claimReview",
          "releaseReview",      "getReviewFrame",          "getReviewEvidence",   "getTask",
          "disableOperator",    "enableOperator",          "resetOperatorFactor", "revokeFieldKeys"})
      all[id] = {};

    // --- people
    all["createReference"] = {.body = "anna-9", .query = "?source=UPLOAD", .ids = of(somebody())};
    const auto agreed = [&](const Person& person) {
      return must(app::record_consent(ports, clerk(),
                                      {.person = person.id,
                                       .purpose = "FACE_COMPARISON",
                                       .mode = "PAPER",
                                       .text_version = settings.consent_version,
                                       .request_key = next_key()}));
    };
    all["recordConsent"] = {.body = text({{"purpose", "FACE_COMPARISON"},
                                          {"mode", "SPOKEN"},
                                          {"text_version", settings.consent_version}})};
    const auto asked = somebody();
    all["withdrawConsentOfPerson"] = {
        .ids = {{"person_id", asked.id.text()}, {"consent_id", agreed(asked).id.text()}}};
    all["setEmployer"] = {.body = text({{"employer_code", kMill}})};
    all["disclosePerson"] = {.body = text({{"reason", "CALL"}})};
    all["changePerson"] = {.body = text({{"phone", "13912345679"}})};
    all["addEntitlement"] = {.body = text({{"category_code", "WORK_INJURY"}}), .ids = of(somebody())};
    all["reportLoss"] = {.body = text({{"kind", "DEATH"}, {"happened_on", "2026-11-01"}, {"source", "村里"}}),
                         .ids = of(somebody())};
    const auto registered = somebody();
    (void)account_for(registered);
    all["closeAccountOfPerson"] = {.ids = of(registered)};
    for (const auto* id : {"refuseHelperOfPerson", "allowHelperOfPerson"}) {
      const auto helped = somebody();
      const auto added = must(app::add_relative(ports, *account_,
                                                {.name = std::string(kName),
                                                 .id_number = std::string(helped.id_number.reveal()),
                                                 .relation = "NEIGHBOUR",
                                                 .request_key = next_key()}));
      const bool is_refused = std::string_view(id) == "allowHelperOfPerson";
      if (is_refused) must(app::refuse_helper_of(ports, clerk(), helped.id, added.relative.id));
      all[id] = {.ids = {{"person_id", helped.id.text()}, {"helper_id", added.relative.id.text()}}};
    }
    all["createMerge"] = {
        .body = text({{"duplicate_id", somebody().id.text()}, {"reason", "MISTYPED"}, {"note", "录错了"}}),
        .ids = of(somebody())};
    all["confirmMerge"] = {.ids = {{"merge_id", merge(clerk(), somebody(), somebody())}}};
    all["refuseMerge"] = {.body = text({{"note", "是两个人"}}),
                          .ids = {{"merge_id", merge(clerk(), somebody(), somebody())}}};

    // --- faces
    for (const auto* id : {"approveReference", "refuseReference"}) {
      const auto person = somebody();
      (void)photograph(clerk(), person, "anna-0");
      all[id] = {.ids = {{"reference_id", photograph(clerk(), person, "anna-1").id.text()}}};
    }
    const auto looked_at = somebody();
    (void)photograph(clerk(), looked_at, "anna-0");
    all["decideReview"] = {.body = text({{"decision", "APPROVE"}}),
                           .ids = {{"review_id", fresh_review(account_for(looked_at)).id.text()}}};

    // --- assisted proofs; more evidence comes from who made it
    const std::string day = "&seen_on=2026-11-25" + spoken_query();
    all["createAssistedProof"] = {.body = "photo-1",
                                  .query = "?way=HOME_VISIT" + day,
                                  .ids = of(somebody()),
                                  .query_of = {{"EMPLOYER", "?way=EMPLOYER" + day}}};
    all["putAssistedEvidence"] = {.body = "paper-1",
                                  .ids = {{"proof_id", proof(operators_.at("alpha-CLERK"), somebody())}}};
    all["getAssistedEvidence"] = {.ids = {{"proof_id", proof(clerk(), somebody())}, {"kind", "PHOTO"}}};
    all["confirmAssistedProof"] = {.body = R"({"seen":["PHOTO"]})",
                                   .ids = {{"proof_id", proof(clerk(), somebody())}}};
    all["refuseAssistedProof"] = {.body = text({{"note", "看不清"}}),
                                  .ids = {{"proof_id", proof(clerk(), somebody())}}};

    // --- plans and tasks
    all["closePlan"] = {.ids = {{"plan_id", plan(clerk())}}, .reach = Reach::kAgency};
    all["getPlanProgress"] = {.reach = Reach::kPart};
    all["createTaskContact"] = {.body = text({{"channel", "VISIT"}, {"result", "NOT_REACHED"}})};
    const auto on = [](const TaskId& task) { return Texts{{"task_id", task.text()}}; };
    all["proposeSuspension"] = {.ids = on(overdue_task(plan_))};
    for (const auto* id : {"dropSuspension", "approveSuspension"}) {
      const auto task = overdue_task(plan_);
      must(app::propose_suspension(ports, clerk(), task));
      all[id] = {.ids = on(task)};
    }
    // What a clerk found to be so, a reviewer ends.
    const auto benefit_of = [&](const Person& person) {
      must(app::check_loss(ports, clerk(), *LifeSignId::parse(loss(clerk(), person)),
                           LossOutcome::kConfirmed));
      return Texts{{"person_id", person.id.text()}, {"category_code", "RESIDENT_PENSION"}};
    };
    all["terminateBenefit"] = {.ids = benefit_of(somebody())};
    const auto ended = somebody();
    all["reinstateBenefit"] = {.ids = benefit_of(ended)};
    must(app::terminate_benefit(ports, reviewer(), ended.id, "RESIDENT_PENSION"));
    all["confirmReportedLoss"] = {.ids = {{"sign_id", loss(clerk(), somebody())}}};
    all["dismissReportedLoss"] = {.ids = {{"sign_id", loss(clerk(), somebody())}}};

    // --- tickets; who claimed it answers it
    const auto about = [](const Ticket& one) { return Texts{{"ticket_id", one.id.text()}}; };
    all["claimTicket"] = {.ids = about(ticket(*account_, "CALLBACK"))};
    const Operator& answers = operators_.at("alpha-CLERK");
    const auto released = ticket(*account_, "VISIT");
    must(app::claim_ticket(ports, answers, released.id));
    all["releaseTicket"] = {.ids = about(released)};
    const auto visit = [&] {
      return must(app::open_ticket_for(ports, clerk(),
                                       {.person = somebody().id,
                                        .kind = "VISIT",
                                        .phone = {},
                                        .note = {},
                                        .request_key = next_key()}))
          .ticket;
    };
    all["createPersonTicket"] = {.body = text({{"kind", "CALLBACK"}}), .ids = of(somebody())};
    all["getTicket"] = {.ids = about(visit())};
    all["listVisitors"] = {.ids = about(visit())};
    all["assignTicket"] = {.body = text({{"operator_id", answers.id.text()}}), .ids = about(visit())};
    for (const auto* id : {"createTicketTry", "discloseTicket"}) {
      const auto claimed = visit();
      must(app::claim_ticket(ports, answers, claimed.id));
      all[id] = {.body = text({{"reason", "CALL"}}), .ids = about(claimed)};
    }
    all["createTicketTry"].body = "{}";
    const auto answered = ticket(*account_, "APPEAL");
    must(app::claim_ticket(ports, answers, answered.id));
    all["closeTicket"] = {.body = text({{"outcome", "SOLVED"}, {"answer", "已说明"}}),
                          .ids = about(answered)};

    // --- what is the whole agency's
    const auto import = [](const ImportId& one) {
      return Case{.ids = {{"import_id", one.text()}}, .reach = Reach::kAgency};
    };
    for (const auto* id :
         {"getPayrollCsv", "getPayrollXlsx", "getImport", "getImportFaultsCsv", "getImportFaultsXlsx"})
      all[id] = {.reach = Reach::kAgency};
    all["setImportColumns"] = import(list_of(clerk(), roster_of_one("甲,乙,丙")));
    all["setImportColumns"].body = text({{"name", "0"}, {"id_number", "1"}, {"category", "2"}});
    all["discardImport"] = import(list_of(clerk(), roster_of_one()));
    all["startImport"] = import(list_of(clerk(), roster_of_one()));
    const auto done = list_of(clerk(), roster_of_one());
    all["undoImport"] = import(done);
    must(app::run_import_jobs(ports));
    must(app::start_import(ports, clerk(), done));
    must(app::run_import_jobs(ports));

    // --- operators
    all["changeOperator"] = {.body = text({{"role", "REVIEWER"}})};
    all["resetOperatorPassword"] = {.body = text({{"password", "first one 26"}})};

    // --- what is the server's
    const auto service = [](std::string body, std::function<void()> before = {}) {
      return Case{.body = std::move(body), .reach = Reach::kService, .before = std::move(before)};
    };
    const auto rule = text({{"kind", "ROLLING_MONTH_END"}, {"months", "12"}});
    all["setCategoryRule"] = service(rule);
    all["setRegionalRule"] = service(rule);
    all["getRegion"] = service("{}");
    all["nameRegion"] = service(text({{"name", "试地方"}}));
    const auto wording = text({{"wording", default_wording(NoticeKind::kReminder)}});
    all["setNoticeText"] = service(wording);
    all["previewNoticeText"] = service(wording);
    all["unsetNoticeText"] = service("{}");
    all["unsetRegionalRule"] = service("{}");
    all["setRetention"] = service(text({{"days", "3"}}));
    const std::string days = "日期,类型,名称\n2027-01-01,休,元旦\n";
    all["setWorkdays"] = service(days);
    all["previewWorkdays"] = service(days);
    all["unsetWorkdays"] = service("{}", [this, days] {
      const auto set = call(browsers_.at("SYSTEM_ADMIN").own, "PUT", "/api/v1/console/workdays/2027", days,
                            "application/octet-stream");
      EXPECT_EQ(set.status, 200) << set.response.body;
    });
    all.merge(writes_without_id());
    return all;
  }

  // What an operator of this agency is answered.
  std::function<std::string()> shown_to(const std::string& role, const std::string& list) {
    return
        [this, role, list] { return get(browsers_.at(role).own, "/api/v1/console/" + list).response.body; };
  }
  // What the store has of a clerk of this agency.
  template <class Look>
  std::function<std::string()> of_clerk(Look look) {
    return [this, look] {
      const auto transaction = must(store->begin_read());
      return std::string(look(*transaction, operators_.at("alpha-CLERK").id));
    };
  }

  std::map<std::string, Case> writes_without_id() {
    std::map<std::string, Case> all;
    const auto text = [](const object& body) { return boost::json::serialize(body); };
    const std::string place(kVillage);

    // --- people and plans: of a region, nothing that would be outside it
    all["createPerson"] = {.reach = Reach::kRegion,
                           .body_for =
                               [this, text, place](const Operator&) {
                                 return text({{"name", "试登记"},
                                              {"id_number", next_number()},
                                              {"category_code", "RESIDENT_PENSION"},
                                              {"phone", kPhone},
                                              {"region", place}});
                               },
                           .seen =
                               [this] {
                                 return post(browsers_.at("CLERK").own, "/api/v1/console/persons/search",
                                             {{"query", "试登记"}})
                                     .response.body;
                               }};
    all["createPlan"] = {
        .body = text({{"name", "试计划"}, {"category_code", "RESIDENT_PENSION"}, {"region", place}}),
        .reach = Reach::kRegion,
        .seen = shown_to("CLERK", "plans")};
    all["searchPersons"] = {.body = text({{"query", kName}}), .reach = Reach::kFound};

    // --- what is the whole agency's
    const auto owed = somebody();
    const auto owed_there = somebody(*maker_there_, "试乙县人");
    all["createPayrollBatch"] = {.reach = Reach::kAgency,
                                 .before =
                                     [this, owed, owed_there] {
                                       instruct(agency(), owed.id);
                                       instruct(*there_, owed_there.id);
                                     },
                                 .seen =
                                     [this] {
                                       const auto listed = get(browsers_.at("REVIEWER").own,
                                                               "/api/v1/console/payroll-batches");
                                       return boost::json::serialize(listed.json.at("batches"));
                                     }};
    all["createImport"] = {.body = roster_of_one(),
                           .query = "?kind=ROSTER&file_name=list.csv",
                           .reach = Reach::kAgency,
                           .seen = shown_to("CLERK", "imports")};
    all["createEmployer"] = {.body = text({{"code", kNewMill}, {"name", "试新厂"}}),
                             .reach = Reach::kAgency,
                             .seen = shown_to("CLERK", "employers")};
    // Who works for an employer speaks for that one, whatever the request names.
    const std::string mill(kMill);
    const auto contacts = shown_to("CLERK", "support?employer_code=" + mill);
    all["createSupport"] = {
        .body = text({{"employer_code", mill}, {"kind", "PHONE"}, {"value", "4000000003"}}),
        .reach = Reach::kAgency,
        .owners = {"EMPLOYER"},
        .seen = contacts};
    all["deleteSupport"] = {.query = "?employer_code=" + mill + "&kind=PHONE&value=4000000004",
                            .reach = Reach::kAgency,
                            .before =
                                [this] {
                                  const auto add = [this](const Operator& by, std::string_view code) {
                                    must(app::add_support(ports, by,
                                                          {.employer_code = std::string(code),
                                                           .kind = "PHONE",
                                                           .value = "4000000004",
                                                           .hours = {}}));
                                  };
                                  add(clerk(), kMill);
                                  add(clerk(), kOtherMill);
                                  add(*maker_there_, kMill);
                                },
                            .owners = {"EMPLOYER"},
                            .seen = contacts};
    all["changeAgency"] = {.body = text({{"name", "甲县新中心"}, {"phone", "0009"}}),
                           .reach = Reach::kAgency,
                           .seen = shown_to("CLERK", "me")};
    all["createOperator"] = {.reach = Reach::kAgency,
                             .body_for =
                                 [this, text](const Operator&) {
                                   return text({{"login", next_key()},
                                                {"name", "试新人"},
                                                {"role", "CLERK"},
                                                {"password", "first one 26"}});
                                 },
                             .seen = shown_to("SECURITY_ADMIN", "operators")};

    // --- the asker's own
    all["createFieldKey"] = {
        .reach = Reach::kOwn,
        .body_for =
            [text](const Operator&) {
              return text({{"public_key", to_hex(crypto::testing::PhoneKey().public_key())}});
            },
        .seen = of_clerk([this](app::Transaction& transaction, const OperatorId& id) {
          return std::to_string(must(transaction.field_keys().count_valid(id, clock.now())));
        })};
    all["beginSecondFactor"] = {.body = text({{"password", kPassword}}),
                                .reach = Reach::kOwn,
                                .seen = of_clerk([](app::Transaction& transaction, const OperatorId& id) {
                                  const auto pending = must(transaction.operators().pending_factor(id));
                                  return pending ? crypto::to_base32(pending->reveal()) : std::string();
                                })};
    all["confirmSecondFactor"] = {
        .reach = Reach::kOwn,
        .body_for =
            [this, text](const Operator& by) {
              const auto secret = crypto::make_totp_secret(random);
              must(app::write(ports.store, [&](app::Transaction& transaction) {
                return transaction.operators().set_pending_factor(by.id, secret);
              }));
              return text({{"code", must(crypto::totp(secret, crypto::totp_step(clock.now())))}});
            },
        .seen = of_clerk([](app::Transaction& transaction, const OperatorId& id) {
          const auto found = must(transaction.operators().find(id));
          return found->factor ? "set" : "none";
        })};
    all["changeOperatorPassword"] = {
        .body = text({{"password", kPassword}, {"new_password", "rainy day 2027"}}),
        .reach = Reach::kOwn,
        .seen = of_clerk([](app::Transaction& transaction, const OperatorId& id) {
          return must(transaction.operators().find(id))->password_hash;
        })};
    all["deleteOperatorSession"] = {.reach = Reach::kOwn, .seen = [this] {
                                      const auto me = get(browsers_.at("CLERK").own, "/api/v1/console/me");
                                      return std::to_string(me.status);
                                    }};

    // --- the server's, or nobody's
    all["readIdCardWithPortrait"] = {.body = "card " + std::string(kIdNumber) + " anna-0",
                                     .reach = Reach::kService};
    all["createCategory"] = {
        .reach = Reach::kService, .body_for = [this, text](const Operator&) {
          std::string code = "MATRIX_";
          for (int i = ++keys_; i > 0; i /= 26) code += static_cast<char>('A' + i % 26);
          return text({{"code", code}, {"name", "试待遇"}, {"kind", "ROLLING_DAY"}, {"months", "6"}});
        }};
    all["previewDueRule"] = {
        .body = text({{"kind", "ROLLING_DAY"}, {"months", "12"}, {"started_on", "2026-01-01"}}),
        .reach = Reach::kService};
    all["checkAudit"] = {.reach = Reach::kService};
    return all;
  }

  // A list, or an export, with people of each place in it; or figures of them.
  struct Listed {
    std::string operation;
    std::string query = {};  // {plan_id}: of the asker's agency
    std::string shows = {};  // which mark of the places that the asker sees; empty: figures, or nobody's
  };
  static std::vector<Listed> lists() {
    const std::string period = "?from=2026-11-01&to=2026-11-30";
    return {
        {"listPersons", "", "person_id"},
        {"listReviews", "", "review_id"},
        {"listReferenceWork", "?work=MISSING", "bare_id"},
        {"listReferenceWork", "?work=AGEING", "person_id"},
        {"listProposedReferences", "", "reference_id"},
        {"listMerges", "", "merge_id"},
        {"listAssistedProofs", "", "proof_id"},
        {"listTasks", "?state=PENDING", "task_id"},
        {"listTasks", "?state=PENDING&plan_id={plan_id}", "task_id"},
        {"listOpenTickets", "", "ticket_id"},
        {"listLosses", "", "sign_id"},
        {"listLosses", "?work=TERMINATE"},
        {"listAssistedProofs", "?state=REFUSED"},
        {"exportPersonsCsv", "?reason=CALL", "name"},
        {"exportPersonsXlsx", "?reason=CALL"},
        {"exportUnfinishedCsv", "?reason=CALL&plan_id={plan_id}", "name"},
        {"exportUnfinishedXlsx", "?reason=CALL&plan_id={plan_id}"},
        {"listPlans", "", "plan_id"},
        {"listPayrollBatches", "", "batch_id"},
        {"listImports", "", "import_id"},
        {"listSupport", "", "support"},
        {"listEmployers", "", "employer"},
        {"listOperators", "", "login"},
        {"listAudit", "?action=MAKE_PLAN", "plan_id"},
        {"listAudit"},
        {"getReviewers", period, "reviewer"},
        {"getDesk"},
        {"getInsight", period},
        {"getScores", period},
        // The server's, or the asker's own.
        {"getOperator"},
        {"listCategories"},
        {"listDueRules"},
        {"listRegions"},
        {"listNoticeTexts"},
        {"listWorkdays"},
        {"getSystem"},
    };
  }

  // Where people are of whom somebody may hear or not: what tells them, by its name.
  struct Place {
    std::size_t agency;  // 0, 1
    Texts marks = {};
  };
  // The same in each place, so that figures can be compared. `judge`: a reviewer who is nobody's browser.
  Place furnished(std::size_t in, const Operator& maker, const Operator& judge, std::string_view name,
                  std::string_view region, std::string_view employer) {
    Place place{.agency = in};
    const auto one = [&] { return somebody(maker, name, region, employer); };
    const auto proved = one();
    (void)photograph(maker, proved, "anna-0", "2005-01-01");
    const auto account = account_for(proved);
    const auto decided = fresh_review(account);
    must(app::decide_review(ports, judge,
                            {.review = decided.id, .verdict = ReviewVerdict::kReject, .note = "不是本人"}));
    const auto review = fresh_review(account);
    const auto bare = one();
    const auto kept = one();
    const auto twin = one();
    place.marks = {{"person_id", proved.id.text()},
                   {"bare_id", bare.id.text()},
                   {"kept_id", kept.id.text()},
                   {"twin_id", twin.id.text()},
                   {"id_number", std::string(proved.id_number.reveal())},
                   {"decided_id", decided.id.text()},
                   {"review_id", review.id.text()},
                   {"ticket_id", ticket(account, "VISIT").id.text()},
                   {"proof_id", proof(maker, bare)},
                   {"reference_id", photograph(maker, proved, "anna-1").id.text()},
                   {"sign_id", loss(maker, bare)},
                   {"merge_id", merge(maker, kept, twin)},
                   {"name", std::string(name)}};
    return place;
  }

  // Of all `count` and `waiting` in it.
  static std::int64_t total_of(const boost::json::value& value) {
    std::int64_t total = 0;
    if (value.is_array()) {
      for (const auto& one : value.get_array()) total += total_of(one);
    } else if (value.is_object()) {
      for (const auto& [name, one] : value.get_object()) {
        const bool counts = (name == "count" || name == "waiting") && one.is_int64();
        total += counts ? one.get_int64() : total_of(one);
      }
    }
    return total;
  }

  std::optional<AgencyId> there_;
  std::optional<Operator> maker_there_;
  std::map<std::string, Operator> operators_;  // by login
  std::map<std::string, Who> browsers_;        // by role
  std::optional<Account> account_;             // of the shared person
  std::string plan_;
  int keys_ = 0;
  int people_ = 0;
};

TEST_F(Authorisation, each_role_may_do_what_the_document_says_and_nothing_to_anybody_elses) {
  const auto shared = shared_ids();
  auto table = cases();
  for (const Operation& operation : console_operations()) {
    const auto found = table.find(operation.id);
    if (found == table.end() && !operation.is_list()) {
      ADD_FAILURE()
          << operation.id << " (" << operation.method << ' ' << operation.path
          << ") has no case: add to cases(), or writes_without_id(), a body, a query and ids with which one "
             "of its x-roles has it done, and its Reach";
      continue;
    }
    const Case one = found == table.end() ? Case{.reach = Reach::kService} : found->second;
    if (found != table.end()) table.erase(found);
    const bool names_nobody = operation.writes_without_id();
    const bool is_same_for_all = one.reach == Reach::kService;
    EXPECT_TRUE(!names_nobody || one.seen || is_same_for_all || one.reach == Reach::kFound)
        << operation.id << ": say in its case by what it is seen here that it was done";
    const auto target = filled(operation.path, one.ids, shared);
    const auto ask = [&](Browser& browser, const std::string& place, const std::string& role) {
      if (one.before) one.before();
      const auto query = one.query_of.find(role);
      const auto key = names_nobody ? next_key() : "matrix-" + operation.id;
      const auto body = one.body_for ? one.body_for(operators_.at(place + "-" + role)) : one.body;
      return call(browser, operation.method,
                  target + (query == one.query_of.end() ? one.query : query->second), body, operation.type,
                  {{"Idempotency-Key", key}});
    };
    if (one.before) one.before();
    const auto seen = one.seen ? one.seen() : std::string();
    const auto expect_nothing_here = [&](const Answer& answer) {
      if (one.seen) {
        EXPECT_EQ(one.seen(), seen) << "was changed from elsewhere: " << answer.response.body;
      }
      if (one.reach == Reach::kFound && answer.status == 200) {
        EXPECT_TRUE(answer.json.at("persons").as_array().empty()) << answer.response.body;
      }
    };
    // Strangers first: what they would do, had nobody asked who they are, can still be done.
    std::map<std::string, std::vector<int>> others;
    for (auto& [role, who] : browsers_) {
      SCOPED_TRACE(operation.id + " " + role);
      const bool may = operation.may(role);
      const auto other = ask(who.other, "beta", role);
      others[role].push_back(other.status);
      EXPECT_EQ(other.status == 403, !may) << other.response.body;
      expect_nothing_here(other);
      if (names_nobody) {
        EXPECT_EQ(other.status < 300, may) << "in another agency: " << other.response.body;
      } else if (!is_same_for_all) {
        EXPECT_EQ(other.status, may ? 404 : 403) << "of another agency: " << other.response.body;
      }
      if (!who.elsewhere || operation.is_list()) continue;
      const auto elsewhere = ask(*who.elsewhere, "alpha-far", role);
      const auto refused = may ? refused_elsewhere(one, role) : std::optional(403);
      if (refused) {
        EXPECT_EQ(elsewhere.status, *refused) << "of another region: " << elsewhere.response.body;
      } else if (is_same_for_all) {
        others[role].push_back(elsewhere.status);
      } else {
        EXPECT_LT(elsewhere.status, 300) << "of another region: " << elsewhere.response.body;
      }
      if (one.reach == Reach::kRegion && may) {
        EXPECT_NE(elsewhere.response.body.find("OUTSIDE"), std::string::npos) << elsewhere.response.body;
      }
      if (one.reach == Reach::kPart && may) {
        EXPECT_TRUE(elsewhere.json.at("places").as_array().empty()) << elsewhere.response.body;
      }
      expect_nothing_here(elsewhere);
      EXPECT_EQ(elsewhere.response.body.find(kName), std::string::npos);
    }
    std::string answers;
    bool is_done = false;
    bool is_seen = false;
    for (auto& [role, who] : browsers_) {
      SCOPED_TRACE(operation.id + " " + role);
      const bool may = operation.may(role);
      const auto own = ask(who.own, "alpha", role);
      EXPECT_NE(own.status, 401);
      EXPECT_EQ(own.status == 403, !may) << own.response.body;
      if (names_nobody) {
        EXPECT_EQ(own.status < 300, may) << own.response.body;
      }
      if (is_same_for_all && !operation.is_list()) {
        for (const int other : others[role]) EXPECT_EQ(other, own.status) << own.response.body;
      }
      if (one.reach == Reach::kFound && may) {
        EXPECT_NE(own.response.body.find(kName), std::string::npos) << own.response.body;
      }
      is_seen = is_seen || (one.seen && one.seen() != seen);
      is_done = is_done || own.status < 300;
      if (own.status >= 400) answers += role + ": " + own.response.body + '\n';
    }
    EXPECT_TRUE(is_done || operation.is_list()) << operation.id << ": nobody has it done\n" << answers;
    EXPECT_EQ(is_seen, one.seen != nullptr) << operation.id << ": it was done and is not seen";
  }
  for (const auto& [id, unused] : table)
    ADD_FAILURE() << id << " is no operation with an id, and no write: remove its case";
}

TEST_F(Authorisation, no_list_and_no_export_has_anybody_elses_people) {
  const auto judge = add_operator_of(agency(), "alpha-judge", OperatorRole::kReviewer);
  const auto judge_there = add_operator_of(*there_, "beta-judge", OperatorRole::kReviewer);
  const std::array plans{plan(clerk()), plan(*maker_there_)};
  std::array<Place, 3> places{furnished(0, clerk(), judge, "欧阳测试甲", kVillage, kMill),
                              furnished(0, clerk(), judge, "欧阳测试乙", kFarVillage, kOtherMill),
                              furnished(1, *maker_there_, judge_there, "欧阳测试丙", kVillage, kMill)};
  must(app::fill_plans(ports));
  for (Place& place : places) {
    const auto tasks =
        must(must(store->begin_read())->tasks().unsettled(*PersonId::parse(place.marks.at("bare_id"))));
    ASSERT_EQ(tasks.size(), 1U);
    place.marks["task_id"] = tasks.front().id.text();
  }
  const auto batch_of = [&](const Operator& by, const Place& place) {
    return batch(by, *TaskId::parse(place.marks.at("task_id")), *PersonId::parse(place.marks.at("bare_id")));
  };
  must(app::add_support(ports, clerk(),
                        {.employer_code = {}, .kind = "PHONE", .value = "4000000001", .hours = {}}));
  must(app::add_support(ports, *maker_there_,
                        {.employer_code = {}, .kind = "PHONE", .value = "4000000002", .hours = {}}));
  const std::array<Texts, 2> agencies{Texts{{"plan_id", plans[0]},
                                            {"batch_id", batch_of(judge, places[0])},
                                            {"import_id", list_of(clerk(), "姓名\n").text()},
                                            {"support", "4000000001"},
                                            {"employer", "甲县纺织厂"},
                                            {"login", "alpha-CLERK"},
                                            {"reviewer", "alpha-judge"}},
                                      Texts{{"plan_id", plans[1]},
                                            {"batch_id", batch_of(judge_there, places[2])},
                                            {"import_id", list_of(*maker_there_, "姓名\n").text()},
                                            {"support", "4000000002"},
                                            {"employer", "乙县纺织厂"},
                                            {"login", "beta-CLERK"},
                                            {"reviewer", "beta-judge"}}};

  struct Asker {
    Browser* browser;
    std::set<std::size_t> sees;  // places
    std::size_t agency;
  };
  const auto askers_of = [&](const std::string& role) {
    auto& who = browsers_.at(role);
    const bool is_of_part = role == "VILLAGE_HELPER" || role == "EMPLOYER";
    std::vector<Asker> askers{
        {&who.own, is_of_part ? std::set<std::size_t>{0} : std::set<std::size_t>{0, 1}, 0},
        {&who.other, {2}, 1}};
    if (who.elsewhere) askers.push_back({&*who.elsewhere, {1}, 0});
    return askers;
  };
  const auto expect_nobody_elses = [&](const Asker& asker, const std::string& answer) {
    for (std::size_t place = 0; place < places.size(); ++place) {
      if (asker.sees.contains(place)) continue;
      for (const auto& [name, mark] : places[place].marks)
        EXPECT_EQ(answer.find(mark), std::string::npos) << name << " of place " << place;
    }
    for (const auto& [name, mark] : agencies[1 - asker.agency])
      EXPECT_EQ(answer.find(mark), std::string::npos) << name << " of the other agency";
  };

  const auto all = lists();
  std::set<std::string> left;
  for (const Listed& list : all) left.insert(list.operation);
  for (const Operation& operation : console_operations()) {
    if (operation.method != "GET" || operation.has_id()) continue;
    if (left.erase(operation.id) == 0) {
      ADD_FAILURE()
          << operation.id << " (" << operation.path
          << ") is in no line of lists(): add one, with a mark of each place that it shows (made in "
             "furnished()), or without one where it has nobody's people";
      continue;
    }
    for (const Listed& list : all) {
      if (list.operation != operation.id) continue;
      std::set<std::size_t> shown;  // places of which somebody saw the mark
      for (const auto& [role, unused] : browsers_) {
        if (!operation.may(role)) continue;
        std::vector<std::int64_t> totals;
        for (const Asker& asker : askers_of(role)) {
          SCOPED_TRACE(operation.id + list.query + " " + role + " " + std::to_string(*asker.sees.begin()));
          const auto answer = get(
              *asker.browser, operation.path + filled(list.query, {}, {{"plan_id", plans[asker.agency]}}));
          if (answer.status == 403) continue;  // of a region: what is the whole agency's
          ASSERT_EQ(answer.status, 200) << answer.response.body;
          const auto& body = answer.response.body;
          expect_nobody_elses(asker, body);
          totals.push_back(total_of(answer.json));
          for (const std::size_t place : asker.sees) {
            if (list.shows.empty()) continue;
            const auto& marks = places[place].marks;
            const auto& mark = marks.contains(list.shows) ? marks.at(list.shows)
                                                          : agencies[places[place].agency].at(list.shows);
            if (body.find(mark) != std::string::npos) shown.insert(place);
          }
          // A workbook has the rows of the same list as CSV.
          if (const auto ending = operation.path.find(".xlsx"); ending != std::string::npos) {
            const auto csv =
                get(*asker.browser, operation.path.substr(0, ending) + ".csv" +
                                        filled(list.query, {}, {{"plan_id", plans[asker.agency]}}));
            const auto rows = std::ranges::count(csv.response.body, '\n');
            EXPECT_TRUE(body.starts_with("PK " + std::to_string(rows) + " rows")) << body;
          }
        }
        // Who sees two places counts twice as much as who sees one of them, or the same one elsewhere.
        const bool is_of_all = role == "CLERK" || role == "REVIEWER";
        const bool has_figures =
            operation.id == "getDesk" || operation.id == "getInsight" || operation.id == "getScores";
        if (is_of_all && has_figures) {
          ASSERT_EQ(totals.size(), 3U) << operation.id;
          EXPECT_GT(totals[1], 0) << operation.id << ' ' << role;
          EXPECT_EQ(totals[0], 2 * totals[1]) << operation.id << ' ' << role;
          EXPECT_EQ(totals[2], totals[1]) << operation.id << ' ' << role;
        }
      }
      if (!list.shows.empty()) {
        EXPECT_EQ(shown.size(), places.size())
            << operation.id << list.query << " does not show " << list.shows << " of each place to anybody";
      }
    }
  }
  for (const auto& id : left) ADD_FAILURE() << id << " is no list: remove its line";

  // Nobody finds them by name, nor by the plan of another agency.
  for (const auto* role : {"CLERK", "REVIEWER", "VILLAGE_HELPER", "EMPLOYER"}) {
    for (const Asker& asker : askers_of(role)) {
      SCOPED_TRACE(std::string(role) + " " + std::to_string(*asker.sees.begin()));
      for (std::size_t place = 0; place < places.size(); ++place) {
        const auto& marks = places[place].marks;
        const auto found =
            post(*asker.browser, "/api/v1/console/persons/search", {{"query", marks.at("name")}});
        const bool is_found = found.response.body.find(marks.at("person_id")) != std::string::npos;
        EXPECT_EQ(is_found, asker.sees.contains(place)) << place << found.response.body;
        expect_nobody_elses(asker, found.response.body);
      }
      const auto foreign = "?state=PENDING&reason=CALL&plan_id=" + plans[1 - asker.agency];
      for (const auto* list : {"tasks", "exports/unfinished.csv", "exports/unfinished.xlsx"})
        EXPECT_EQ(get(*asker.browser, "/api/v1/console/" + std::string(list) + foreign).status, 404) << list;
    }
  }
}

}  // namespace
}  // namespace jianzai::http
