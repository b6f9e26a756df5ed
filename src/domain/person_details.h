// What people type about themselves, checked and made uniform. The fault names are the field codes of the
// API.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "base/clock.h"
#include "base/secret.h"

namespace jianzai {

enum class TextFault { kRequired, kTooLong, kTooShort, kCharacters };

// A name without outer spaces, with plain inner ones and one kind of middle dot (· in 阿卜杜拉·买买提).
// At most limits::kNameCharactersMax characters; no digits, control characters or broken UTF-8.
[[nodiscard]] tl::expected<Secret<std::string>, TextFault> parse_name(std::string_view text);

// A mobile number of mainland China, 11 digits from 13 to 19; +86, spaces, hyphens and full-width digits are
// understood. Any fault is reported as kCharacters: the person has one thing to do, type it again.
[[nodiscard]] tl::expected<Secret<std::string>, TextFault> parse_mobile(std::string_view text);

// `138****5678`
[[nodiscard]] std::string masked_phone(const Secret<std::string>& phone);

// 8 characters or more, 128 bytes or fewer; nothing else is asked (SP 800-63B-4: no composition rules).
[[nodiscard]] tl::expected<Secret<std::string>, TextFault> parse_password(std::string_view text);

// Whole years on a day; nobody is a year older before the birthday (民法典 art. 200, 201), and who was born
// on 29 February is on 1 March.
[[nodiscard]] int age_on(Date birth, Date day);
inline constexpr int kAdultAge = 18;  // 民法典 art. 17
inline constexpr int kOwnConsentAge =
    14;  // below it a guardian agrees (人脸识别技术应用安全管理办法, 2025-06-01)

// Characters (code points) of valid UTF-8; nothing for broken UTF-8.
[[nodiscard]] std::optional<std::size_t> count_characters(std::string_view utf8);

}  // namespace jianzai
