#pragma once

#include "app/ports.h"

namespace jianzai::print {

// XLSX by libxlsxwriter, the same bytes for the same rows. Draws PDF with Cairo and Pango, in a Chinese font
// of the machine (WenQuanYi Micro Hei where it is there).
class DocumentPrinter final : public app::Printer {
 public:
  Result<std::string> receipt_pdf(const SignedReceipt& receipt) const override;
  Result<std::string> spreadsheet(const std::vector<std::vector<std::string>>& rows) const override;
};

}  // namespace jianzai::print
