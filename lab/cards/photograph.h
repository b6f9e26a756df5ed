// A hand-held photograph of a card, simulated: what the reader meets, as far as this knows how to make it.
#pragma once

#include <array>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "draw/draw.h"
#include "image/image.h"

namespace jianzai::cards {

// How hard it is to read. What each one draws from is in photograph.cc.
enum class Level {
  kEasy,    // flat on a table, upright, a good phone
  kNormal,  // in the hand at any angle: 700 to 1,800 px wide, some tilt, blur and shadow, now and then a veil
            // of light
  kHard,    // 450 to 800 px wide, tilted, blurred, creased lamination, reflections on the text
  kExtreme,  // 250 to 500 px wide and all of that worse: mostly not to be read
};
inline constexpr std::array kLevels{Level::kEasy, Level::kNormal, Level::kHard, Level::kExtreme};
[[nodiscard]] std::string_view to_text(Level level);

struct Photograph {
  Bytes jpeg;
  double card_px = 0;  // width of the card in it
};

// Of the card on some table. Errors: those of encode_jpeg.
[[nodiscard]] Result<Photograph> photograph(const Image& card, Level level, Draw& draw);
// Of two cards side by side.
[[nodiscard]] Result<Photograph> photograph_two(const Image& one, const Image& other, Draw& draw);
// Of a display that shows the card: its pixels, and the moire of the camera's own.
[[nodiscard]] Image on_a_display(const Image& card, Draw& draw);

}  // namespace jianzai::cards
