#pragma once

#include "app/ports.h"

namespace jianzai::print {

// Draws PDF with Cairo and Pango, in a Chinese font of the machine (WenQuanYi Micro Hei where it is there).
class PdfPrinter final : public app::Printer {
 public:
  Result<std::string> receipt_pdf(const SignedReceipt& receipt) const override;
};

}  // namespace jianzai::print
