#include "app/enrol_reference.h"

#include "app/view_persons.h"

namespace jianzai::app {
namespace {

Result<std::optional<Features>> features_of(const FaceEngine& faces, ByteView jpeg) {
  if (faces.networks().kind == NetworkKind::kNone) {
    TRY(faces.check_image(jpeg));
    return std::nullopt;
  }
  auto features = TRY(faces.features(jpeg));
  if (!features) return fail(ErrorCode::kFaceRefused, std::string(to_text(features.error())));
  return Features{.network_set = faces.networks().set, .embedding = std::move(*features)};
}

// The active reference, if this picture made it.
Result<std::optional<Reference>> same_reference(Transaction& transaction, const PersonId& person,
                                                ByteView jpeg) {
  auto active = TRY(transaction.references().find_active(person));
  if (!active || !TRY(transaction.references().is_image(active->id, jpeg))) return std::nullopt;
  return active;
}

}  // namespace

Result<Reference> enrol_reference(Ports& ports, const Operator& by, const PersonId& person,
                                  ReferenceSource source, ByteView jpeg) {
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
  const auto transaction = TRY(ports.store.begin_write());
  if (auto same = TRY(same_reference(*transaction, person, jpeg))) return std::move(*same);
  TRY(transaction->references().insert(reference, jpeg));
  TRY(transaction->commit());
  return reference;
}

}  // namespace jianzai::app
