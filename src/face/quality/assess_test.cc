#include "face/quality/assess.h"

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>

#include <gmock/gmock.h>

#include "face/quality/test_faults.h"
#include "face/test_pictures.h"

namespace jianzai::face::quality {
namespace {

using namespace jianzai::face::testing;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr int kWidth_px = 480;
constexpr int kHeight_px = 640;
constexpr double kEyes_px = 0.12 * kHeight_px;  // at about 40 cm from a phone

// Dark, light and East Asian skin, a smile, older people.
constexpr const char* kPeople[] = {"london/045/045_neutral.jpg", "london/017/017_neutral.jpg",
                                   "london/134/134_smiling.jpg", kMan2, kLady1};

Decoded as_sent(const Image& image) {
  return {.image = image, .header = {.width = image.width(), .height = image.height()}, .scale = 1};
}

std::vector<Advice> hints_of(const Image& image) {
  auto hints = advise(*test_engine(), as_sent(image));
  EXPECT_TRUE(hints);
  return hints ? *hints : std::vector<Advice>{};
}

tl::expected<Inspection, Refusal> inspect(const Image& image, FacePick pick = FacePick::kSolePerson) {
  auto found = test_engine()->inspect(as_sent(image), pick);
  EXPECT_TRUE(found);
  return found ? std::move(*found) : tl::make_unexpected(Refusal::kNoFace);
}

std::optional<Advice> refusal_of(const Image& image) {
  const auto found = inspect(image);
  if (!found) return Advice::kNoFace;
  return refusal(assess(*found));
}

// A real photograph as a phone held at arm's length would have taken it.
struct Portrait {
  Image image;
  Face face;
  Landmarks106 landmarks{};

  // In distances between the eyes from the middle between them, across and down the face.
  [[nodiscard]] Point at(float across, float down) const {
    const FivePoints p = five_points(landmarks);
    const Point eyes{(p[0].x + p[1].x) / 2, (p[0].y + p[1].y) / 2};
    const Point right{p[1].x - p[0].x, p[1].y - p[0].y};
    return {eyes.x + across * right.x - down * right.y, eyes.y + across * right.y + down * right.x};
  }
};

Image picture(const char* name) { return decode_jpeg(face_jpeg(name), kWorkingSide_px)->image; }

Portrait make_portrait(const char* name) {
  const Image raw = picture(name);
  const auto first = inspect(raw);
  EXPECT_TRUE(first) << name;
  if (!first) return {};
  const double zoom = kEyes_px / interocular_px(first->face.points);
  const Point centre = first->face.box.centre();
  Portrait out;
  out.image = placed(raw, kWidth_px, kHeight_px,
                     {.angle_deg = 0,
                      .zoom = zoom,
                      .shift_x_px = zoom * (raw.width() / 2.0 - centre.x),
                      .shift_y_px = zoom * (raw.height() / 2.0 - centre.y)});
  const auto again = inspect(out.image);
  EXPECT_TRUE(again) << name;
  if (!again) return {};
  out.face = again->face;
  out.landmarks = *again->landmarks;
  return out;
}

const Portrait& portrait(const char* name) {
  static std::map<std::string, Portrait> made;
  auto known = made.find(name);
  if (known == made.end()) known = made.emplace(name, make_portrait(name)).first;
  return known->second;
}

class Quality : public ::testing::Test {
 protected:
  void SetUp() override {
    if (test_engine() == nullptr) GTEST_SKIP() << "no full set of networks in " << models_dir();
    if (face_jpeg(kMan1).empty()) GTEST_SKIP() << "no faces in " << faces_dir();
  }

  // Every person's portrait with the fault gets the hint; with nothing else where `only`.
  enum class Others { kAllowed, kNone };
  static void expect_hint(Advice advice, const std::function<Image(const Portrait&)>& fault, Others others) {
    for (const char* name : kPeople) {
      const auto hints = hints_of(fault(portrait(name)));
      if (others == Others::kNone) {
        EXPECT_THAT(hints, ElementsAre(advice)) << name << ' ' << to_text(advice);
      } else {
        EXPECT_THAT(hints, Contains(advice)) << name << ' ' << to_text(advice);
      }
    }
  }
  static void expect_refusal(std::optional<Advice> advice,
                             const std::function<Image(const Portrait&)>& fault) {
    int seen = 0;
    for (const char* name : kPeople) {
      const auto refused = refusal_of(fault(portrait(name)));
      // What spoils the comparison often hides the face first.
      if (advice && refused == Advice::kNoFace) continue;
      EXPECT_EQ(refused, advice) << name << ": " << (refused ? to_text(*refused) : "compared");
      ++seen;
    }
    EXPECT_GE(seen, 2);
  }
};

TEST(Advice, HasTheReasonCodesNames) {
  std::ifstream stream(source_dir() / "src" / "domain" / "reason.h");
  const std::string reasons(std::istreambuf_iterator<char>(stream), {});
  ASSERT_FALSE(reasons.empty());
  for (const auto& [advice, name] : kAdviceNames) {
    EXPECT_EQ(to_text(advice), name);
    EXPECT_NE(reasons.find('"' + std::string(name) + '"'), std::string::npos) << name;
  }
}

TEST(Advice, SaysOnlyTooSmallOfAFaceWithoutSize) {
  EXPECT_THAT(advise(QualityReport{}), ElementsAre(Advice::kTooSmall));
  EXPECT_EQ(refusal(QualityReport{}), Advice::kTooSmall);
}

TEST_F(Quality, FindsNoFaultInGoodPhotographs) {
  for (const char* name : kPeople) {
    const Portrait good = portrait(name);
    EXPECT_THAT(hints_of(good.image), IsEmpty()) << name;
    EXPECT_EQ(refusal_of(good.image), std::nullopt) << name;
    // What the citizen app sends for a hint.
    const Bytes sent = *encode_jpeg(resize(good.image, 240, 320), 70);
    EXPECT_THAT(*advise(*test_engine(), *decode_jpeg(sent, kWorkingSide_px)), IsEmpty()) << name;
  }
}

TEST_F(Quality, SaysTooFarAndComparesAllTheSame) {
  const auto fault = [](const Portrait& p) { return placed(p.image, kWidth_px, kHeight_px, {.zoom = 0.45}); };
  expect_hint(Advice::kTooFar, fault, Others::kNone);
  expect_refusal(std::nullopt, fault);
}

TEST_F(Quality, SaysTooFarOfAFaceThatCannotBeMeasured) {
  expect_hint(
      Advice::kTooFar,
      [](const Portrait& p) { return placed(p.image, kWidth_px, kHeight_px, {.zoom = 0.25}); },
      Others::kNone);
}

TEST_F(Quality, SaysTooSmallOfAPictureWithTooFewPixels) {
  expect_hint(
      Advice::kTooSmall, [](const Portrait& p) { return resize(p.image, 120, 160); }, Others::kNone);
}

TEST_F(Quality, SaysTooNearAndComparesAllTheSame) {
  expect_hint(
      Advice::kTooNear,
      [](const Portrait& p) { return placed(p.image, kWidth_px, kHeight_px, {.zoom = 2.1}); },
      Others::kAllowed);
  expect_refusal(std::nullopt,
                 [](const Portrait& p) { return placed(p.image, kWidth_px, kHeight_px, {.zoom = 2.1}); });
}

TEST_F(Quality, SaysOffCentreAndComparesAllTheSame) {
  const auto shifted = [](double share) {
    return [share](const Portrait& p) {
      return placed(p.image, kWidth_px, kHeight_px, {.shift_x_px = share * kWidth_px});
    };
  };
  expect_hint(Advice::kOffCentre, shifted(0.25), Others::kNone);
  expect_refusal(std::nullopt, shifted(0.25));
}

TEST_F(Quality, SaysDark) {
  expect_hint(
      Advice::kDark, [](const Portrait& p) { return exposed(p.image, 0.06); }, Others::kAllowed);
  expect_refusal(std::nullopt, [](const Portrait& p) { return exposed(p.image, 0.1); });
  // YuNet loses the face before darkness spoils the comparison; the picture still says why.
  const Image dim = exposed(portrait(kMan2).image, 0.012);
  ASSERT_FALSE(inspect(dim));
  EXPECT_EQ(advise_empty(dim).front(), Advice::kDark);
  auto report = assess(*inspect(portrait(kMan2).image));
  report.luminance_mean = 0.03F;
  report.backlight_stops = 0;
  EXPECT_EQ(refusal(report), Advice::kDark);
}

TEST_F(Quality, SaysBacklightAndNotDark) {
  const auto fault = [](const Portrait& p) { return backlit(p.image, p.face.box, 0.08); };
  expect_hint(Advice::kBacklight, fault, Others::kAllowed);
  for (const char* name : kPeople) EXPECT_THAT(hints_of(fault(portrait(name))), Not(Contains(Advice::kDark)));
  expect_refusal(std::nullopt, fault);
  expect_refusal(Advice::kBacklight, [](const Portrait& p) { return backlit(p.image, p.face.box, 0.006); });
}

TEST_F(Quality, SaysNothingOfABrightWallBehindALitFace) {
  for (const char* name : kPeople) {
    const Portrait p = portrait(name);
    EXPECT_THAT(hints_of(backlit(p.image, p.face.box, 1)), IsEmpty()) << name;
  }
}

TEST_F(Quality, SaysOverexposedAndRefusesWhatIsBurntOut) {
  const auto gain = [](double factor) {
    return [factor](const Portrait& p) { return exposed(p.image, factor); };
  };
  expect_hint(Advice::kOverexposed, gain(9), Others::kAllowed);
  expect_refusal(Advice::kOverexposed, gain(14));
}

TEST_F(Quality, SaysBlurOutOfFocusAndInMotion) {
  const auto out_of_focus = [](const Portrait& p) { return defocused(p.image, 0.11 * kEyes_px); };
  expect_hint(Advice::kBlur, out_of_focus, Others::kAllowed);
  expect_refusal(Advice::kBlur, out_of_focus);
  for (const double angle_deg : {0.0, 30.0, 90.0}) {
    const auto shaken = [&](const Portrait& p) { return moved(p.image, 0.35 * kEyes_px, angle_deg); };
    expect_hint(Advice::kBlur, shaken, Others::kAllowed);
  }
  expect_refusal(Advice::kBlur, [](const Portrait& p) { return moved(p.image, 0.45 * kEyes_px, 0); });
}

TEST_F(Quality, SaysTiltedAndRefusesWhatCannotBeAligned) {
  for (const double side : {-1.0, 1.0}) {
    const auto tilted = [&](double angle_deg) {
      return [=](const Portrait& p) {
        return placed(p.image, kWidth_px, kHeight_px, {.angle_deg = side * angle_deg});
      };
    };
    expect_hint(Advice::kTilted, tilted(30), Others::kAllowed);
    expect_refusal(std::nullopt, tilted(15));
    expect_refusal(Advice::kTilted, tilted(45));
  }
}

// Photographs of LFW that really are so; the numbers are what the head pose network says.
TEST_F(Quality, SaysTurnedAndRefusesProfiles) {
  const auto report_of = [](const char* name) {
    return assess(*inspect(picture(name), FacePick::kNearestCentre));
  };
  for (const char* aside :
       {"lfw/Ben_Affleck/Ben_Affleck_0002.jpg", "lfw/David_Caraway/David_Caraway_0002.jpg",
        "lfw/Chen_Shui-bian/Chen_Shui-bian_0005.jpg",         // 40 degrees
        "lfw/Richard_Krajicek/Richard_Krajicek_0003.jpg"}) {  // 38 degrees down
    EXPECT_THAT(advise(report_of(aside)), Contains(Advice::kTurned)) << aside;
    EXPECT_EQ(refusal(report_of(aside)), std::nullopt) << aside;
  }
  for (const char* profile :
       {"lfw/Jacques_Chirac/Jacques_Chirac_0010.jpg", "lfw/Kosuke_Kitajima/Kosuke_Kitajima_0002.jpg",
        "lfw/Xanana_Gusmao/Xanana_Gusmao_0002.jpg"}) {
    EXPECT_EQ(refusal(report_of(profile)), Advice::kTurned) << profile;
  }
}

// Real shut or cast down eyes.
TEST_F(Quality, SaysEyesClosedAndComparesAllTheSame) {
  for (const char* name : {"lfw/Clint_Eastwood/Clint_Eastwood_0002.jpg",
                           "lfw/Fernando_Henrique_Cardoso/Fernando_Henrique_Cardoso_0001.jpg",
                           "lfw/Hans_Eichel/Hans_Eichel_0001.jpg"}) {
    const auto report = assess(*inspect(picture(name), FacePick::kNearestCentre));
    EXPECT_THAT(advise(report), Contains(Advice::kEyesClosed)) << name;
    EXPECT_EQ(refusal(report), std::nullopt) << name;
  }
}

TEST_F(Quality, SaysCoveredOfASimulatedMaskOrCapAndComparesAllTheSame) {
  const cv::Scalar blue(200, 160, 110);
  const cv::Scalar black(30, 28, 28);
  const cv::Scalar white(235, 235, 230);
  const cv::Scalar pink(190, 180, 225);
  for (const cv::Scalar& colour : {blue, black, white, pink}) {
    const auto mask = [&](const Portrait& p) {
      return painted(p.image,
                     {p.at(-1.05F, 0.6F), p.at(0, 0.45F), p.at(1.05F, 0.6F), p.at(1, 1.25F),
                      p.at(0.6F, 1.95F), p.at(0, 2.15F), p.at(-0.6F, 1.95F), p.at(-1, 1.25F)},
                     colour);
    };
    expect_hint(Advice::kCovered, mask, Others::kAllowed);
    expect_refusal(std::nullopt, mask);
  }
  for (const cv::Scalar& colour : {blue, black}) {
    const auto cap = [&](const Portrait& p) {
      return painted(
          p.image,
          {p.at(-1.2F, -0.25F), p.at(0, -0.3F), p.at(1.2F, -0.25F), p.at(1.3F, -1.6F), p.at(-1.3F, -1.6F)},
          colour);
    };
    expect_hint(Advice::kCovered, cap, Others::kAllowed);
  }
}

TEST_F(Quality, SaysManyFaces) {
  Image both(800, 600);
  paste(both, resize(portrait(kMan2).image, 400, 533), 0, 30);
  paste(both, resize(portrait(kLady1).image, 400, 533), 400, 30);
  EXPECT_THAT(hints_of(both), ElementsAre(Advice::kManyFaces));
}

TEST_F(Quality, SaysWhyThereIsNoFace) {
  EXPECT_THAT(hints_of(noise(640, 480)), ElementsAre(Advice::kNoFace));
  EXPECT_THAT(hints_of(Image(640, 480)), ElementsAre(Advice::kDark, Advice::kNoFace));
  EXPECT_THAT(hints_of(exposed(portrait(kLady1).image, 0.004)), ElementsAre(Advice::kDark, Advice::kNoFace));
  Image white(640, 480);
  for (int y = 0; y < white.height(); ++y) std::fill_n(white.row(y), 3 * white.width(), std::uint8_t{255});
  EXPECT_THAT(hints_of(white), ElementsAre(Advice::kOverexposed, Advice::kNoFace));
  EXPECT_THAT(hints_of(defocused(portrait(kLady1).image, 0.7 * kEyes_px)),
              ElementsAre(Advice::kBlur, Advice::kNoFace));
}

}  // namespace
}  // namespace jianzai::face::quality
