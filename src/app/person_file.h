// Everything that the agency keeps about one person, for the page that a clerk opens when somebody calls.
#pragma once

#include <map>

#include "app/audit.h"
#include "app/give_consent.h"
#include "app/view_persons.h"

namespace jianzai::app {

struct PersonFile {
  std::vector<Task> tasks;
  std::vector<PersonContact> contacts;  // how somebody tried to reach the person, for whichever task
  std::map<std::string, Plan> plans;    // of the tasks, by id
  std::vector<Reference> references;
  std::vector<Review> reviews;
  std::vector<AssistedProof> assisted_proofs;
  std::map<std::string, std::vector<ProofEvidence>> evidence;  // that there still is of them, by id
  std::vector<LifeSign> life_signs;
  std::vector<Ticket> tickets;
  std::vector<ConsentView> consents;
  std::vector<Relative> helpers;
  std::map<std::string, Secret<std::string>> helper_names;  // by account; not of closed ones
  std::vector<PersonMerge> merges;
  std::vector<Disclosure> disclosures;
  std::vector<std::string_view> cut;  // the members, as openapi.yaml names them, that hold more than is here
  std::map<std::string, std::string> logins;  // of the operators in all of this, by id
};

// Each list has the latest first, and at most kFileRowsMax. Errors: kNotFound.
inline constexpr std::size_t kFileRowsMax = 50;
[[nodiscard]] Result<PersonFile> view_file(Ports& ports, const Operator& by, const PersonId& id);

// Who looked at what is kept of the person and who changed it (谁看过、谁改过), the latest first: also what
// was done to their tasks, attempts, reviews, tickets and proofs, and to reports about them. Errors:
// kNotFound.
[[nodiscard]] Result<Page<AuditView>> list_trail(Ports& ports, const Operator& by, const PersonId& id,
                                                 std::string_view cursor);

// The whole ID number and phone. It is kept who wanted them and why. Errors: kNotFound; kInvalidFields
// (reason); kTooManyTries above kDisclosuresPerHourMax.
[[nodiscard]] Result<Person> disclose(Ports& ports, const Operator& by, const PersonId& id,
                                      std::string_view reason);

// Errors: kTooManyTries after kDisclosuresPerHourMax whole numbers and phones within the hour.
[[nodiscard]] Result<void> must_not_disclose_more(Ports& ports, Transaction& transaction, const Operator& by);

// That a whole number of the person was shown, and why, inside the caller's transaction. Errors: those of
// must_not_disclose_more.
[[nodiscard]] Result<void> keep_disclosure(Ports& ports, Transaction& transaction, const Operator& by,
                                           const PersonId& id, DisclosureReason reason);

}  // namespace jianzai::app
