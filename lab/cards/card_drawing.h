// The two sides of a second-generation ID card, flat and as printed: for tests only. The layout follows what
// such cards look like, not a specification; nothing of the real card's security printing is there.
#pragma once

#include <optional>
#include <string>

#include "cards/invented_card.h"
#include "image/image.h"

namespace jianzai::cards {

inline constexpr int kCardWidth_px = 1712;  // 20 px/mm of ID-1
inline constexpr int kCardHeight_px = 1080;

struct Printing {
  std::string font = "Noto Sans CJK SC";
  double off_x = 0;  // of all text, in widths of the card
  double off_y = 0;
  bool is_grey = false;  // a photocopy
};
[[nodiscard]] Printing some_printing(Draw& draw);

// `portrait`: cut to the card's box; a drawn head without one.
[[nodiscard]] Image draw_front(const InventedCard& card, const std::optional<Image>& portrait,
                               const Printing& printing, Draw& draw);
[[nodiscard]] Image draw_back(const InventedCard& card, const Printing& printing, Draw& draw);
// Something of the same size that is none: a bank card with a long number, a page of text.
[[nodiscard]] Image draw_bank_card(Draw& draw);
[[nodiscard]] Image draw_text_page(Draw& draw);

}  // namespace jianzai::cards
