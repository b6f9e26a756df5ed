#include "domain/notice_wording.h"

#include <gtest/gtest.h>

namespace jianzai {
namespace {

using namespace std::chrono;
using F = WordingFault;

const NoticeWords kWords{.sender = "甲县社保",
                         .code = "042137",
                         .name = "王*英",
                         .phone = "4001288966",
                         .due_on = 2026y / December / 31};

TEST(Notice, says_what_it_is_for_and_holds_no_link) {
  for (const auto kind : kNoticeKinds) {
    const auto text = text_of(kind, kWords);
    EXPECT_TRUE(text.starts_with("【甲县社保】")) << text;
    EXPECT_TRUE(text.ends_with(warning_of(kind))) << text;
    for (const std::string_view link : {"http", "www", "://", ".cn", ".com", "%"})
      EXPECT_EQ(text.find(link), std::string::npos) << text;
    EXPECT_EQ(notice_kind_from(to_text(kind)), kind);
    EXPECT_EQ(text.find("王*英") != std::string::npos, !is_code(kind)) << text;
    EXPECT_EQ(text.find("042137") != std::string::npos,
              is_code(kind) && kind != NoticeKind::kAlreadyRegistered)
        << text;
    EXPECT_EQ(text.find_first_of("{}"), std::string::npos) << text;
    EXPECT_LE(sms_parts(sms_characters(text)), 2U) << text;
  }
  EXPECT_NE(text_of(NoticeKind::kReminder, kWords).find("12月31日"), std::string::npos);
}

TEST(Wording, of_every_kind_has_no_fault_by_default) {
  for (const auto kind : kNoticeKinds)
    EXPECT_FALSE(wording_fault(kind, default_wording(kind))) << to_text(kind);
}

TEST(Wording, is_filled_in_and_ends_with_the_warning) {
  EXPECT_EQ(text_of(NoticeKind::kReminder, kWords, "{姓名}，{截止日期}前请认证！问{电话}"),
            "【甲县社保】王*英，12月31日前请认证！问4001288966。本短信不带链接，要钱、要密码的都是骗子。");
  EXPECT_EQ(text_of(NoticeKind::kRegisterCode, kWords, "{验证码}是您的验证码"),
            "【甲县社保】042137是您的验证码。任何人向您要验证码都是骗子，请不要告诉别人。");
}

TEST(Wording, leaves_out_the_sentence_about_a_phone_that_there_is_not) {
  auto words = kWords;
  words.phone.clear();
  EXPECT_EQ(text_of(NoticeKind::kMatched, words, "{姓名}您好。请打{电话}。不用再做。"),
            "【甲县社保】王*英您好。不用再做。本短信不带链接，要钱、要密码的都是骗子。");
  EXPECT_EQ(text_of(NoticeKind::kMatched, words).find("请打"), std::string::npos);
  // It would leave out whom the message is about.
  constexpr std::string_view kTooMuch = "{姓名}您好，已经办好，有事请打{电话}。";
  EXPECT_EQ(text_of(NoticeKind::kMatched, words, kTooMuch), text_of(NoticeKind::kMatched, words));
  EXPECT_NE(text_of(NoticeKind::kMatched, kWords, kTooMuch).find("已经办好"), std::string::npos);
}

TEST(Wording, has_for_each_placeholder_a_parameter_that_the_text_says) {
  for (const auto kind : kNoticeKinds) {
    const auto parameters = parameters_of(kind, kWords);
    const auto placeholders = placeholders_of(kind);
    ASSERT_EQ(parameters.size(), placeholders.size()) << to_text(kind);
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      EXPECT_EQ(parameters[i].name, placeholders[i].parameter) << to_text(kind);
      EXPECT_NE(text_of(kind, kWords).find(parameters[i].value), std::string::npos) << to_text(kind);
    }
  }
  EXPECT_EQ(parameters_of(NoticeKind::kReminder, kWords),
            (NoticeParameters{{"name", "王*英"}, {"day", "12月31日"}, {"phone", "4001288966"}}));
  EXPECT_EQ(parameters_of(NoticeKind::kResetCode, kWords), (NoticeParameters{{"code", "042137"}}));
}

TEST(Wording, has_no_parameter_of_what_the_text_does_not_say) {
  EXPECT_EQ(parameters_of(NoticeKind::kMatched, kWords, "{姓名}您好。"),
            (NoticeParameters{{"name", "王*英"}}));
  auto words = kWords;
  words.phone.clear();
  EXPECT_EQ(parameters_of(NoticeKind::kMatched, words, "{姓名}您好。请打{电话}。"),
            (NoticeParameters{{"name", "王*英"}}));
  // The default stands in.
  EXPECT_EQ(parameters_of(NoticeKind::kMatched, words, "{姓名}您好，有事请打{电话}。"),
            (NoticeParameters{{"name", "王*英"}}));
}

TEST(Wording, has_the_placeholders_of_its_kind_and_no_others) {
  EXPECT_EQ(wording_fault(NoticeKind::kResetCode, "重设密码，10分钟内有效。"), F::kMissingPlaceholder);
  EXPECT_EQ(wording_fault(NoticeKind::kReminder, "{姓名}您好，请认证。"), F::kMissingPlaceholder);
  EXPECT_EQ(wording_fault(NoticeKind::kReminder, "{姓名}您好，{截止日期}前请认证。"), std::nullopt);
  EXPECT_EQ(wording_fault(NoticeKind::kMatched, "{姓名}您好，{截止日期}已办好。"), F::kUnknownPlaceholder);
  EXPECT_EQ(wording_fault(NoticeKind::kMatched, "{姓名}您好，验证码{验证码}。"), F::kUnknownPlaceholder);
  for (const std::string_view broken :
       {"{姓名}您好{", "{姓名}您好}", "{姓名}{}", "{{姓名}}", "｛姓名｝{姓名}", "{姓 名}{姓名}", "}{姓名}"})
    EXPECT_EQ(wording_fault(NoticeKind::kMatched, broken), F::kUnknownPlaceholder) << broken;
  EXPECT_EQ(wording_fault(NoticeKind::kAlreadyRegistered, "这个手机号已经注册过。"), std::nullopt);
}

TEST(Wording, holds_no_link_however_it_is_written) {
  for (const std::string_view link :
       {"http：//x", "HTTPS", "ｗｗｗ", "WwW", "gov.cn", "ｔ．ｃｎ", "t . cn", "abc。com", "abc｡com",
        "点短链", "看链接", "打开网址", "扫二维码", "社保.中国", "10.0.0.1", "a%2Fb"})
    EXPECT_EQ(wording_fault(NoticeKind::kMatched, "{姓名}您好" + std::string(link) + "。"), F::kLink) << link;
  for (const std::string_view fine : {"2026.12.31", "3.5个月", "办好了。谢谢", "请用APP。"})
    EXPECT_EQ(wording_fault(NoticeKind::kMatched, "{姓名}您好" + std::string(fine)), std::nullopt) << fine;
}

TEST(Wording, is_text_of_a_bounded_length) {
  EXPECT_EQ(wording_fault(NoticeKind::kMatched, ""), F::kEmpty);
  EXPECT_EQ(wording_fault(NoticeKind::kMatched, "  "), F::kEmpty);
  for (const std::string_view odd : {"{姓名}\n", "{姓名}\x7F", "{姓名}【健在】", "{姓名}\u200B",
                                     "{姓名}\u202E", "{姓名}\u2060", "{姓名}\uFEFF", "{姓名}\xFF"})
    EXPECT_EQ(wording_fault(NoticeKind::kMatched, odd), F::kCharacters) << odd;
  std::string longest = "{姓名}";
  while (sms_characters(longest) < kWordingCharactersMax) longest += "好";
  EXPECT_EQ(wording_fault(NoticeKind::kMatched, longest), std::nullopt);
  EXPECT_EQ(wording_fault(NoticeKind::kMatched, longest + "好"), F::kTooLong);
  EXPECT_LE(sms_parts(sms_characters(text_of(NoticeKind::kMatched, kWords, longest))), 3U);
}

TEST(Wording, is_counted_as_networks_count) {
  EXPECT_EQ(sms_characters("a好é"), 3U);
  EXPECT_EQ(sms_characters("😀"), 2U);
  EXPECT_EQ(sms_parts(70), 1U);
  EXPECT_EQ(sms_parts(71), 2U);
  EXPECT_EQ(sms_parts(134), 2U);
  EXPECT_EQ(sms_parts(135), 3U);
}

}  // namespace
}  // namespace jianzai
