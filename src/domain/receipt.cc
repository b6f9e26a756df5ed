#include "domain/receipt.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace jianzai {

namespace {

constexpr std::string_view kFormat = "JIANZAI1";
constexpr std::size_t kFields = 9;

std::string plain(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return c == '|' || static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return text;
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> fields;
  for (std::size_t from = 0; from <= text.size();) {
    const auto to = std::min(text.find('|', from), text.size());
    fields.push_back(text.substr(from, to - from));
    from = to + 1;
  }
  return fields;
}

// Each a code point. `utf8` is valid.
std::vector<std::string_view> characters(std::string_view utf8) {
  std::vector<std::string_view> found;
  for (std::size_t from = 0; from < utf8.size();) {
    std::size_t to = from + 1;
    while (to < utf8.size() && (static_cast<unsigned char>(utf8[to]) & 0xC0U) == 0x80U) ++to;
    found.push_back(utf8.substr(from, to - from));
    from = to;
  }
  return found;
}

}  // namespace

std::string masked_name(const Secret<std::string>& name) {
  const auto all = characters(name.reveal());
  if (all.size() < 2) return all.empty() ? "" : "*";
  std::string masked(all.front());
  masked.append(std::max<std::size_t>(all.size() - 2, 1), '*');
  if (all.size() > 2) masked += all.back();
  return masked;
}

std::string receipt_text(const Receipt& receipt) {
  return fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}", kFormat, plain(receipt.number), plain(receipt.name),
                     plain(receipt.id_number), to_iso(receipt.passed_on), to_text(receipt.way),
                     receipt.next_due_on ? to_iso(*receipt.next_due_on) : "", plain(receipt.agency),
                     plain(receipt.key_id));
}

std::optional<Receipt> receipt_from(std::string_view text) {
  const auto fields = split(text);
  if (fields.size() != kFields || fields[0] != kFormat) return std::nullopt;
  const auto passed_on = parse_date(fields[4]);
  const auto way = pass_way_from(fields[5]);
  const auto next_due_on = parse_date(fields[6]);
  if (!passed_on || !way || (!next_due_on && !fields[6].empty())) return std::nullopt;
  Receipt receipt{.number = std::string(fields[1]),
                  .name = std::string(fields[2]),
                  .id_number = std::string(fields[3]),
                  .passed_on = *passed_on,
                  .way = *way,
                  .next_due_on = next_due_on,
                  .agency = std::string(fields[7]),
                  .key_id = std::string(fields[8])};
  if (receipt_text(receipt) != text) return std::nullopt;
  return receipt;
}

}  // namespace jianzai
