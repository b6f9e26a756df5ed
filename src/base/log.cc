#include "base/log.h"

#include <memory>
#include <vector>

#include <fmt/format.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "base/clock.h"

namespace jianzai::log {

namespace {

void append_json_text(std::string& line, std::string_view text) {
  line += '"';
  for (const char c : text) {
    switch (c) {
      case '"':
        line += "\\\"";
        break;
      case '\\':
        line += "\\\\";
        break;
      case '\n':
        line += "\\n";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          line += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
        } else {
          line += c;
        }
    }
  }
  line += '"';
}

spdlog::logger& logger() {
  static const auto instance = [] {
    auto made =
        std::make_shared<spdlog::logger>("jianzai", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    made->flush_on(spdlog::level::warn);
    return made;
  }();
  return *instance;
}

void write(spdlog::level::level_enum level, std::string_view name, std::string_view event, Fields fields) {
  std::string line = fmt::format(R"({{"time":"{}","level":"{}","event":)", to_iso(SystemClock().now()), name);
  append_json_text(line, event);
  for (const Field& field : fields) {
    line += ',';
    append_json_text(line, field.name);
    line += ':';
    if (field.quoted) {
      append_json_text(line, field.value);
    } else {
      line += field.value;
    }
  }
  line += '}';
  logger().log(level, line);
}

}  // namespace

void info(std::string_view event, Fields fields) { write(spdlog::level::info, "info", event, fields); }
void warn(std::string_view event, Fields fields) { write(spdlog::level::warn, "warn", event, fields); }
void error(std::string_view event, Fields fields) { write(spdlog::level::err, "error", event, fields); }

Result<void> start(const std::string& file) {
  try {
    auto sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(file);
    sink->set_pattern("%v");
    logger().sinks().push_back(std::move(sink));
    logger().flush_on(spdlog::level::info);
  } catch (const spdlog::spdlog_ex& error) {
    return fail(ErrorCode::kIo, error.what());
  }
  return {};
}

}  // namespace jianzai::log
