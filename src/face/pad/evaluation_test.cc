#include "face/pad/evaluation.h"

#include <gtest/gtest.h>

namespace jianzai::face::pad {
namespace {

TEST(ClopperPearson, GivesThePublishedIntervals) {
  // R 4.2, binom.test: 3 of 18, 0 of 300, 300 of 300.
  const auto some = clopper_pearson(3, 18);
  EXPECT_NEAR(some.value, 0.16667, 1e-5);
  EXPECT_NEAR(some.low, 0.03579, 1e-4);
  EXPECT_NEAR(some.high, 0.41418, 1e-4);
  // 1 - 0.025^(1/300).
  const auto none = clopper_pearson(0, 300);
  EXPECT_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 0.012221, 1e-6);
  const auto all = clopper_pearson(300, 300);
  EXPECT_EQ(all.high, 1);
  EXPECT_NEAR(all.low, 1 - 0.012221, 1e-6);
  EXPECT_EQ(clopper_pearson(0, 0).high, 1);
}

TEST(LabelledPictures, ReadsTheShippedForm) {
  const auto pictures =
      read_labelled("file,label,live_v2\nimage_F2.jpg,attack_screen,0.002\nimage_T1.jpg,bona_fide,0.997\n");
  ASSERT_TRUE(pictures) << pictures.error().detail;
  ASSERT_EQ(pictures->size(), 2U);
  EXPECT_EQ((*pictures)[0].file, "image_F2.jpg");
  EXPECT_EQ((*pictures)[0].species, "screen");
  EXPECT_FALSE((*pictures)[1].species);
}

TEST(LabelledPictures, ReadsAColumnOfSpecies) {
  const auto pictures =
      read_labelled("path,species,label\na.jpg,print,attack\nb.jpg,,attack\nc.jpg,,bona_fide\n");
  ASSERT_TRUE(pictures) << pictures.error().detail;
  EXPECT_EQ((*pictures)[0].species, "print");
  EXPECT_EQ((*pictures)[1].species, "unknown");
  EXPECT_FALSE((*pictures)[2].species);
}

TEST(LabelledPictures, NamesTheLineThatIsWrong) {
  const auto detail_of = [](std::string_view csv) {
    const auto read = read_labelled(csv);
    EXPECT_FALSE(read);
    return read ? std::string() : read.error().detail;
  };
  EXPECT_EQ(detail_of(""), "line 1: no header");
  EXPECT_EQ(detail_of("path,kind\n"), "line 1: no column path or no column label");
  EXPECT_EQ(detail_of("path,label\na.jpg,bona_fide\nb.jpg,real\n"),
            "line 3: label is neither bona_fide nor attack");
  EXPECT_EQ(detail_of("path,label\na.jpg,attacking\n"), "line 2: label is not attack_<species>");
  EXPECT_EQ(detail_of("path,label\na.jpg\n"), "line 2: 1 values instead of 2");
  EXPECT_EQ(detail_of("path,label\n../a.jpg,attack\n"),
            "line 2: a picture's path is empty or leaves the folder");
}

}  // namespace
}  // namespace jianzai::face::pad
