#include "app/give_consent.h"

#include <algorithm>
#include <map>

#include "app/close_attempt.h"
#include "app/fields.h"
#include "app/relatives.h"
#include "app/write.h"
#include "base/limits.h"
#include "domain/person_details.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kConsentsShown = 50;
constexpr std::size_t kReferencesLookedAt = 50;

// An open attempt under it ends.
Result<void> end_attempt(Transaction& transaction, const Consent& consent) {
  if (!consent.account) return {};  // none runs under what an operator recorded
  auto open = TRY(transaction.attempts().find_open(*consent.account));
  if (open && open->consent == consent.id) TRY(expire_open(transaction, std::move(*open)));
  TRY(transaction.attempts().erase_frames_of(consent.id));
  return {};
}

// A kept frame may have taken the place of the ID card's portrait, which nobody had to approve.
Result<void> erase_kept_images(Transaction& transaction, const PersonId& person) {
  if (TRY(transaction.references().erase_captured(person)) == 0) return {};
  if (!TRY(transaction.references().active(person)).empty()) return {};
  const auto others = TRY(transaction.references().of_person(person, kReferencesLookedAt));
  const auto portrait = std::ranges::find_if(others, [](const Reference& reference) {
    return is_weak(reference.source) && reference.state == ReferenceState::kRetired;
  });
  if (portrait != others.end()) TRY(transaction.references().restore(portrait->id));
  return {};
}

}  // namespace

const std::string& text_version_of(ConsentPurpose purpose, const Settings& settings) {
  switch (purpose) {
    case ConsentPurpose::kFaceComparison:
      return settings.consent_version;
    case ConsentPurpose::kKeepImage:
      return settings.keep_image_version;
  }
  return settings.consent_version;
}

Result<void> take_back(Ports& ports, Transaction& transaction, Consent& consent, bool is_own) {
  consent.withdrawn_at = ports.clock.now();
  TRY(transaction.consents().set_withdrawn(consent.id, *consent.withdrawn_at));
  if (consent.purpose == ConsentPurpose::kFaceComparison) {
    TRY(end_attempt(transaction, consent));
  } else if (is_own) {
    TRY(transaction.consents().withdraw_all(consent.person, consent.purpose, *consent.withdrawn_at));
  }
  // Who helped once does not decide what is kept by taking back what they were asked for themselves.
  const bool is_about_keeping = is_own || consent.purpose == ConsentPurpose::kKeepImage;
  if (is_about_keeping && !TRY(transaction.consents().find_held(consent.person, ConsentPurpose::kKeepImage)))
    TRY(erase_kept_images(transaction, consent.person));
  return {};
}

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
  return consent && consent->purpose == ConsentPurpose::kFaceComparison && consent->account == account.id &&
         !consent->withdrawn_at && consent->text_version == settings.consent_version;
}

Result<bool> may_keep_image(Transaction& transaction, const PersonId& person, const Settings& settings) {
  const auto held = TRY(transaction.consents().find_held(person, ConsentPurpose::kKeepImage));
  return held && held->text_version == settings.keep_image_version;
}

Result<Consent> give_consent(Ports& ports, const Account& account, std::string_view text_version,
                             std::string_view request_key, const std::optional<RelativeId>& relative,
                             ConsentPurpose purpose) {
  return write(ports.store, [&](Transaction& transaction) -> Result<Consent> {
    const auto person = TRY(person_for(transaction, account, relative));
    if (auto same = TRY(transaction.consents().find_by_request_key(account.id, request_key))) {
      const bool is_same = same->text_version == text_version && same->purpose == purpose && person &&
                           same->person == person->id;
      if (is_same) return std::move(*same);
      return fail(ErrorCode::kIdempotencyConflict, "the key agreed to another text");
    }
    if (text_version != text_version_of(purpose, ports.settings)) {
      FieldReader reader(china_date(ports.clock.now()));
      reader.refuse("text_version", "TERMS_OUTDATED");
      return reader.error();
    }
    if (!person) return fail(ErrorCode::kNoPlan);
    TRY(must_be_agreed_for(transaction, account, *person, china_date(ports.clock.now())));
    const bool is_owner = TRY(is_own(transaction, account, *person));
    Consent consent{.id = ConsentId::make(ports.clock, ports.random),
                    .account = account.id,
                    .person = person->id,
                    .text_version = std::string(text_version),
                    .granted_at = ports.clock.now(),
                    .purpose = purpose,
                    .is_own = is_owner};
    TRY(transaction.consents().insert(consent, request_key));
    return consent;
  });
}

ConsentView view_of(const Person& person, Consent consent) {
  const auto mode = consent.recorded ? consent.recorded->mode
                                     : consent_mode(consent.is_own, person.id_number.birth(),
                                                    china_date(consent.granted_at));
  return {.consent = std::move(consent), .person_name = person.name, .mode = mode};
}

Result<std::vector<ConsentView>> list_consents(Ports& ports, const Account& account) {
  const auto transaction = TRY(ports.store.begin_read());
  const auto owner = TRY(person_of(*transaction, account));
  std::optional<PersonId> own;
  if (owner) own = owner->id;
  std::map<std::string, Person> persons;  // by id
  std::vector<ConsentView> views;
  for (Consent& consent : TRY(transaction->consents().told_to(account.id, own, kConsentsShown))) {
    auto found = persons.find(consent.person.text());
    if (found == persons.end()) {
      auto person = TRY(transaction->persons().find(consent.person));
      if (!person) return fail(ErrorCode::kInternal, "a consent of nobody");
      found = persons.emplace(consent.person.text(), std::move(*person)).first;
    }
    views.push_back(view_of(found->second, std::move(consent)));
  }
  return views;
}

Result<Consent> withdraw_consent(Ports& ports, const Account& account, const ConsentId& id) {
  return write(ports.store, [&](Transaction& transaction) -> Result<Consent> {
    auto consent = TRY(transaction.consents().find(id));
    if (!consent) return fail(ErrorCode::kNotFound);
    const auto owner = TRY(person_of(transaction, account));
    const bool is_own = owner && owner->id == consent->person;
    if (consent->account != account.id && !is_own) return fail(ErrorCode::kNotFound);
    if (consent->withdrawn_at) return std::move(*consent);
    TRY(take_back(ports, transaction, *consent, is_own));
    return std::move(*consent);
  });
}

Result<void> withdraw_given(Ports& ports, Transaction& transaction, const Account& account) {
  const auto owner = TRY(person_of(transaction, account));
  for (Consent& consent : TRY(transaction.consents().told_to(account.id, {}, limits::kRowsOfOneMax))) {
    if (consent.withdrawn_at) continue;
    TRY(take_back(ports, transaction, consent, owner && owner->id == consent.person));
  }
  return {};
}

Result<void> stop_keeping(Ports& ports, Transaction& transaction, const AccountId& helper,
                          const PersonId& person) {
  for (const Consent& consent : TRY(transaction.consents().of_person(person, limits::kRowsOfOneMax))) {
    const bool is_meant = consent.account == helper && consent.purpose == ConsentPurpose::kKeepImage;
    if (is_meant && !consent.withdrawn_at)
      TRY(transaction.consents().set_withdrawn(consent.id, ports.clock.now()));
  }
  if (!TRY(transaction.consents().find_held(person, ConsentPurpose::kKeepImage)))
    TRY(erase_kept_images(transaction, person));
  return {};
}

}  // namespace jianzai::app
