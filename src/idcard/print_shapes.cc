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

// The ink, stretched to a height and as many widths of a character as fit best, blurred a little: a pixel's
// place counts for less than the strokes.
struct Normal {
  double width = 0;
  cv::Mat pixels;
};
std::optional<Normal> normal_of(const cv::Mat& mask, int characters) {
  const cv::Rect ink = cv::boundingRect(mask);
  if (ink.width < 4 || ink.height < 4) return std::nullopt;
  Normal normal{.width = static_cast<double>(ink.width) / ink.height, .pixels = {}};
  cv::resize(mask(ink), normal.pixels, {kCharacterWidth_px * characters, kHeight_px}, 0, 0, cv::INTER_AREA);
  cv::GaussianBlur(normal.pixels, normal.pixels, {0, 0}, 1.3);
  // Of length 1 about 0: the product of two is their correlation.
  normal.pixels.convertTo(normal.pixels, CV_32F);
  normal.pixels -= cv::mean(normal.pixels);
  const double length = cv::norm(normal.pixels);
  if (length < 1) return std::nullopt;
  normal.pixels /= length;
  return normal;
}

int count_characters(std::string_view utf8) { return static_cast<int>(utf8.size() / 3); }

}  // namespace

PrintShapes::PrintShapes(std::span<const std::string_view> texts) {
  for (const std::string_view text : texts) {
    if (auto normal = normal_of(drawn(text), count_characters(text)))
      shapes_.push_back({.text = text, .width = normal->width, .pixels = std::move(normal->pixels)});
  }
}

std::optional<PrintShapes::Nearest> PrintShapes::nearest(const cv::Mat& mask) const {
  std::optional<Nearest> best;
  double second = 0;
  std::vector<std::optional<Normal>> normals;
  for (int characters = 1; characters <= 4; ++characters) normals.push_back(normal_of(mask, characters));
  for (const Shape& shape : shapes_) {
    const auto& normal = normals[static_cast<std::size_t>(count_characters(shape.text) - 1)];
    if (!normal || std::abs(std::log(normal->width / shape.width)) > 0.3) continue;
    const double likeness = normal->pixels.dot(shape.pixels);
    if (!best || likeness > best->likeness) {
      if (best && best->text != shape.text) second = best->likeness;
      best = Nearest{.text = shape.text, .likeness = likeness};
    } else if (best->text != shape.text) {
      second = std::max(second, likeness);
    }
  }
  if (!best || best->likeness < kLikenessMin || best->likeness - second < kLeadMin) return std::nullopt;
  return best;
}

}  // namespace jianzai::idcard
