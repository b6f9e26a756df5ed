#include "domain/face_filing.h"

#include <gtest/gtest.h>

namespace jianzai {
namespace {

TEST(FaceFiling, warns_at_four_fifths_and_at_the_whole) {
  EXPECT_EQ(filing_level(0), FilingLevel::kBelow);
  EXPECT_EQ(filing_level(79'999), FilingLevel::kBelow);
  EXPECT_EQ(filing_level(80'000), FilingLevel::kNear);
  EXPECT_EQ(filing_level(99'999), FilingLevel::kNear);
  EXPECT_EQ(filing_level(100'000), FilingLevel::kReached);
  EXPECT_EQ(to_text(FilingLevel::kNear), "NEAR");
}

}  // namespace
}  // namespace jianzai
