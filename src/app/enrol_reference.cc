#include "app/enrol_reference.h"

#include <algorithm>

#include "app/audit.h"
#include "app/view_persons.h"
#include "app/write.h"

namespace jianzai::app {
namespace {

// The active reference that this picture made.
Result<std::optional<Reference>> same_reference(Transaction& transaction, const PersonId& person,
                                                ByteView jpeg) {
  for (Reference& reference : TRY(transaction.references().active(person))) {
    if (TRY(transaction.references().is_image(reference.id, jpeg))) return std::move(reference);
  }
  return std::nullopt;
}

// Newest first: all but the anchor and the newest ones go; without `earlier` kept, all. Weak ones always go.
Result<void> make_room(Transaction& transaction, const PersonId& person, EarlierReferences earlier) {
  auto active = TRY(transaction.references().active(person));
  for (const Reference& reference : active) {
    if (is_weak(reference.source)) TRY(transaction.references().retire(reference.id));
  }
  std::erase_if(active, [](const Reference& reference) { return is_weak(reference.source); });
  const std::size_t stay = earlier == EarlierReferences::kKeep ? kReferencesActiveMax - 2 : 0;
  for (std::size_t i = stay; i < active.size(); ++i) {
    const bool is_anchor = i + 1 == active.size();
    if (is_anchor && earlier == EarlierReferences::kKeep) continue;
    TRY(transaction.references().retire(active[i].id));
  }
  return {};
}

tl::unexpected<Error> refuse_card(std::string code) {
  return fail(
      Error{.code = ErrorCode::kInvalidFields, .fields = {{.field = "card", .code = std::move(code)}}});
}

// A weak reference takes no photograph's place.
Result<void> check_no_photograph(Transaction& transaction, const PersonId& person) {
  const auto active = TRY(transaction.references().active(person));
  const bool has_photograph =
      std::ranges::any_of(active, [](const Reference& reference) { return !is_weak(reference.source); });
  if (has_photograph) return refuse_card("HAS_PHOTOGRAPH");
  return {};
}

}  // namespace

Result<std::optional<Features>> features_of(const FaceEngine& faces, ByteView jpeg) {
  if (faces.networks().kind == NetworkKind::kNone) {
    TRY(faces.check_image(jpeg));
    return std::nullopt;
  }
  auto features = TRY(faces.features(jpeg));
  if (!features) return fail(ErrorCode::kFaceRefused, std::string(to_text(features.error())));
  return Features{.network_set = faces.networks().set, .embedding = std::move(*features)};
}

Result<Reference> store_reference(Transaction& transaction, const Reference& reference,
                                  EarlierReferences earlier, ByteView jpeg) {
  if (auto same = TRY(same_reference(transaction, reference.person, jpeg))) return std::move(*same);
  if (is_weak(reference.source)) TRY(check_no_photograph(transaction, reference.person));
  TRY(make_room(transaction, reference.person, earlier));
  TRY(transaction.references().insert(reference, jpeg));
  return reference;
}

Result<Reference> enrol_card_portrait(Ports& ports, const Operator& by, const PersonId& person,
                                      ByteView jpeg) {
  std::optional<Person> owner;
  {
    const auto transaction = TRY(ports.store.begin_read());
    owner = TRY(own_person(*transaction, by, person));
    TRY(check_no_photograph(*transaction, person));  // before the card is read for nothing
  }
  const auto reading = TRY(ports.cards.read(jpeg, china_date(ports.clock.now())));
  if (!reading.number || reading.portrait.reveal().empty()) return refuse_card("CARD_UNREADABLE");
  if (*reading.number != owner->id_number) return refuse_card("CARD_OF_ANOTHER");
  return enrol_reference(ports, by, person, ReferenceSource::kIdCard, EarlierReferences::kRetire,
                         reading.portrait.reveal());
}

Result<Reference> enrol_reference(Ports& ports, const Operator& by, const PersonId& person,
                                  ReferenceSource source, EarlierReferences earlier, ByteView jpeg) {
  {
    const auto transaction = TRY(ports.store.begin_read());
    TRY(own_person(*transaction, by, person));
    if (auto same = TRY(same_reference(*transaction, person, jpeg))) return std::move(*same);
  }
  auto features = TRY(features_of(ports.faces, jpeg));
  Reference reference{.id = ReferenceId::make(ports.clock, ports.random),
                      .person = person,
                      .source = source,
                      .made_by = by.id,
                      .made_at = ports.clock.now(),
                      .features = std::move(features)};
  return write(ports.store, [&](Transaction& transaction) -> Result<Reference> {
    auto stored = TRY(store_reference(transaction, reference, earlier, jpeg));
    if (stored.id == reference.id)
      TRY(record(ports, transaction, by, AuditAction::kEnrolReference, person.text()));
    return stored;
  });
}

}  // namespace jianzai::app
