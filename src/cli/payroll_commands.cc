#include "cli/payroll_commands.h"

#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include <boost/json.hpp>

#include "app/payroll.h"

namespace jianzai::cli {
namespace {

std::optional<std::string> content_of(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

// Of to_iso: `2026-11-26T05:00:00.000Z`.
std::optional<Time> time_of(const std::string& text) {
  int hours = 0;
  int minutes = 0;
  int seconds = 0;
  int milliseconds = 0;
  const auto day = parse_date(std::string_view(text).substr(0, 10));
  if (!day || text.size() != 24 ||
      std::sscanf(text.c_str() + 10, "T%2d:%2d:%2d.%3dZ", &hours, &minutes, &seconds, &milliseconds) != 4)
    return std::nullopt;
  return Time(std::chrono::sys_days(*day)) + std::chrono::hours(hours) + std::chrono::minutes(minutes) +
         std::chrono::seconds(seconds) + std::chrono::milliseconds(milliseconds);
}

// Nothing for anything that createPayrollBatch cannot have answered.
std::optional<PayrollBatch> batch_of(const std::string& json) {
  boost::system::error_code error;
  const auto parsed = boost::json::parse(json, error);
  if (error || !parsed.is_object()) return std::nullopt;
  const auto& object = parsed.get_object();
  const auto text = [&](std::string_view member) {
    const auto* value = object.if_contains(member);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
  };
  const auto number = [&](std::string_view member) {
    const auto* value = object.if_contains(member);
    const bool is_number = value != nullptr && value->is_int64() && value->get_int64() >= 0 &&
                           value->get_int64() <= std::numeric_limits<int>::max();
    return is_number ? static_cast<int>(value->get_int64()) : -1;
  };
  const auto id = PayrollBatchId::parse(text("batch_id"));
  const auto agency = AgencyId::parse(text("agency_id"));
  const auto made_at = time_of(text("made_at"));
  if (!id || !agency || !made_at) return std::nullopt;
  // Who made it is not signed; the batch's own id stands in its place.
  return PayrollBatch{.id = *id,
                      .agency = *agency,
                      .number = number("number"),
                      .made_at = *made_at,
                      .made_by = *OperatorId::parse(id->text()),
                      .rows = number("rows"),
                      .sha256 = text("sha256"),
                      .xlsx_sha256 = text("xlsx_sha256"),
                      .key_id = text("key_id"),
                      .signature = text("signature")};
}

int run_verify(const std::string& key, const std::string& manifest_file, const std::string& rows_file) {
  const auto public_key = from_hex(key);
  if (!public_key || !crypto::scheme_of(*public_key)) {
    std::cerr << "--key: 64 (Ed25519) or 130 (SM2) hexadecimal digits, as /api/v1/receipts/key gives them\n";
    return 2;
  }
  const auto manifest = content_of(manifest_file);
  const auto rows = content_of(rows_file);
  if (!manifest || !rows) {
    std::cerr << (manifest ? rows_file : manifest_file) << ": cannot be read\n";
    return 2;
  }
  const auto batch = batch_of(*manifest);
  if (!batch || !app::is_genuine(*public_key, *batch, *rows)) {
    std::cerr << "not genuine: not signed by this key, another file, or changed since\n";
    if (batch && batch->xlsx_sha256.empty())
      std::cerr << "this manifest names no workbook: only rows.csv can be checked with it\n";
    return 1;
  }
  std::cout << "genuine\nbatch        " << batch->number << "\nrows         " << batch->rows
            << "\nmade at      " << to_iso(batch->made_at) << '\n';
  return 0;
}

}  // namespace

void add_payroll_commands(CLI::App& app, int& exit_code) {
  auto* payroll = app.add_subcommand("payroll", "Batches for the paying side (发放指令)");
  payroll->require_subcommand(1);
  auto* verify = payroll->add_subcommand(
      "verify", "Check a batch's file, CSV or workbook, against its manifest, offline");
  const auto key = std::make_shared<std::string>();
  const auto manifest = std::make_shared<std::string>();
  const auto rows = std::make_shared<std::string>();
  verify->add_option("--key", *key, "the agency's public key, in hexadecimal digits")->required();
  verify->add_option("manifest", *manifest, "the JSON of the batch")->required();
  verify->add_option("rows", *rows, "its rows.csv or rows.xlsx")->required();
  verify->callback([key, manifest, rows, &exit_code] { exit_code = run_verify(*key, *manifest, *rows); });
}

}  // namespace jianzai::cli
