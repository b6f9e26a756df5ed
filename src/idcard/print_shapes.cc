#include "idcard/print_shapes.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>
#include <pango/pangocairo.h>

#include "base/fontconfig_leaks.h"
#include "base/handle.h"

namespace jianzai::idcard {
namespace {

// A dependency of the server for its receipts; of cards it is one of three fonts that they are drawn with in
// tests.
constexpr const char* kFont = "WenQuanYi Micro Hei";
constexpr int kHeight_px = 32;
constexpr int kCharacterWidth_px = 32;
constexpr double kWidthsMax = 0.3;  // logarithm of their ratio: further apart, two are not compared
constexpr int kCharactersMax = 4;
// Below it, it is none of them; nearer to each other than this, it may be either. docs/id-card.md.
constexpr double kLikenessMin = 0.45;
constexpr double kLeadMin = 0.02;

cv::Mat drawn(std::string_view text) {
  constexpr int kWidth = 400;
  constexpr int kHeight = 120;
  const Handle<cairo_surface_t, cairo_surface_destroy> surface(
      cairo_image_surface_create(CAIRO_FORMAT_A8, kWidth, kHeight));
  const Handle<cairo_t, cairo_destroy> cairo(cairo_create(surface.get()));
  const Handle<PangoLayout, g_object_unref> layout(pango_cairo_create_layout(cairo.get()));
  const Handle<PangoFontDescription, pango_font_description_free> description(
      pango_font_description_from_string(kFont));
  pango_font_description_set_absolute_size(description.get(), 64 * PANGO_SCALE);
  pango_layout_set_font_description(layout.get(), description.get());
  pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
  cairo_move_to(cairo.get(), 10, 10);
  pango_cairo_show_layout(cairo.get(), layout.get());
  cairo_surface_flush(surface.get());
  return cv::Mat(kHeight, kWidth, CV_8U, cairo_image_surface_get_data(surface.get()),
                 static_cast<std::size_t>(cairo_image_surface_get_stride(surface.get())))
      .clone();
}

// As wide as so many characters, blurred a little: a pixel's place counts for less than the strokes.
std::optional<PrintShape> shape_of(const cv::Mat& mask, int characters) {
  const cv::Rect ink = cv::boundingRect(mask);
  if (ink.width < 4 || ink.height < 4) return std::nullopt;
  PrintShape shape{.width = static_cast<double>(ink.width) / ink.height, .pixels = {}};
  cv::resize(mask(ink), shape.pixels, {kCharacterWidth_px * characters, kHeight_px}, 0, 0, cv::INTER_AREA);
  cv::GaussianBlur(shape.pixels, shape.pixels, {0, 0}, 1.3);
  shape.pixels.convertTo(shape.pixels, CV_32F);
  shape.pixels -= cv::mean(shape.pixels);
  const double length = cv::norm(shape.pixels);
  if (length < 1) return std::nullopt;
  shape.pixels /= length;
  return shape;
}

double likeness(const PrintShape& one, const PrintShape& other) {
  return std::abs(std::log(one.width / other.width)) > kWidthsMax ? -1 : one.pixels.dot(other.pixels);
}

int count_characters(std::string_view utf8) { return static_cast<int>(utf8.size() / 3); }

}  // namespace

PrintShapes::PrintShapes(std::span<const std::string_view> texts) {
  for (const std::string_view text : texts) {
    if (auto shape = shape_of(drawn(text), count_characters(text)))
      shapes_.push_back({.text = text, .shape = std::move(*shape)});
  }
}

std::optional<PrintShapes::Nearest> PrintShapes::nearest(const cv::Mat& mask) const {
  std::optional<Nearest> best;
  double second = 0;
  std::vector<std::optional<PrintShape>> seen;
  for (int characters = 1; characters <= kCharactersMax; ++characters)
    seen.push_back(shape_of(mask, characters));
  for (const Shape& one : shapes_) {
    const auto& as_many = seen[static_cast<std::size_t>(count_characters(one.text) - 1)];
    if (!as_many) continue;
    const double here = likeness(*as_many, one.shape);
    if (!best || here > best->likeness) {
      if (best) second = best->likeness;
      best = Nearest{.text = one.text, .likeness = here};
    } else {
      second = std::max(second, here);
    }
  }
  if (!best || best->likeness < kLikenessMin || best->likeness - second < kLeadMin) return std::nullopt;
  return best;
}

double PrintShapes::likeness_of(const cv::Mat& mask, std::string_view text) {
  const auto seen = shape_of(mask, count_characters(text));
  const auto print = shape_of(drawn(text), count_characters(text));
  return seen && print ? likeness(*seen, *print) : -1;
}

}  // namespace jianzai::idcard
