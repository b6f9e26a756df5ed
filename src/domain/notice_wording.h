// What text messages say (短信模板): every kind has its own words, in place of which an administrator may put
// others.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "domain/notice.h"

namespace jianzai {

// What is filled in. In a wording it stands in braces: `{姓名}`.
struct NoticePlaceholder {
  std::string_view name;
  std::string_view parameter;  // what gateways know it by
  bool is_required = false;
};
// Those that messages of the kind may have.
[[nodiscard]] std::span<const NoticePlaceholder> placeholders_of(NoticeKind kind);

[[nodiscard]] std::string_view default_wording(NoticeKind kind);
// The sentence against fraud that ends every message of the kind, whatever the wording.
[[nodiscard]] std::string_view warning_of(NoticeKind kind);

enum class WordingFault {
  kEmpty,
  kTooLong,     // above kWordingCharactersMax
  kCharacters,  // no text, control or invisible characters, 【 or 】, which are the sender's
  kLink,        // an address, or what leads to one: no message holds one, so that a false one is known by it
  kUnknownPlaceholder,
  kMissingPlaceholder,
};
// In characters of text messages, placeholders as they are written. With the sender, the warning and what is
// filled in a message stays within three parts.
inline constexpr std::size_t kWordingCharactersMax = 120;
[[nodiscard]] std::optional<WordingFault> wording_fault(NoticeKind kind, std::string_view wording);

// What is filled in. Where a kind does not speak of one, it may be empty.
struct NoticeWords {
  std::string sender;               // 【...】 in front; the service's name
  std::string code;                 // of the code kinds
  std::string name;                 // masked
  std::string phone;                // where a human answers; without one no sentence speaks of it
  std::optional<Date> due_on = {};  // kReminder, kReviewAsked, kVerifying
};
// `wording`: one without a fault; empty: the default, which also stands in where the sentence about a phone
// that there is not says more than that.
[[nodiscard]] std::string text_of(NoticeKind kind, const NoticeWords& words, std::string_view wording = {});
// What was filled in there: one for each placeholder that the text has, in the order of placeholders_of.
[[nodiscard]] NoticeParameters parameters_of(NoticeKind kind, const NoticeWords& words,
                                             std::string_view wording = {});

// As networks count them: in UTF-16, of which one message holds 70, and each part of a longer one 67 (3GPP TS
// 23.040).
[[nodiscard]] std::size_t sms_characters(std::string_view utf8);
[[nodiscard]] std::size_t sms_parts(std::size_t characters);

}  // namespace jianzai
