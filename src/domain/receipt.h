// The receipt (认证凭证) of a pass: what a person can show, and anybody verify without asking the agency. No
// face, no whole ID number.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/secret.h"
#include "domain/pass.h"

namespace jianzai {

struct Receipt {
  std::string number;     // 26 letters and digits: the attempt's, or the pass's
  std::string name;       // masked_name
  std::string id_number;  // IdNumber::masked
  Date passed_on;
  PassWay way = PassWay::kFace;
  std::optional<Date> next_due_on;
  std::string agency;
  std::string key_id;  // of the key that signs
};

// The first and the last character: `王*英`, `王*`, `阿*****提`. The middle dot counts as one.
[[nodiscard]] std::string masked_name(const Secret<std::string>& name);

// What is signed: `JIANZAI1|<number>|<name>|<ID number>|2026-11-25|FACE|2027-11-30|<agency>|<key id>`, UTF-8;
// the next due day may be empty. A bar or control character in a name becomes a space.
[[nodiscard]] std::string receipt_text(const Receipt& receipt);
// Nothing for anything that receipt_text cannot have written.
[[nodiscard]] std::optional<Receipt> receipt_from(std::string_view text);

// A receipt with its signature, as its QR code holds it: `<receipt_text>|<signature, 128 hex digits>`.
struct SignedReceipt {
  Receipt receipt;
  std::string text;
};

}  // namespace jianzai
