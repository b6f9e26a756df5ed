#include <array>
#include <cstdio>
#include <ctime>
#include <memory>

#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "print/document_printer.h"

namespace jianzai::print {
namespace {

// Nobody's disk sees the rows: the workbook is written to memory, and so are the library's own files.
constexpr char kMemoryFolder[] = "/dev/shm";

class MemoryFile {
 public:
  MemoryFile() : descriptor_(memfd_create("spreadsheet", MFD_CLOEXEC)) {}
  ~MemoryFile() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }
  [[nodiscard]] std::string content() const {
    std::string content;
    std::array<char, 64 * 1024> block{};
    for (off_t at = 0;;) {
      const ssize_t read = pread(descriptor_, block.data(), block.size(), at);
      if (read <= 0) return content;
      content.append(block.data(), static_cast<std::size_t>(read));
      at += read;
    }
  }

 private:
  int descriptor_;
};

// The same rows are the same bytes whenever they are written: their digest is signed (app/payroll.h). Into a
// workbook that names no time the library writes the clock's. 1 January 2000.
constexpr std::time_t kMadeAt = 946'684'800;

}  // namespace

Result<std::string> DocumentPrinter::spreadsheet(const std::vector<std::vector<std::string>>& rows) const {
  const MemoryFile file;
  if (!file.is_open()) return fail(ErrorCode::kInternal, "no file in memory");
  std::string folder = kMemoryFolder;
  lxw_workbook_options options{};
  options.constant_memory = LXW_TRUE;
  options.tmpdir = folder.data();
  lxw_workbook* workbook = workbook_new_opt(file.path().c_str(), &options);
  if (workbook == nullptr) return fail(ErrorCode::kInternal, "no workbook");
  lxw_doc_properties properties{};
  properties.created = kMadeAt;
  const lxw_error named = workbook_set_properties(workbook, &properties);
  lxw_worksheet* sheet = workbook_add_worksheet(workbook, nullptr);
  lxw_format* heading = workbook_add_format(workbook);
  if (heading != nullptr) format_set_bold(heading);
  lxw_error wrong = sheet == nullptr ? LXW_ERROR_MEMORY_MALLOC_FAILED : named;
  for (std::size_t row = 0; wrong == LXW_NO_ERROR && row < rows.size(); ++row) {
    for (std::size_t column = 0; wrong == LXW_NO_ERROR && column < rows[row].size(); ++column) {
      wrong = worksheet_write_string(sheet, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column),
                                     rows[row][column].c_str(), row == 0 ? heading : nullptr);
    }
  }
  // Frees it, too.
  const lxw_error closed = workbook_close(workbook);
  if (wrong == LXW_NO_ERROR) wrong = closed;
  if (wrong != LXW_NO_ERROR) return fail(ErrorCode::kInternal, lxw_strerror(wrong));
  return file.content();
}

}  // namespace jianzai::print
