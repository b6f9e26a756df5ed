#include "cards/photograph.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace jianzai::cards {
namespace {

constexpr double kRadians = 3.14159265358979 / 180;

// What a level draws from: from ... to.
struct Range {
  double from;
  double to;
  [[nodiscard]] double some(Draw& draw) const { return draw.uniform(from, to); }
};
struct Difficulty {
  Range side_px;  // the longest of the picture
  Range card_px;  // the card's width, as far as the picture holds it
  Range turned_deg;
  Range tilt_deg;
  Range blur;    // Gaussian, in thousandths of the card's width
  Range motion;  // the same, along a line
  Range noise;   // standard deviation, of 255
  Range exposure;
  Range quality;  // of the JPEG
  double shadow;  // share of pictures that have one
  Range shadow_depth;
  double glare;
  Range glare_size;      // in widths of the card
  Range glare_strength;  // what it adds in its middle, of 255
  double creases;
};

Difficulty of(Level level) {
  switch (level) {
    case Level::kEasy:
      return {{1600, 3000}, {1000, 2200}, {-8, 8},     {0, 6}, {0.1, 0.4}, {0, 0}, {1, 3}, {0.9, 1.05},
              {85, 95},     0.2,          {0.1, 0.25}, 0,      {0, 0},     {0, 0}, 0};
    case Level::kNormal:
      return {{1280, 3000}, {700, 1800}, {0, 360},     {0, 18}, {0.2, 0.7},  {0, 0.6},  {1, 6}, {0.7, 1.1},
              {72, 92},     0.5,         {0.15, 0.45}, 0.15,    {0.03, 0.1}, {40, 120}, 0.2};
    case Level::kHard:
      return {{900, 1600}, {450, 800}, {0, 360},   {8, 30}, {0.5, 1.5},  {0, 1.5},   {3, 11}, {0.5, 1.2},
              {50, 80},    0.8,        {0.3, 0.6}, 0.45,    {0.06, 0.2}, {120, 255}, 0.6};
    case Level::kExtreme:
      break;
  }
  return {{300, 1000}, {250, 500}, {0, 360},    {10, 40}, {0.8, 3},    {0, 3},     {5, 18}, {0.35, 1.3},
          {30, 65},    0.9,        {0.4, 0.75}, 0.6,      {0.08, 0.3}, {180, 255}, 0.8};
}

cv::Mat view(Image& image) { return {image.height(), image.width(), CV_8UC3, image.row(0)}; }
cv::Mat view(const Image& image) {
  return {image.height(), image.width(), CV_8UC3, const_cast<std::uint8_t*>(image.row(0))};
}

// A table: wood, cloth or plain, with things on it.
cv::Mat some_table(int width, int height, Draw& draw) {
  const double base = draw.uniform(40, 215);
  const cv::Scalar colour(base * draw.uniform(0.7, 1.1), base * draw.uniform(0.85, 1.1), base);
  cv::Mat table(height, width, CV_8UC3, colour);
  cv::Mat grain(std::max(2, height / 8), std::max(2, width / 40), CV_8UC3);
  for (int y = 0; y < grain.rows; ++y) {
    for (int x = 0; x < grain.cols; ++x) {
      const double g = draw.uniform(-18, 18);
      grain.at<cv::Vec3b>(y, x) = cv::Vec3b(cv::saturate_cast<std::uint8_t>(colour[0] + g),
                                            cv::saturate_cast<std::uint8_t>(colour[1] + g),
                                            cv::saturate_cast<std::uint8_t>(colour[2] + g));
    }
  }
  if (draw.chance(0.7)) cv::resize(grain, table, table.size(), 0, 0, cv::INTER_CUBIC);
  const auto things = draw.below(7);
  for (std::size_t i = 0; i < things; ++i) {
    const cv::Scalar paint(draw.uniform(10, 250), draw.uniform(10, 250), draw.uniform(10, 250));
    const cv::RotatedRect thing(
        cv::Point2f(static_cast<float>(draw.uniform(0, width)), static_cast<float>(draw.uniform(0, height))),
        cv::Size2f(static_cast<float>(draw.uniform(0.05, 0.5) * width),
                   static_cast<float>(draw.uniform(0.02, 0.3) * height)),
        static_cast<float>(draw.uniform(0, 180)));
    std::array<cv::Point2f, 4> corners;
    thing.points(corners.data());
    std::array<cv::Point, 4> whole;
    std::copy(corners.begin(), corners.end(), whole.begin());
    if (draw.chance(0.6)) {
      cv::fillConvexPoly(table, whole.data(), 4, paint, cv::LINE_AA);
    } else {
      cv::ellipse(table, thing, paint, cv::FILLED, cv::LINE_AA);
    }
  }
  return table;
}

// Rounded corners, as ID-1 has them.
cv::Mat card_mask(cv::Size size) {
  cv::Mat mask(size, CV_8U, cv::Scalar(0));
  const int radius = size.width * 318 / 8560;
  cv::rectangle(mask, {radius, 0}, {size.width - radius, size.height}, 255, cv::FILLED);
  cv::rectangle(mask, {0, radius}, {size.width, size.height - radius}, 255, cv::FILLED);
  for (const int x : {radius, size.width - radius - 1}) {
    for (const int y : {radius, size.height - radius - 1})
      cv::circle(mask, {x, y}, radius, 255, cv::FILLED, cv::LINE_AA);
  }
  return mask;
}

// Creased lamination: the surface bends light and the eye's ray by some pixels, and mirrors streaks.
void crease(cv::Mat& card, Draw& draw) {
  cv::Mat dx(6, 9, CV_32F);
  cv::Mat dy(6, 9, CV_32F);
  for (int i = 0; i < 54; ++i) {
    dx.at<float>(i / 9, i % 9) = static_cast<float>(draw.uniform(-6, 6));
    dy.at<float>(i / 9, i % 9) = static_cast<float>(draw.uniform(-6, 6));
  }
  cv::resize(dx, dx, card.size(), 0, 0, cv::INTER_CUBIC);
  cv::resize(dy, dy, card.size(), 0, 0, cv::INTER_CUBIC);
  for (int y = 0; y < card.rows; ++y) {
    for (int x = 0; x < card.cols; ++x) {
      dx.at<float>(y, x) += static_cast<float>(x);
      dy.at<float>(y, x) += static_cast<float>(y);
    }
  }
  cv::remap(card.clone(), card, dx, dy, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
  cv::Mat streaks(card.size(), CV_8UC3, cv::Scalar::all(0));
  const auto count = 1 + draw.below(3);
  for (std::size_t i = 0; i < count; ++i) {
    const cv::Point from(static_cast<int>(draw.uniform(0, card.cols)),
                         static_cast<int>(draw.uniform(0, card.rows)));
    const cv::Point to(static_cast<int>(draw.uniform(0, card.cols)),
                       static_cast<int>(draw.uniform(0, card.rows)));
    cv::line(streaks, from, to, cv::Scalar::all(draw.uniform(30, 90)), 3 + static_cast<int>(draw.below(9)),
             cv::LINE_AA);
  }
  cv::GaussianBlur(streaks, streaks, {0, 0}, 4);
  cv::add(card, streaks, card);
}

void shade(cv::Mat& picture, const cv::Rect2d& around, double depth, Draw& draw) {
  // At an eighth of the size: light changes slowly.
  constexpr int kCoarse = 8;
  cv::Mat light(picture.rows / kCoarse + 1, picture.cols / kCoarse + 1, CV_32F);
  const double angle = draw.uniform(0, 360) * kRadians;
  const cv::Point2d middle(around.x + around.width * draw.uniform(0.2, 0.8),
                           around.y + around.height * draw.uniform(0.2, 0.8));
  const double soft = around.width * draw.uniform(0.01, 0.25);
  for (int y = 0; y < light.rows; ++y) {
    auto* row = light.ptr<float>(y);
    for (int x = 0; x < light.cols; ++x) {
      const double side =
          (kCoarse * x - middle.x) * std::cos(angle) + (kCoarse * y - middle.y) * std::sin(angle);
      row[x] = static_cast<float>(1 - depth / (1 + std::exp(-side / soft)));
    }
  }
  cv::resize(light, light, picture.size(), 0, 0, cv::INTER_LINEAR);
  cv::Mat three;
  cv::merge(std::array{light, light, light}, three);
  cv::Mat lit;
  picture.convertTo(lit, CV_32FC3);
  cv::multiply(lit, three, lit);
  lit.convertTo(picture, CV_8UC3);
}

void reflect(cv::Mat& picture, const cv::Rect2d& around, double size, double strength, Draw& draw) {
  cv::Mat spot(picture.size(), CV_8UC3, cv::Scalar::all(0));
  const cv::Point middle(static_cast<int>(around.x + around.width * draw.uniform(0, 1)),
                         static_cast<int>(around.y + around.height * draw.uniform(0, 1)));
  const int wide = std::max(2, static_cast<int>(around.width * size));
  const int high = std::max(2, static_cast<int>(wide * draw.uniform(0.2, 0.8)));
  cv::ellipse(spot, middle, {wide, high}, draw.uniform(0, 180), 0, 360, cv::Scalar::all(strength),
              cv::FILLED);
  cv::GaussianBlur(spot, spot, {0, 0}, std::max(1.0, wide * 0.35));
  cv::add(picture, spot, picture);
}

void blur(cv::Mat& picture, double gaussian_px, double motion_px, Draw& draw) {
  if (gaussian_px > 0.2) cv::GaussianBlur(picture, picture, {0, 0}, gaussian_px);
  if (motion_px < 1) return;
  const int side = 2 * static_cast<int>(std::ceil(motion_px)) + 1;
  cv::Mat kernel(side, side, CV_32F, cv::Scalar(0));
  const double angle = draw.uniform(0, 360) * kRadians;
  const cv::Point2d half(std::cos(angle) * motion_px / 2, std::sin(angle) * motion_px / 2);
  const cv::Point2d middle(side / 2, side / 2);
  cv::line(kernel, cv::Point(middle - half), cv::Point(middle + half), cv::Scalar(1), 1, cv::LINE_AA);
  kernel /= cv::sum(kernel)[0];
  cv::filter2D(picture, picture, -1, kernel, {-1, -1}, 0, cv::BORDER_REPLICATE);
}

void add_noise(cv::Mat& picture, double deviation, Draw& draw) {
  cv::RNG generator(draw.seed());
  cv::Mat noise(picture.size(), CV_16SC3);
  generator.fill(noise, cv::RNG::NORMAL, cv::Scalar::all(0), cv::Scalar::all(deviation));
  cv::add(picture, noise, picture, cv::noArray(), CV_8UC3);
}

struct Placed {
  std::array<cv::Point2f, 4> corners;
  cv::Rect2d around;
};

// Turned about the three axes before a pinhole camera, then moved into the picture's middle, smaller if need
// be.
Placed place(cv::Size picture, double card_px, double turned_deg, double tilt_deg, cv::Point2d middle,
             Draw& draw) {
  const double height = card_px * 53.98 / 85.6;
  const double turned = turned_deg * kRadians;
  const double axis = draw.uniform(0, 360) * kRadians;
  const double tilt = tilt_deg * kRadians;
  const double focal = 1.6 * card_px;
  std::array<cv::Point2d, 4> corners;
  const std::array<cv::Point2d, 4> flat{{{-card_px / 2, -height / 2},
                                         {card_px / 2, -height / 2},
                                         {card_px / 2, height / 2},
                                         {-card_px / 2, height / 2}}};
  for (std::size_t i = 0; i < 4; ++i) {
    // About an axis in the card's plane (Rodrigues), then about the line of sight.
    const double along = flat[i].x * std::cos(axis) + flat[i].y * std::sin(axis);
    const double across = -flat[i].x * std::sin(axis) + flat[i].y * std::cos(axis);
    const double z = focal + across * std::sin(tilt);
    const double a = along * focal / z;
    const double b = across * std::cos(tilt) * focal / z;
    const double x = a * std::cos(axis) - b * std::sin(axis);
    const double y = a * std::sin(axis) + b * std::cos(axis);
    corners[i] = {x * std::cos(turned) - y * std::sin(turned), x * std::sin(turned) + y * std::cos(turned)};
  }
  double left = 1e9;
  double right = -1e9;
  double top = 1e9;
  double bottom = -1e9;
  for (const auto& corner : corners) {
    left = std::min(left, corner.x);
    right = std::max(right, corner.x);
    top = std::min(top, corner.y);
    bottom = std::max(bottom, corner.y);
  }
  const double scale =
      std::min({1.0, 0.94 * picture.width / (right - left), 0.94 * picture.height / (bottom - top)});
  const double free_x = std::max(0.0, 0.97 * picture.width - scale * (right - left)) / 2;
  const double free_y = std::max(0.0, 0.97 * picture.height - scale * (bottom - top)) / 2;
  const cv::Point2d at(middle.x - scale * (left + right) / 2 + draw.uniform(-free_x, free_x),
                       middle.y - scale * (top + bottom) / 2 + draw.uniform(-free_y, free_y));
  Placed placed;
  for (std::size_t i = 0; i < 4; ++i) placed.corners[i] = cv::Point2f(corners[i] * scale + at);
  placed.around = {scale * left + at.x, scale * top + at.y, scale * (right - left), scale * (bottom - top)};
  return placed;
}

double width_of(const Placed& placed) {
  return (cv::norm(placed.corners[0] - placed.corners[1]) + cv::norm(placed.corners[3] - placed.corners[2])) /
         2;
}

void lay_down(cv::Mat& table, const cv::Mat& card, const Placed& placed) {
  // Halved until a pixel of the card is about one of the picture: a warp alone would sample it too coarsely.
  cv::Mat small = card;
  cv::Mat mask = card_mask(card.size());
  const double share = width_of(placed) / card.cols;
  if (share < 0.9) {
    cv::resize(small, small, {}, share, share, cv::INTER_AREA);
    cv::resize(mask, mask, small.size(), 0, 0, cv::INTER_AREA);
  }
  const auto right = static_cast<float>(small.cols);
  const auto bottom = static_cast<float>(small.rows);
  const std::array<cv::Point2f, 4> from{{{0, 0}, {right, 0}, {right, bottom}, {0, bottom}}};
  const cv::Mat homography = cv::getPerspectiveTransform(from.data(), placed.corners.data());
  cv::Mat seen;
  cv::Mat part;
  cv::warpPerspective(small, seen, homography, table.size(), cv::INTER_LINEAR, cv::BORDER_REPLICATE);
  cv::warpPerspective(mask, part, homography, table.size(), cv::INTER_LINEAR);
  // The card's own shadow, so that a white card on a white table has an edge, as thickness gives it.
  cv::Mat shadow;
  cv::GaussianBlur(part, shadow, {0, 0}, std::max(1.0, share * 10));
  for (int y = 0; y < table.rows; ++y) {
    auto* t = table.ptr<cv::Vec3b>(y);
    const auto* s = seen.ptr<cv::Vec3b>(y);
    const auto* p = part.ptr<std::uint8_t>(y);
    const auto* d = shadow.ptr<std::uint8_t>(y);
    for (int x = 0; x < table.cols; ++x) {
      for (int c = 0; c < 3; ++c) {
        const double under = t[x][c] * (1 - 0.35 * d[x] / 255.0);
        t[x][c] = cv::saturate_cast<std::uint8_t>((s[x][c] * p[x] + under * (255 - p[x])) / 255.0);
      }
    }
  }
}

Result<Bytes> finish(const cv::Mat& picture, double quality) {
  Image image(picture.cols, picture.rows);
  picture.copyTo(view(image));
  return encode_jpeg(image, static_cast<int>(quality));
}

}  // namespace

std::string_view to_text(Level level) {
  switch (level) {
    case Level::kEasy:
      return "easy";
    case Level::kNormal:
      return "normal";
    case Level::kHard:
      return "hard";
    case Level::kExtreme:
      break;
  }
  return "extreme";
}

Result<Photograph> photograph(const Image& card, Level level, Draw& draw) {
  const Difficulty difficulty = of(level);
  const auto side = static_cast<int>(difficulty.side_px.some(draw));
  const bool is_upright = draw.chance(0.4);
  const cv::Size size = is_upright ? cv::Size(side * 3 / 4, side) : cv::Size(side, side * 3 / 4);
  cv::Mat picture = some_table(size.width, size.height, draw);
  Photograph taken;
  const double turned_deg = difficulty.turned_deg.some(draw);
  const Placed placed = place(size, std::min(difficulty.card_px.some(draw), 0.94 * side), turned_deg,
                              difficulty.tilt_deg.some(draw), {size.width / 2.0, size.height / 2.0}, draw);
  taken.card_px = width_of(placed);
  cv::Mat print = view(card).clone();
  if (draw.chance(difficulty.creases)) crease(print, draw);
  lay_down(picture, print, placed);
  if (draw.chance(difficulty.shadow)) shade(picture, placed.around, difficulty.shadow_depth.some(draw), draw);
  picture.convertTo(picture, -1, difficulty.exposure.some(draw));
  if (draw.chance(difficulty.glare)) {
    reflect(picture, placed.around, difficulty.glare_size.some(draw), difficulty.glare_strength.some(draw),
            draw);
  }
  blur(picture, difficulty.blur.some(draw) * taken.card_px / 1000,
       difficulty.motion.some(draw) * taken.card_px / 1000, draw);
  add_noise(picture, difficulty.noise.some(draw), draw);
  taken.jpeg = TRY(finish(picture, difficulty.quality.some(draw)));
  return taken;
}

Result<Photograph> photograph_two(const Image& one, const Image& other, Draw& draw) {
  const cv::Size size(2400, 1800);
  cv::Mat picture = some_table(size.width, size.height, draw);
  Photograph taken;
  taken.card_px = 1000;
  lay_down(picture, view(one), place({1200, 1800}, 1000, draw.uniform(-8, 8), 4, {600, 900}, draw));
  lay_down(picture, view(other), place({1200, 1800}, 1000, draw.uniform(-8, 8), 4, {1800, 900}, draw));
  add_noise(picture, 2, draw);
  taken.jpeg = TRY(finish(picture, 90));
  return taken;
}

Image on_a_display(const Image& card, Draw& draw) {
  Image shown = card;
  cv::Mat pixels = view(shown);
  const double pitch = draw.uniform(2.6, 4.2);  // of the display's pixels, in ours
  const double beat = draw.uniform(40, 120);    // of the moire
  const double slope = draw.uniform(-0.3, 0.3);
  for (int y = 0; y < pixels.rows; ++y) {
    auto* row = pixels.ptr<cv::Vec3b>(y);
    for (int x = 0; x < pixels.cols; ++x) {
      const double grid = 0.5 + 0.25 * std::cos(6.2832 * x / pitch) + 0.25 * std::cos(6.2832 * y / pitch);
      const double moire = 0.06 * std::cos(6.2832 * (x + slope * y) / beat);
      for (int c = 0; c < 3; ++c)
        row[x][c] = cv::saturate_cast<std::uint8_t>(row[x][c] * (0.72 + 0.36 * grid) * (1 + moire) + 12);
    }
  }
  return shown;
}

}  // namespace jianzai::cards
