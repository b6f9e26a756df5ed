#include "face/align.h"

#include <numbers>

#include "face/test_pictures.h"

namespace jianzai::face {
namespace {

constexpr FivePoints kPlaces{Point{40.393F, 59.081F}, Point{87.376F, 59.081F}, Point{64.034F, 81.985F},
                             Point{44.732F, 105.561F}, Point{83.640F, 105.561F}};

TEST(Align, RecoversAKnownTurnScaleAndShift) {
  for (const double angle : {-170.0, -30.0, 0.0, 15.0, 90.0}) {
    const double radians = angle * std::numbers::pi / 180;
    const Similarity known{.a = 1.7 * std::cos(radians), .b = 1.7 * std::sin(radians), .dx = 31, .dy = -12};
    FivePoints moved{};
    for (std::size_t i = 0; i < moved.size(); ++i) moved[i] = known.apply(kPlaces[i]);
    const auto fit = fit_similarity(kPlaces, moved);
    ASSERT_TRUE(fit);
    EXPECT_NEAR(fit->a, known.a, 1e-5);
    EXPECT_NEAR(fit->b, known.b, 1e-5);
    EXPECT_NEAR(fit->dx, known.dx, 1e-3);
    EXPECT_NEAR(fit->dy, known.dy, 1e-3);
    EXPECT_NEAR(fit->scale(), 1.7, 1e-5);
  }
}

TEST(Align, HasTheLeastSquaredDistance) {
  FivePoints noisy = kPlaces;
  noisy[0].x += 3;
  noisy[2].y -= 4;
  noisy[4].x -= 2;
  const auto fit = fit_similarity(noisy, kPlaces);
  ASSERT_TRUE(fit);
  const auto cost = [&](const Similarity& s) {
    double sum = 0;
    for (std::size_t i = 0; i < noisy.size(); ++i) {
      const float d = distance(s.apply(noisy[i]), kPlaces[i]);
      sum += static_cast<double>(d) * d;
    }
    return sum;
  };
  const double least = cost(*fit);
  for (const double by : {-0.01, 0.01}) {
    for (double Similarity::*part : {&Similarity::a, &Similarity::b}) {
      Similarity other = *fit;
      other.*part += by;
      EXPECT_GT(cost(other), least);
    }
    for (double Similarity::*part : {&Similarity::dx, &Similarity::dy}) {
      Similarity other = *fit;
      other.*part += 10 * by;
      EXPECT_GT(cost(other), least);
    }
  }
}

TEST(Align, RefusesPointsThatCoincide) {
  FivePoints same{};
  same.fill({50, 50});
  EXPECT_FALSE(fit_similarity(same, kPlaces));
  EXPECT_FALSE(fit_similarity(kPlaces, same));
  EXPECT_FALSE(fit_similarity(std::span(kPlaces).first(1), std::span(kPlaces).first(1)));
  EXPECT_FALSE(fit_similarity(kPlaces, std::span(kPlaces).first(4)));
  same[0].x = std::nanf("");
  EXPECT_FALSE(fit_similarity(same, kPlaces));
}

TEST(Align, WarpsByTheTransform) {
  const Image image = testing::noise(60, 50);
  EXPECT_EQ(warp(image, {}, 60, 50), image);
  const Image shifted = warp(image, {.a = 1, .b = 0, .dx = 5, .dy = 3}, 60, 50);
  EXPECT_EQ(shifted.row(10)[3 * 20], image.row(7)[3 * 15]);
  EXPECT_EQ(shifted.row(0)[0], 0);  // black outside
}

TEST(Align, PutsAFinePictureWhereACoarseOneGoes) {
  // A white square on black, seen through an 8-fold reduction: its edges must stand where geometry says.
  Image fine(800, 800);
  for (int y = 240; y < 560; ++y) std::fill_n(fine.row(y) + 3 * 160, 3 * 480, std::uint8_t{255});
  const Image coarse = warp(fine, {.a = 0.125, .b = 0, .dx = 0, .dy = 0}, 100, 100);
  double sum_x = 0;
  double sum_y = 0;
  double sum = 0;
  for (int y = 0; y < 100; ++y) {
    for (int x = 0; x < 100; ++x) {
      const double value = coarse.row(y)[3 * x];
      sum += value;
      sum_x += value * x;
      sum_y += value * y;
    }
  }
  EXPECT_NEAR(sum / 255, 60 * 40, 60);
  EXPECT_NEAR(sum_x / sum, 399.5 / 8, 0.1);
  EXPECT_NEAR(sum_y / sum, 399.5 / 8, 0.1);
}

TEST(Align, WarpsToBlackWhenTheFaceIsOutside) {
  const Image image = testing::noise(64, 64);
  EXPECT_EQ(warp(image, {.a = 0.1, .b = 0, .dx = 5000, .dy = 0}, 16, 16), Image(16, 16));
}

}  // namespace
}  // namespace jianzai::face
