// What stands on the ID cards of people who do not exist.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/id_number.h"
#include "draw/draw.h"

namespace jianzai::cards {

struct InventedCard {
  std::string name;
  Sex sex = Sex::kFemale;
  std::string nation;  // without 族
  Date birth;
  std::string address;
  std::string number;  // with its check character, of a region that there is not
  std::string authority;
  Date valid_from;
  std::optional<Date> valid_until;  // none: 长期
};

// Adults of 16 to 95 years in 2026. The 56 nations are equally frequent: that is harder than the country's.
[[nodiscard]] InventedCard invent_card(Draw& draw);

// As it is printed: `2010.05.01-长期`.
[[nodiscard]] std::string validity_of(const InventedCard& card);

}  // namespace jianzai::cards
