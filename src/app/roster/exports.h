// Lists for other programs and for paper, with Chinese headings.
#pragma once

#include "app/ports.h"

namespace jianzai::app {

enum class FileFormat { kCsv, kXlsx };  // CSV: UTF-8 with a byte order mark, CRLF (RFC 4180)

struct ExportRequest {
  FileFormat format = FileFormat::kCsv;
  std::string_view reason;       // DisclosureReason: whole numbers leave the system
  std::string_view cursor = {};  // `next` of the file before; empty: the first one
};

// A file of limits::kExportRowsMax people at the most, so that memory has a bound; `next` asks for the next
// one.
struct ExportedFile {
  Secret<std::string> content;
  std::optional<std::string> next;
  std::optional<std::int64_t> files = {};  // about how many there are; of the first one
};

// Each file of both is recorded with the reason. Errors of both: kInvalidFields (reason REQUIRED, VALUE).

// The people of the operator's scope, a line for each benefit: 姓名, 身份证号 (whole), 待遇类别, 地区代码,
// 上次认证, 下次到期, 状态. Errors: kForbidden for who is no clerk or reviewer.
[[nodiscard]] Result<ExportedFile> export_persons(Ports& ports, const Operator& by,
                                                  const ExportRequest& request);

// Who of the operator's scope, or of the part of it in `region`, has not proved it under a plan, or under any
// that is not closed (名单): 姓名, 身份证号 (masked), 手机号 (whole), 地区代码, 状态, 自助认证截止, 认证计划.
// Errors: kNotFound for a plan of another agency; kInvalidFields (region VALUE, OUTSIDE).
[[nodiscard]] Result<ExportedFile> export_unfinished(Ports& ports, const Operator& by,
                                                     const std::optional<PlanId>& plan,
                                                     std::string_view region, const ExportRequest& request);

// The rows of a list that were left out: 行号, 项目, 问题. Nothing personal. Errors: those of view_import.
[[nodiscard]] Result<std::string> export_faults(Ports& ports, const Operator& by, const ImportId& id,
                                                FileFormat format);

}  // namespace jianzai::app
