#include "app/give_consent.h"

#include "app/fields.h"
#include "app/relatives.h"
#include "app/write.h"

namespace jianzai::app {

Result<Consent> give_consent(Ports& ports, const Account& account, std::string_view text_version,
                             std::string_view request_key, const std::optional<RelativeId>& relative) {
  return write(ports.store, [&](Transaction& transaction) -> Result<Consent> {
    const auto person = TRY(person_for(transaction, account, relative));
    if (auto same = TRY(transaction.consents().find_by_request_key(account.id, request_key))) {
      if (same->text_version == text_version && person && same->person == person->id) return std::move(*same);
      return fail(ErrorCode::kIdempotencyConflict, "the key agreed to another text");
    }
    if (text_version != ports.settings.consent_version) {
      FieldReader reader(china_date(ports.clock.now()));
      reader.refuse("text_version", "TERMS_OUTDATED");
      return reader.error();
    }
    if (!person) return fail(ErrorCode::kNoPlan);
    Consent consent{.id = ConsentId::make(ports.clock, ports.random),
                    .account = account.id,
                    .person = person->id,
                    .text_version = std::string(text_version),
                    .granted_at = ports.clock.now()};
    TRY(transaction.consents().insert(consent, request_key));
    return consent;
  });
}

}  // namespace jianzai::app
