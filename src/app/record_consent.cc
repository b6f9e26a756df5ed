#include "app/record_consent.h"

#include <algorithm>

#include "app/audit.h"
#include "app/give_consent.h"
#include "app/view_persons.h"
#include "app/write.h"
#include "base/limits.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kVersionCharactersMax = 40;

}  // namespace

std::optional<StatedConsent> read_consent(FieldReader& reader, const Settings& settings,
                                          const CaptureConsent& typed, bool was_kept) {
  if (typed.mode.empty() && typed.text_version.empty()) return std::nullopt;
  const auto mode = recorded_mode_from(typed.mode);
  if (!mode) reader.refuse("consent", typed.mode.empty() ? "REQUIRED" : "VALUE");
  auto version =
      reader.text("consent_text", typed.text_version, kVersionCharactersMax, FieldReader::Need::kRequired);
  if (version && !was_kept && *version != text_version_of(ConsentPurpose::kFaceComparison, settings))
    reader.refuse("consent_text", "NOTICE_OUTDATED");
  if (!mode || !version) return std::nullopt;
  return StatedConsent{.mode = *mode, .text_version = std::move(*version)};
}

Result<void> keep_consent(Ports& ports, Transaction& transaction, const Operator& by, const PersonId& person,
                          const StatedConsent& stated, Time given_at,
                          const std::optional<AssistedProofId>& proof) {
  const Consent consent{.id = ConsentId::make(ports.clock, ports.random),
                        .account = {},
                        .person = person,
                        .text_version = stated.text_version,
                        .granted_at = given_at,
                        .recorded = RecordedConsent{.by = by.id, .mode = stated.mode, .proof = proof}};
  TRY(transaction.consents().insert(consent, ""));
  return record(ports, transaction, by, AuditAction::kRecordConsent, person.text());
}

Result<void> must_have_agreed(Transaction& transaction, const PersonId& person, const Settings& settings) {
  constexpr auto kPurpose = ConsentPurpose::kFaceComparison;
  auto given = TRY(transaction.consents().of_person(person, limits::kRowsOfOneMax));
  std::erase_if(given, [](const Consent& one) { return one.purpose != kPurpose; });
  // Each sitting has its own, but who takes one back does not mean the others to stand.
  std::optional<Time> refused;
  for (const Consent& one : given) refused = std::max(refused, one.withdrawn_at);
  const bool is_agreed = std::ranges::any_of(given, [&](const Consent& one) {
    return !one.withdrawn_at && one.text_version == text_version_of(kPurpose, settings) &&
           (!refused || one.granted_at > *refused);
  });
  if (is_agreed) return {};
  return fail(
      Error{.code = ErrorCode::kInvalidFields, .fields = {{.field = "consent", .code = "CONSENT_NEEDED"}}});
}

Result<Consent> record_consent(Ports& ports, const Operator& by, const RecordConsent& request) {
  FieldReader reader(china_date(ports.clock.now()));
  const auto purpose = consent_purpose_from(request.purpose);
  if (!purpose) reader.refuse("purpose", request.purpose.empty() ? "REQUIRED" : "VALUE");
  const auto mode = recorded_mode_from(request.mode);
  if (!mode) reader.refuse("mode", request.mode.empty() ? "REQUIRED" : "VALUE");
  auto sheet = reader.text("sheet", request.sheet, limits::kNameCharactersMax, FieldReader::Need::kOptional);
  if (mode == ConsentMode::kSpoken && !request.sheet.empty()) reader.refuse("sheet", "VALUE");
  if (purpose && request.text_version != text_version_of(*purpose, ports.settings))
    reader.refuse("text_version", request.text_version.empty() ? "REQUIRED" : "NOTICE_OUTDATED");
  if (reader.has_faults()) return reader.error();
  return write(ports.store, [&](Transaction& transaction) -> Result<Consent> {
    TRY(own_person(transaction, by, request.person));
    const RecordedConsent recorded{.by = by.id, .mode = *mode, .sheet = Secret(*sheet)};
    if (auto same = TRY(transaction.consents().find_by_request_key(by.id, request.request_key))) {
      const bool is_same = same->person == request.person && same->purpose == *purpose &&
                           same->text_version == request.text_version && same->recorded->mode == *mode &&
                           same->recorded->sheet.reveal() == *sheet;
      if (is_same) return std::move(*same);
      return fail(ErrorCode::kIdempotencyConflict, "the key recorded another consent");
    }
    const Consent consent{.id = ConsentId::make(ports.clock, ports.random),
                          .account = {},
                          .person = request.person,
                          .text_version = request.text_version,
                          .granted_at = ports.clock.now(),
                          .purpose = *purpose,
                          .recorded = recorded};
    TRY(transaction.consents().insert(consent, request.request_key));
    TRY(record(ports, transaction, by, AuditAction::kRecordConsent, request.person.text()));
    return consent;
  });
}

Result<void> withdraw_consent_of(Ports& ports, const Operator& by, const PersonId& person,
                                 const ConsentId& id) {
  return write(ports.store, [&](Transaction& transaction) -> Result<void> {
    TRY(own_person(transaction, by, person));
    auto consent = TRY(transaction.consents().find(id));
    if (!consent || consent->person != person) return fail(ErrorCode::kNotFound);
    if (consent->withdrawn_at) return {};
    TRY(take_back(ports, transaction, *consent, true));
    return record(ports, transaction, by, AuditAction::kWithdrawConsent, person.text());
  });
}

}  // namespace jianzai::app
