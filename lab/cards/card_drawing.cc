#include "cards/card_drawing.h"

#include <array>
#include <cmath>
#include <cstring>
#include <memory>

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>
#include <pango/pangocairo.h>

#include "base/handle.h"

namespace jianzai::cards {
namespace {

struct Colour {
  double red;
  double green;
  double blue;
};
constexpr Colour kBlack{0.1, 0.1, 0.12};
constexpr Colour kLabel{0.2, 0.42, 0.66};
constexpr const char* kNumberFont = "OCR B";

constexpr int kLineCharacters = 11;  // of an address

std::vector<std::string> lines_of(const std::string& utf8) {
  std::vector<std::string> lines(1);
  int characters = 0;
  for (const char byte : utf8) {
    const bool starts = (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
    if (starts && characters == kLineCharacters) {
      lines.emplace_back();
      characters = 0;
    }
    if (starts) ++characters;
    lines.back() += byte;
  }
  return lines;
}

// A sheet of kCardWidth_px x kCardHeight_px; places are shares of its width and height, sizes of its height.
class Sheet {
 public:
  explicit Sheet(const Printing& printing)
      : surface_(cairo_image_surface_create(CAIRO_FORMAT_RGB24, kCardWidth_px, kCardHeight_px)),
        cairo_(cairo_create(surface_.get())),
        printing_(printing) {}

  void fill(Colour colour) {
    set(colour);
    cairo_paint(cairo_.get());
  }
  // Pale, from pinkish to bluish, with the waves of security printing.
  void guilloche(Draw& draw) {
    const Handle<cairo_pattern_t, cairo_pattern_destroy> gradient(
        cairo_pattern_create_linear(0, 0, kCardWidth_px, kCardHeight_px));
    cairo_pattern_add_color_stop_rgb(gradient.get(), 0, 0.93, 0.90, 0.90);
    cairo_pattern_add_color_stop_rgb(gradient.get(), 0.5, 0.88, 0.91, 0.94);
    cairo_pattern_add_color_stop_rgb(gradient.get(), 1, 0.93, 0.91, 0.90);
    cairo_set_source(cairo_.get(), gradient.get());
    cairo_paint(cairo_.get());
    cairo_set_line_width(cairo_.get(), 1.6);
    for (int line = 0; line < 60; ++line) {
      const double phase = draw.uniform(0, 6.28);
      const double wave = draw.uniform(120, 420);
      const double swing = draw.uniform(12, 70);
      const double middle = draw.uniform(0, kCardHeight_px);
      if (line % 2 == 0) {
        cairo_set_source_rgba(cairo_.get(), 0.55, 0.66, 0.82, 0.35);
      } else {
        cairo_set_source_rgba(cairo_.get(), 0.82, 0.6, 0.62, 0.3);
      }
      for (int x = 0; x <= kCardWidth_px; x += 12)
        cairo_line_to(cairo_.get(), x, middle + swing * std::sin(x / wave * 6.28 + phase));
      cairo_stroke(cairo_.get());
    }
  }
  void text(double x, double y, double size, Colour colour, const std::string& words,
            const char* font = nullptr, double spacing = 0) {
    const Handle<PangoLayout, g_object_unref> layout(pango_cairo_create_layout(cairo_.get()));
    const Handle<PangoFontDescription, pango_font_description_free> description(
        pango_font_description_from_string(font != nullptr ? font : printing_.font.c_str()));
    pango_font_description_set_absolute_size(description.get(), size * kCardHeight_px * PANGO_SCALE);
    pango_layout_set_font_description(layout.get(), description.get());
    pango_layout_set_text(layout.get(), words.data(), static_cast<int>(words.size()));
    if (spacing > 0) {
      PangoAttrList* attributes = pango_attr_list_new();
      pango_attr_list_insert(attributes, pango_attr_letter_spacing_new(
                                             static_cast<int>(spacing * kCardHeight_px * PANGO_SCALE)));
      pango_layout_set_attributes(layout.get(), attributes);
      pango_attr_list_unref(attributes);
    }
    // `y` is the top of the characters, not of the line.
    PangoRectangle ink;
    pango_layout_get_pixel_extents(layout.get(), &ink, nullptr);
    set(colour);
    cairo_move_to(cairo_.get(), (x + printing_.off_x) * kCardWidth_px,
                  (y + printing_.off_y) * kCardHeight_px - ink.y);
    pango_cairo_show_layout(cairo_.get(), layout.get());
  }
  void box(double x, double y, double width, double height, Colour colour) {
    set(colour);
    cairo_rectangle(cairo_.get(), x * kCardWidth_px, y * kCardHeight_px, width * kCardWidth_px,
                    height * kCardHeight_px);
    cairo_fill(cairo_.get());
  }
  void disc(double x, double y, double radius_x, double radius_y, Colour colour) {
    set(colour);
    cairo_save(cairo_.get());
    cairo_translate(cairo_.get(), x * kCardWidth_px, y * kCardHeight_px);
    cairo_scale(cairo_.get(), radius_x * kCardWidth_px, radius_y * kCardHeight_px);
    cairo_arc(cairo_.get(), 0, 0, 1, 0, 6.2832);
    cairo_restore(cairo_.get());
    cairo_fill(cairo_.get());
  }

  [[nodiscard]] Image finish() {
    cairo_surface_flush(surface_.get());
    Image image(kCardWidth_px, kCardHeight_px);
    const unsigned char* from = cairo_image_surface_get_data(surface_.get());
    const int stride = cairo_image_surface_get_stride(surface_.get());
    for (int y = 0; y < kCardHeight_px; ++y) {
      for (int x = 0; x < kCardWidth_px; ++x)
        std::memcpy(image.row(y) + 3 * x, from + static_cast<std::ptrdiff_t>(y) * stride + 4 * x, 3);
    }
    return image;
  }

 private:
  void set(Colour colour) { cairo_set_source_rgb(cairo_.get(), colour.red, colour.green, colour.blue); }

  Handle<cairo_surface_t, cairo_surface_destroy> surface_;
  Handle<cairo_t, cairo_destroy> cairo_;
  Printing printing_;
};

void draw_head(Sheet& sheet, Draw& draw) {
  const double skin = draw.uniform(0.6, 0.85);
  sheet.box(0.625, 0.11, 0.315, 0.63, {0.95, 0.95, 0.96});
  sheet.disc(0.7825, 0.80, 0.14, 0.22, {0.2, 0.22, 0.35});
  sheet.box(0.60, 0.74, 0.36, 0.3, {0.9, 0.91, 0.93});
  sheet.disc(0.7825, 0.38, 0.078, 0.20, {0.12, 0.1, 0.1});
  sheet.disc(0.7825, 0.42, 0.068, 0.165, {skin, skin * 0.82, skin * 0.7});
  for (const double side : {-1.0, 1.0}) sheet.disc(0.7825 + side * 0.027, 0.40, 0.008, 0.01, {0.1, 0.1, 0.1});
  sheet.disc(0.7825, 0.50, 0.02, 0.008, {0.6, 0.3, 0.3});
}

void paste(Image& onto, const Image& portrait) {
  const cv::Rect box(static_cast<int>(0.625 * kCardWidth_px), static_cast<int>(0.11 * kCardHeight_px),
                     static_cast<int>(0.315 * kCardWidth_px), static_cast<int>(0.63 * kCardHeight_px));
  cv::Mat pixels(onto.height(), onto.width(), CV_8UC3, onto.row(0));
  const cv::Mat from(portrait.height(), portrait.width(), CV_8UC3,
                     const_cast<std::uint8_t*>(portrait.row(0)));
  // Cut to the box's shape around the middle.
  const double shape = static_cast<double>(box.width) / box.height;
  const int width = std::min(from.cols, static_cast<int>(from.rows * shape));
  const int height = std::min(from.rows, static_cast<int>(from.cols / shape));
  cv::resize(from(cv::Rect((from.cols - width) / 2, (from.rows - height) / 2, width, height)), pixels(box),
             box.size(), 0, 0, cv::INTER_AREA);
}

// Copiers are hard: the pale ground becomes white.
void copy(Image& image) {
  cv::Mat pixels(image.height(), image.width(), CV_8UC3, image.row(0));
  cv::Mat grey;
  cv::cvtColor(pixels, grey, cv::COLOR_BGR2GRAY);
  grey.convertTo(grey, -1, 1.35, -60);
  cv::cvtColor(grey, pixels, cv::COLOR_GRAY2BGR);
}

}  // namespace

Printing some_printing(Draw& draw) {
  constexpr std::array kFonts{"Noto Sans CJK SC", "Noto Sans CJK SC", "WenQuanYi Zen Hei",
                              "WenQuanYi Micro Hei"};
  Printing printing;
  printing.font = kFonts[draw.below(kFonts.size())];
  printing.off_x = draw.uniform(-0.008, 0.008);
  printing.off_y = draw.uniform(-0.012, 0.012);
  return printing;
}

Image draw_front(const InventedCard& card, const std::optional<Image>& portrait, const Printing& printing,
                 Draw& draw) {
  Sheet sheet(printing);
  sheet.guilloche(draw);
  if (!portrait) draw_head(sheet, draw);  // its shoulders reach below
  constexpr double kLabelSize = 0.058;
  const auto label = [&](double x, double y, const char* words) {
    sheet.text(x, y, kLabelSize, kLabel, words);
  };
  label(0.065, 0.125, "姓 名");
  sheet.text(0.185, 0.115, 0.075, kBlack, card.name, nullptr, 0.008);
  label(0.065, 0.255, "性 别");
  sheet.text(0.185, 0.253, 0.065, kBlack, card.sex == Sex::kMale ? "男" : "女");
  label(0.30, 0.255, "民 族");
  sheet.text(0.41, 0.253, 0.065, kBlack, card.nation);
  label(0.065, 0.375, "出 生");
  sheet.text(0.185, 0.375, 0.062, kBlack, std::to_string(static_cast<int>(card.birth.year())));
  label(0.285, 0.375, "年");
  sheet.text(0.335, 0.375, 0.062, kBlack, std::to_string(static_cast<unsigned>(card.birth.month())));
  label(0.385, 0.375, "月");
  sheet.text(0.43, 0.375, 0.062, kBlack, std::to_string(static_cast<unsigned>(card.birth.day())));
  label(0.485, 0.375, "日");
  label(0.065, 0.495, "住 址");
  double y = 0.492;
  for (const std::string& line : lines_of(card.address)) {
    sheet.text(0.185, y, 0.059, kBlack, line);
    y += 0.092;
  }
  label(0.065, 0.845, "公民身份号码");
  sheet.text(0.335, 0.838, 0.074, kBlack, card.number, kNumberFont);
  Image image = sheet.finish();
  if (portrait) paste(image, *portrait);
  if (printing.is_grey) copy(image);
  return image;
}

Image draw_back(const InventedCard& card, const Printing& printing, Draw& draw) {
  Sheet sheet(printing);
  sheet.guilloche(draw);
  sheet.disc(0.15, 0.26, 0.085, 0.145, {0.8, 0.2, 0.18});
  sheet.disc(0.15, 0.24, 0.03, 0.05, {0.95, 0.8, 0.3});
  sheet.text(0.30, 0.13, 0.105, kBlack, "中华人民共和国", nullptr, 0.012);
  sheet.text(0.28, 0.33, 0.15, kBlack, "居民身份证", nullptr, 0.04);
  sheet.text(0.23, 0.76, 0.062, kBlack, "签发机关");
  sheet.text(0.41, 0.757, 0.065, kBlack, card.authority);
  sheet.text(0.23, 0.87, 0.062, kBlack, "有效期限");
  sheet.text(0.41, 0.867, 0.065, kBlack, validity_of(card));
  Image image = sheet.finish();
  if (printing.is_grey) copy(image);
  return image;
}

Image draw_bank_card(Draw& draw) {
  Sheet sheet({});
  sheet.fill({draw.uniform(0.1, 0.9), draw.uniform(0.1, 0.9), draw.uniform(0.1, 0.9)});
  sheet.guilloche(draw);
  sheet.text(0.07, 0.10, 0.11, kBlack, "某某银行 储蓄卡");
  sheet.box(0.08, 0.33, 0.13, 0.16, {0.85, 0.72, 0.35});
  std::string number;
  for (int i = 0; i < 19; ++i) number += static_cast<char>('0' + draw.below(10));
  const double y = draw.chance(0.5) ? 0.56 : 0.838;
  sheet.text(draw.chance(0.5) ? 0.08 : 0.3, y, 0.09, kBlack, number, kNumberFont, 0.004);
  sheet.text(0.08, 0.72, 0.06, kBlack, "VALID THRU 09/31");
  return sheet.finish();
}

Image draw_text_page(Draw& draw) {
  Sheet sheet({});
  sheet.fill({0.98, 0.98, 0.97});
  double y = 0.04;
  while (y < 0.93) {
    std::string line;
    for (int i = 0; i < 3; ++i) line += invent_card(draw).address;
    if (draw.chance(0.2)) line += " 电话 " + std::to_string(13000000000ULL + draw.below(999999999));
    sheet.text(0.03, y, 0.04, kBlack, line);
    y += 0.062;
  }
  return sheet.finish();
}

}  // namespace jianzai::cards
