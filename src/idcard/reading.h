// What was read of a resident identity card (居民身份证), and what to do where it was not.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id_number.h"
#include "base/secret.h"
#include "image/image.h"

namespace jianzai::idcard {

// What the one who holds the camera should do.
enum class Advice {
  kNoCard,
  kSeveralCards,
  kCropped,   // a corner lies outside the picture
  kTooSmall,  // narrower than kCardSeenMin_px (picture_faults.h)
  kDark,
  kGlare,
  kBlur,
  kUnreadable,  // a card, no other fault, and yet its number, or a side's validity, was not read
};
[[nodiscard]] std::string_view to_text(Advice advice);

// Signs that it is no card but a picture of one. The signs of simulated copies and displays
// (docs/id-card.md); no reason to refuse.
enum class Risk {
  kPhotocopy,  // without colour
  kScreen,     // with the grid of a display
};
[[nodiscard]] std::string_view to_text(Risk risk);

// `confidence` in [0, 1]. Of name, address and authority: the share of the readings that agree, as certain as
// Tesseract is of their least certain character. Of what is read twice alike (number, sex, birth, validity):
// Tesseract's over the line. Of the nation: its likeness to the print, or Tesseract's. `is_sure`: above the
// threshold of docs/id-card.md from which it was right in at least 99 of 100 drawn cards of normal
// difficulty.
template <class T>
struct Field {
  T value;
  double confidence = 0;
  bool is_sure = false;
};
template <class T>
using MaybeField = std::optional<Field<T>>;
using Text = Secret<std::string>;

// 人像面: portrait and number.
struct CardFront {
  MaybeField<IdNumber> number;  // only when it is valid and was read twice alike
  MaybeField<Text> name;
  MaybeField<Sex> sex;      // as printed; of the number where that is known
  MaybeField<Text> nation;  // one of nations()
  MaybeField<Date> birth;   // as sex
  MaybeField<Text> address;
  bool sex_differs = false;  // what is printed from what the number says
  bool birth_differs = false;
  Image portrait;
};

// 国徽面: emblem and validity.
struct CardBack {
  MaybeField<Text> authority;
  MaybeField<Date> valid_from;
  MaybeField<std::optional<Date>> valid_until;  // none: 长期
};

struct Reading {
  std::vector<Advice> advice;  // the most important first; empty when all that matters was read
  std::vector<Risk> risks;
  std::optional<CardFront> front;  // one of the two at most
  std::optional<CardBack> back;
};

}  // namespace jianzai::idcard
