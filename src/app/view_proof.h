#pragma once

#include "app/ports.h"

namespace jianzai::app {

enum class ProofStatus { kReady, kReviewing, kDone, kNoTemplate, kNoPlan };

[[nodiscard]] std::string_view to_text(ProofStatus status);

// Where a citizen stands: the page 本人认证.
struct ProofView {
  ProofStatus status = ProofStatus::kNoPlan;
  std::optional<Person> person;
  std::optional<Agency> agency;
  std::optional<Reference> reference;
  std::optional<AttemptId> open_attempt;
  std::optional<Date> review_due_on;
};

[[nodiscard]] Result<ProofView> view_proof(Ports& ports, const Account& account);

// The person's own reference photograph. Errors: kNoPlan, kNoTemplate.
[[nodiscard]] Result<Secret<Bytes>> own_reference_image(Ports& ports, const Account& account);

}  // namespace jianzai::app
