#include "app/notice_texts.h"

#include "app/audit.h"
#include "app/codes.h"
#include "app/notices.h"
#include "app/test_world.h"
#include "app/write.h"

namespace jianzai::app {
namespace {

using namespace testing;
using namespace std::chrono_literals;

constexpr std::string_view kOwn = "{姓名}您好，本次认证已经办好，不用再来。咨询{电话}。";

class NoticeTexts : public World {
 protected:
  Operator admin_of(const AgencyId& of, const std::string& login) {
    return add_operator_of(of, login, OperatorRole::kSystemAdmin);
  }
  std::string told(const Person& person, NoticeKind kind) {
    must(write(ports.store,
               [&](Transaction& transaction) { return notify_person(ports, transaction, person, kind); }));
    clock.advance(1s);
    must(send_notices(ports));
    return sms.sent.back().text.reveal();
  }
  std::string log_of(const Operator& by) {
    const auto auditor = add_operator_of(agency(), "auditor", OperatorRole::kAuditor);
    std::string log;
    for (const auto& one : must(list_audit(ports, auditor, "", {.login = by.login})).rows)
      log += std::string(to_text(one.entry.event.action)) + " " + one.entry.event.object + "; ";
    return log;
  }
};

TEST_F(NoticeTexts, of_an_agency_are_sent_from_then_on_and_go_back_to_the_default) {
  const auto admin = admin_of(agency(), "system");
  const Person person = add_somebody();
  const auto before = told(person, NoticeKind::kMatched);
  EXPECT_EQ(before.find("已经办好"), std::string::npos);
  const auto view = must(set_notice_text(ports, admin, "MATCHED", kOwn));
  EXPECT_TRUE(view.is_own);
  EXPECT_EQ(view.wording, kOwn);
  EXPECT_NE(view.message.find("某**您好，本次认证已经办好"), std::string::npos) << view.message;
  clock.advance(1s);
  must(set_notice_text(ports, admin, "MATCHED", kOwn));  // the same again: no second entry
  const auto own = told(person, NoticeKind::kMatched);
  EXPECT_NE(own.find("已经办好，不用再来"), std::string::npos) << own;
  EXPECT_TRUE(own.ends_with(warning_of(NoticeKind::kMatched))) << own;
  // Other kinds and other agencies say what they said.
  EXPECT_EQ(told(person, NoticeKind::kReviewApproved).find("已经办好"), std::string::npos);
  const auto other = admin_of(must(add_agency(ports, {"乙县", "", "1111", ""})).id, "other");
  for (const auto& one : must(list_notice_texts(ports, other))) EXPECT_FALSE(one.is_own) << to_text(one.kind);
  clock.advance(1s);
  const auto back = must(unset_notice_text(ports, admin, "MATCHED"));
  EXPECT_FALSE(back.is_own);
  EXPECT_EQ(back.wording, default_wording(NoticeKind::kMatched));
  EXPECT_EQ(told(person, NoticeKind::kMatched), before);
  EXPECT_EQ(log_of(admin), "UNSET_WORDING MATCHED; SET_WORDING MATCHED; ");
}

TEST_F(NoticeTexts, decide_which_parameters_a_message_has) {
  const Person person = add_somebody();
  const auto parameters = [&] {
    told(person, NoticeKind::kMatched);
    return sms.sent.back().parameters.reveal();
  };
  EXPECT_EQ(parameters(), (NoticeParameters{{"name", "欧***甲"}, {"phone", "0000"}}));
  must(set_notice_text(ports, admin_of(agency(), "system"), "MATCHED", "{姓名}您好，本次认证已经办好。"));
  EXPECT_EQ(parameters(), (NoticeParameters{{"name", "欧***甲"}}));
}

TEST_F(NoticeTexts, of_codes_are_the_services) {
  const auto admin = admin_of(agency(), "system");
  const auto other = admin_of(must(add_agency(ports, {"乙县", "", "1111", ""})).id, "other");
  must(set_notice_text(ports, admin, "REGISTER_CODE", "注册用的验证码是{验证码}，10分钟内有效。"));
  EXPECT_TRUE(must(list_notice_texts(ports, other)).front().is_own);
  must(send_code(ports, {.purpose = "REGISTER", .id_number = {}, .phone = std::string(kPhone)}));
  must(send_notices(ports));
  const auto text = sms.sent.back().text.reveal();
  EXPECT_NE(text.find("注册用的验证码是" + sms.code()), std::string::npos) << text;
  EXPECT_TRUE(text.ends_with(warning_of(NoticeKind::kRegisterCode))) << text;
}

TEST_F(NoticeTexts, that_break_a_rule_are_refused_and_nothing_is_saved) {
  const auto admin = admin_of(agency(), "system");
  const auto refusal = [&](std::string_view kind, std::string_view wording) {
    const auto preview = fields_of(preview_notice_text(ports, admin, kind, wording).error());
    EXPECT_EQ(fields_of(set_notice_text(ports, admin, kind, wording).error()), preview);
    return preview;
  };
  EXPECT_EQ(refusal("RESET_CODE", "您在重设密码。"), "wording:PLACEHOLDER_MISSING");
  EXPECT_EQ(refusal("MATCHED", "{姓名}您好，{地址}。"), "wording:PLACEHOLDER");
  EXPECT_EQ(refusal("MATCHED", "{姓名}您好，请点 http"), "wording:LINK");
  EXPECT_EQ(refusal("MATCHED", "【乙县】{姓名}您好"), "wording:CHARACTERS");
  EXPECT_EQ(refusal("MATCHED", ""), "wording:REQUIRED");
  EXPECT_EQ(refusal("MATCHED", std::string(kWordingCharactersMax + 1, 'a')), "wording:TOO_LONG");
  EXPECT_EQ(code_of(set_notice_text(ports, admin, "NOTHING", kOwn)), ErrorCode::kNotFound);
  must(preview_notice_text(ports, admin, "MATCHED", kOwn));
  for (const auto& one : must(list_notice_texts(ports, admin))) EXPECT_FALSE(one.is_own) << to_text(one.kind);
  EXPECT_EQ(log_of(admin), "");
}

TEST_F(NoticeTexts, are_changed_by_system_administrators_and_read_by_all_three) {
  for (const auto role : {OperatorRole::kAuditor, OperatorRole::kSecurityAdmin}) {
    const auto by = add_operator_of(agency(), std::string(to_text(role)), role);
    EXPECT_EQ(must(list_notice_texts(ports, by)).size(), kNoticeKinds.size());
    EXPECT_EQ(code_of(preview_notice_text(ports, by, "MATCHED", kOwn)), ErrorCode::kForbidden);
    EXPECT_EQ(code_of(set_notice_text(ports, by, "MATCHED", kOwn)), ErrorCode::kForbidden);
    EXPECT_EQ(code_of(unset_notice_text(ports, by, "MATCHED")), ErrorCode::kForbidden);
  }
  EXPECT_EQ(code_of(list_notice_texts(ports, reviewer())), ErrorCode::kForbidden);
}

}  // namespace
}  // namespace jianzai::app
