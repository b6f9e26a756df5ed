#include "face/pairs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace jianzai::face {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Pairs, ReadsColumnsByName) {
  const auto pairs = read_pairs("set,img2,same,img1\nlfw,b.jpg,1,a.jpg\nlfw,c.jpg,0,a.jpg\n");
  ASSERT_TRUE(pairs) << pairs.error().detail;
  ASSERT_EQ(pairs->size(), 2U);
  EXPECT_EQ((*pairs)[0].first, "a.jpg");
  EXPECT_EQ((*pairs)[0].second, "b.jpg");
  EXPECT_TRUE((*pairs)[0].same);
  EXPECT_FALSE((*pairs)[1].same);
  EXPECT_THAT((*pairs)[0].groups, ElementsAre("set=lfw"));
}

TEST(Pairs, GroupsByWordsThatBothPicturesHave) {
  const auto pairs =
      read_pairs("img1,img2,same,tags1,tags2\na,b,1,east_asian senior60,senior60;male\nc,d,0,x,y\n");
  ASSERT_TRUE(pairs);
  EXPECT_THAT((*pairs)[0].groups, ElementsAre("tags=senior60"));
  EXPECT_THAT((*pairs)[1].groups, ElementsAre());
}

TEST(Pairs, ReadsWhatSpreadsheetsWrite) {
  const auto pairs = read_pairs(
      "\xEF\xBB\xBFimg1,img2,same,note\r\n\"a, b.jpg\",c.jpg,true,\"say \"\"hi\"\"\"\r\n\r\nd,e,false,");
  ASSERT_TRUE(pairs) << pairs.error().detail;
  ASSERT_EQ(pairs->size(), 2U);
  EXPECT_EQ((*pairs)[0].first, "a, b.jpg");
  EXPECT_THAT((*pairs)[0].groups, ElementsAre("note=say \"hi\""));
  EXPECT_EQ((*pairs)[1].second, "e");
}

TEST(Pairs, NamesTheLineThatIsWrong) {
  const auto detail = [](std::string_view csv) {
    const auto pairs = read_pairs(csv);
    EXPECT_FALSE(pairs);
    if (pairs) return std::string();
    EXPECT_EQ(pairs.error().code, ErrorCode::kInvalidRequest);
    return pairs.error().detail;
  };
  EXPECT_THAT(detail(""), HasSubstr("line 1"));
  EXPECT_THAT(detail("img1,img2\n"), HasSubstr("no column same"));
  EXPECT_THAT(detail("img1,img2,same,same\n"), HasSubstr("two columns"));
  EXPECT_THAT(detail("img1,img2,same\na,b,1\na,b\n"), HasSubstr("line 3"));
  EXPECT_THAT(detail("img1,img2,same\na,b,maybe\n"), HasSubstr("line 2"));
  EXPECT_THAT(detail("img1,img2,same\n\"a\nb\",c,1\n\"d,e,1\n"), HasSubstr("line 4"));
  EXPECT_THAT(detail("img1,img2,same\na\"b,c,1\n"), HasSubstr("line 2"));
  EXPECT_THAT(detail("img1,img2,same\n\"a\"b,c,1\n"), HasSubstr("line 2"));
  EXPECT_THAT(detail("img1,img2,same\n../a,b,1\n"), HasSubstr("leaves"));
  EXPECT_THAT(detail("img1,img2,same\n/etc/a,b,1\n"), HasSubstr("leaves"));
  EXPECT_THAT(detail("img1,img2,same\n,b,1\n"), HasSubstr("empty"));
}

TEST(Pairs, ReadsWhomEachPictureShows) {
  const auto images = read_images(
      "set,identity,img,tags,sha256\nlfw,Ann,lfw/Ann/1.jpg,senior60 "
      "east_asian,00\nlfw,Bob,lfw/Bob/1.jpg,,00\n");
  ASSERT_TRUE(images) << images.error().detail;
  ASSERT_EQ(images->size(), 2U);
  EXPECT_EQ((*images)[0].person, "Ann");
  EXPECT_THAT((*images)[0].groups, ElementsAre("set=lfw", "tags=east_asian", "tags=senior60"));
  EXPECT_EQ((*images)[1].file, "lfw/Bob/1.jpg");
  EXPECT_THAT((*images)[1].groups, ElementsAre("set=lfw"));
}

TEST(Pairs, NamesTheLineThatIsWrongInAListOfPictures) {
  const auto detail = [](std::string_view csv) {
    const auto images = read_images(csv);
    EXPECT_FALSE(images);
    if (images) return std::string();
    EXPECT_EQ(images.error().code, ErrorCode::kInvalidRequest);
    return images.error().detail;
  };
  EXPECT_THAT(detail(""), HasSubstr("line 1"));
  EXPECT_THAT(detail("img,tags\n"), HasSubstr("no column identity"));
  EXPECT_THAT(detail("img,identity,img\n"), HasSubstr("two columns"));
  EXPECT_THAT(detail("img,identity\na.jpg\n"), HasSubstr("line 2"));
  EXPECT_THAT(detail("img,identity\n../a.jpg,x\n"), HasSubstr("leaves"));
  EXPECT_THAT(detail("img,identity\na.jpg,\n"), HasSubstr("no identity"));
  EXPECT_THAT(detail("img,identity\na.jpg,x\na.jpg,y\n"), HasSubstr("line 3"));
}

}  // namespace
}  // namespace jianzai::face
