#include "cli/idcard_commands.h"

#include <chrono>
#include <cmath>
#include <iostream>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/clock.h"
#include "base/id_number.h"
#include "base/limits.h"
#include "cli/report.h"
#include "idcard/card_reader.h"
#include "idcard/fields.h"

namespace jianzai::cli {
namespace {

using boost::json::array;
using boost::json::object;

constexpr int kNotRead = 2;

Date today() { return china_date(SystemClock().now()); }

object json_of(const std::vector<idcard::NamedField>& fields) {
  object json;
  for (const auto& field : fields) {
    json[field.name] = object{{"value", field.value.reveal()},
                              {"confidence", std::lround(100 * field.confidence)},
                              {"is_sure", field.is_sure}};
  }
  return json;
}

template <class T>
array names_of(const std::vector<T>& values) {
  array names;
  for (const T value : values) names.emplace_back(idcard::to_text(value));
  return names;
}

void print_text(const idcard::Reading& reading) {
  fmt::print("side: {}\n", reading.front ? "front" : reading.back ? "back" : "none");
  for (const auto& field : idcard::fields_of(reading))
    fmt::print("{}: {}{}\n", field.name, field.value.reveal(), field.is_sure ? "" : "  (to be checked)");
  for (const auto one : reading.advice) fmt::print("advice: {}\n", idcard::to_text(one));
  for (const auto one : reading.risks) fmt::print("risk: {}\n", idcard::to_text(one));
  for (const auto one : idcard::contradictions_in(reading))
    fmt::print("printed otherwise than the number says: {}\n", one);
}

int run_read(const std::string& file, Output output) {
  const auto jpeg = read_file(file, limits::kImageBytesMax + 1);
  if (!jpeg) return report(jpeg.error(), file, output);
  auto reader = idcard::CardReader::create({.readers = 1});
  if (!reader) return report(reader.error(), "reader", output);
  const auto reading = (*reader)->read(*jpeg, today(), std::chrono::seconds(1));
  if (!reading) return report(reading.error(), file, output);
  if (output == Output::kJson) {
    const auto contradictions = idcard::contradictions_in(*reading);
    object json{{"side", nullptr},
                {"fields", json_of(idcard::fields_of(*reading))},
                {"advice", names_of(reading->advice)},
                {"risks", names_of(reading->risks)},
                {"contradictions", array(contradictions.begin(), contradictions.end())}};
    if (reading->front) json["side"] = "FRONT";
    if (reading->back) json["side"] = "BACK";
    std::cout << boost::json::serialize(json) << std::endl;
  } else {
    print_text(*reading);
  }
  return reading->advice.empty() ? 0 : kNotRead;
}

std::string_view why(IdNumberFault fault) {
  switch (fault) {
    case IdNumberFault::kRequired:
      return "nothing was given";
    case IdNumberFault::kLength:
      return "neither 18 nor 15 characters";
    case IdNumberFault::kCharacters:
      return "something else than digits (X at the end is allowed)";
    case IdNumberFault::kDate:
      return "digits 7 to 14 are no day that was";
    case IdNumberFault::kChecksum:
      break;
  }
  return "the last character does not fit the others: most often one is mistyped";
}

int run_check(const std::string& text) {
  const auto number = IdNumber::parse(text, today());
  if (!number) {
    fmt::print("not valid: {}\n", why(number.error()));
    return kNotRead;
  }
  fmt::print("valid: {}, born {}, {}\n", number->reveal(), to_iso(number->birth()),
             number->sex() == Sex::kMale ? "male" : "female");
  return 0;
}

}  // namespace

void add_idcard_commands(CLI::App& app, int& exit_code) {
  auto* idcard = app.add_subcommand("idcard", "Read ID cards (居民身份证) and check their numbers");
  idcard->require_subcommand(1);

  struct ReadOptions {
    std::string file;
    Output output = Output::kText;
  };
  auto read = std::make_shared<ReadOptions>();
  auto* read_command = idcard->add_subcommand(
      "read", "What stands on a card, either side. Exit status 0 read, 2 not read (says why), 3 error");
  read_command->add_option("FILE", read->file, "JPEG")->required();
  read_command->add_flag_callback(
      "--json", [read] { read->output = Output::kJson; }, "One JSON object");
  read_command->callback([read, &exit_code] { exit_code = run_read(read->file, read->output); });

  auto number = std::make_shared<std::string>();
  auto* check_command = idcard->add_subcommand(
      "check", "Whether an ID number (GB 11643) can be one. Exit status 0 valid, 2 not (says why)");
  check_command->add_option("NUMBER", *number, "18 characters, or 15 of an old card")->required();
  check_command->callback([number, &exit_code] { exit_code = run_check(*number); });
}

}  // namespace jianzai::cli
