#include "app/give_consent.h"

#include "app/fields.h"
#include "app/relatives.h"
#include "app/write.h"
#include "domain/person_details.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kConsentsShown = 50;

}  // namespace

Result<void> must_be_agreed_for(Transaction& transaction, const Account& account, const Person& person,
                                Date today) {
  const auto is_child = [&](const IdNumber& number, int below) {
    return age_on(number.birth(), today) < below;
  };
  if (!is_child(person.id_number, kOwnConsentAge)) return {};
  const auto relative = TRY(transaction.relatives().find_between(account.id, person.id));
  const bool is_guardian = relative && relative->state == RelativeState::kActive &&
                           is_family(relative->relation) && account.id_number != person.id_number &&
                           !(account.id_number && is_child(*account.id_number, kAdultAge));
  if (!is_guardian) return fail(ErrorCode::kGuardianNeeded);
  return {};
}

bool holds(const std::optional<Consent>& consent, const Account& account, const Settings& settings) {
  return consent && consent->account == account.id && !consent->withdrawn_at &&
         consent->text_version == settings.consent_version;
}

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
    TRY(must_be_agreed_for(transaction, account, *person, china_date(ports.clock.now())));
    Consent consent{.id = ConsentId::make(ports.clock, ports.random),
                    .account = account.id,
                    .person = person->id,
                    .text_version = std::string(text_version),
                    .granted_at = ports.clock.now()};
    TRY(transaction.consents().insert(consent, request_key));
    return consent;
  });
}

Result<std::vector<Consent>> list_consents(Ports& ports, const Account& account) {
  return TRY(ports.store.begin_read())->consents().of_account(account.id, kConsentsShown);
}

Result<Consent> withdraw_consent(Ports& ports, const Account& account, const ConsentId& id) {
  return write(ports.store, [&](Transaction& transaction) -> Result<Consent> {
    auto consent = TRY(transaction.consents().find(id));
    if (!consent || consent->account != account.id) return fail(ErrorCode::kNotFound);
    if (consent->withdrawn_at) return std::move(*consent);
    consent->withdrawn_at = ports.clock.now();
    TRY(transaction.consents().set_withdrawn(id, *consent->withdrawn_at));
    auto open = TRY(transaction.attempts().find_open(account.id));
    if (open && open->consent == id) {
      const auto ended = next_state(open->state, AttemptEvent::kExpire);
      if (!ended) return fail(ErrorCode::kInternal, "an open attempt that cannot end");
      open->state = *ended;
      TRY(transaction.attempts().update(*open, AttemptState::kOpen));
    }
    TRY(transaction.attempts().erase_frames_of(id));
    return std::move(*consent);
  });
}

}  // namespace jianzai::app
