#include "print/document_printer.h"

#include <cairo-pdf.h>
#include <fmt/format.h>
#include <pango/pangocairo.h>
#include <qrencode.h>

#include "base/fontconfig_leaks.h"
#include "base/handle.h"

namespace jianzai::print {
namespace {

// A4 in points, with the margins of an office printer.
constexpr double kWidth = 595;
constexpr double kHeight = 842;
constexpr double kMargin = 56;
constexpr double kQrSide = 185;  // 65 mm: about 1 mm a module, which an old phone still reads
constexpr const char* kFont = "WenQuanYi Micro Hei, Noto Sans CJK SC, sans-serif";

using FontMap = Handle<PangoFontMap, g_object_unref>;
using Layout = Handle<PangoLayout, g_object_unref>;

std::string way_in_words(PassWay way) {
  switch (way) {
    case PassWay::kFace:
      return "人脸识别";
    case PassWay::kReview:
      return "人工审核";
    case PassWay::kAssisted:
      return "辅助认证";
    case PassWay::kMatched:
      return "数据比对";
  }
  return {};
}

std::string day_in_words(Date date) {
  return fmt::format("{}年{}月{}日", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

class Page {
 public:
  explicit Page(const char* title)
      : surface_(cairo_pdf_surface_create_for_stream(&Page::write, &bytes_, kWidth, kHeight)) {
    cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_TITLE, title);
    cairo_.reset(cairo_create(surface_.get()));
    fonts_.reset(pango_cairo_font_map_new());
  }

  // From `x`, not wider than the page; `y` moves below it.
  void text(double x, double size, bool is_bold, const std::string& words) {
    const auto layout = laid_out(size, is_bold, words);
    pango_layout_set_width(layout.get(), static_cast<int>((kWidth - kMargin - x) * PANGO_SCALE));
    cairo_move_to(cairo_.get(), x, y);
    pango_cairo_show_layout(cairo_.get(), layout.get());
    y += height_of(layout);
  }
  void centred(double size, bool is_bold, const std::string& words) {
    const auto layout = laid_out(size, is_bold, words);
    pango_layout_set_width(layout.get(), static_cast<int>((kWidth - 2 * kMargin) * PANGO_SCALE));
    pango_layout_set_alignment(layout.get(), PANGO_ALIGN_CENTER);
    cairo_move_to(cairo_.get(), kMargin, y);
    pango_cairo_show_layout(cairo_.get(), layout.get());
    y += height_of(layout);
  }
  // Label and value on one line, as far as they fit.
  void row(const std::string& label, const std::string& value) {
    const double top = y;
    text(kMargin, 18, false, label);
    y = top - 3;
    text(kMargin + 130, 22, true, value);
    y += 12;
  }
  void line() {
    cairo_set_line_width(cairo_.get(), 1);
    cairo_move_to(cairo_.get(), kMargin, y);
    cairo_line_to(cairo_.get(), kWidth - kMargin, y);
    cairo_stroke(cairo_.get());
    y += 18;
  }
  // False where the text does not fit into a code.
  [[nodiscard]] bool qr(const std::string& words) {
    const Handle<QRcode, QRcode_free> code(QRcode_encodeString(words.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1));
    if (!code) return false;
    const double module = kQrSide / code->width;
    const double left = (kWidth - kQrSide) / 2;
    // Modules that touch are not drawn apart.
    cairo_set_antialias(cairo_.get(), CAIRO_ANTIALIAS_NONE);
    for (int row = 0; row < code->width; ++row) {
      for (int column = 0; column < code->width; ++column) {
        if ((code->data[row * code->width + column] & 1U) == 0) continue;
        cairo_rectangle(cairo_.get(), left + column * module, y + row * module, module, module);
      }
    }
    cairo_fill(cairo_.get());
    y += kQrSide + 8;
    return true;
  }

  Result<std::string> finish() {
    cairo_show_page(cairo_.get());
    cairo_surface_finish(surface_.get());
    for (const auto status : {cairo_status(cairo_.get()), cairo_surface_status(surface_.get())}) {
      if (status != CAIRO_STATUS_SUCCESS)
        return fail(ErrorCode::kInternal, fmt::format("PDF: {}", cairo_status_to_string(status)));
    }
    return std::move(bytes_);
  }

  double y = kMargin;

 private:
  static cairo_status_t write(void* bytes, const unsigned char* data, unsigned int size) {
    static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data), size);
    return CAIRO_STATUS_SUCCESS;
  }
  [[nodiscard]] Layout laid_out(double size, bool is_bold, const std::string& words) const {
    const Handle<PangoContext, g_object_unref> context(pango_font_map_create_context(fonts_.get()));
    Layout layout(pango_layout_new(context.get()));
    const Handle<PangoFontDescription, pango_font_description_free> font(
        pango_font_description_from_string(kFont));
    pango_font_description_set_absolute_size(font.get(), size * PANGO_SCALE);
    if (is_bold) pango_font_description_set_weight(font.get(), PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(layout.get(), font.get());
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    pango_layout_set_text(layout.get(), words.c_str(), static_cast<int>(words.size()));
    return layout;
  }
  static double height_of(const Layout& layout) {
    int width = 0;
    int height = 0;
    pango_layout_get_size(layout.get(), &width, &height);
    return static_cast<double>(height) / PANGO_SCALE;
  }

  std::string bytes_;
  Handle<cairo_surface_t, cairo_surface_destroy> surface_;
  Handle<cairo_t, cairo_destroy> cairo_;
  FontMap fonts_;
};

}  // namespace

Result<std::string> DocumentPrinter::receipt_pdf(const SignedReceipt& signed_receipt) const {
  const Receipt& receipt = signed_receipt.receipt;
  Page page("待遇领取资格认证凭证");
  page.centred(30, true, "待遇领取资格认证凭证");
  page.y += 22;
  page.line();
  page.row("姓名", receipt.name);
  page.row("身份证号", receipt.id_number);
  page.row("认证结果", "认证成功");
  page.row("认证日期", day_in_words(receipt.passed_on));
  page.row("认证方式", way_in_words(receipt.way));
  page.row("下次认证", receipt.next_due_on ? day_in_words(*receipt.next_due_on) + "前" : "另行通知");
  page.row("经办机构", receipt.agency);
  page.y += 4;
  page.line();
  if (!page.qr(signed_receipt.text)) return fail(ErrorCode::kInternal, "the receipt does not fit a QR code");
  page.centred(
      16, false,
      "要查真假：打开认证网页的“常见问题”，点“查验认证凭证”，扫这个二维码。里面没有照片和完整的身份证号。");
  page.y += 10;
  page.centred(16, false, "凭证编号 " + receipt.number);
  return page.finish();
}

}  // namespace jianzai::print
