#include "app/enrol_reference.h"

#include <algorithm>

#include "app/audit.h"
#include "app/fields.h"
#include "app/view_operator.h"
#include "app/view_persons.h"
#include "app/write.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kRowsPerPage = 50;

// The reference that this picture made, active or proposed.
Result<std::optional<Reference>> same_reference(Transaction& transaction, const PersonId& person,
                                                ByteView jpeg) {
  for (Reference& reference : TRY(transaction.references().of_person(person, kRowsPerPage))) {
    const bool counts =
        reference.state == ReferenceState::kActive || reference.state == ReferenceState::kProposed;
    if (counts && TRY(transaction.references().is_image(reference.id, jpeg))) return std::move(reference);
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

Result<bool> has_photograph(Transaction& transaction, const PersonId& person) {
  const auto active = TRY(transaction.references().active(person));
  return std::ranges::any_of(active, [](const Reference& reference) { return !is_weak(reference.source); });
}

// A weak reference takes no photograph's place.
Result<void> check_no_photograph(Transaction& transaction, const PersonId& person) {
  if (TRY(has_photograph(transaction, person))) return refuse_card("HAS_PHOTOGRAPH");
  return {};
}

EarlierReferences earlier_of(const Reference& proposed) {
  return proposed.keeps_earlier ? EarlierReferences::kKeep : EarlierReferences::kRetire;
}

// Of several proposals the last one waits.
Result<void> propose(Transaction& transaction, const Reference& reference, ByteView jpeg) {
  for (const Reference& other : TRY(transaction.references().of_person(reference.person, kRowsPerPage))) {
    if (other.state == ReferenceState::kProposed) TRY(transaction.references().retire(other.id));
  }
  return transaction.references().insert(reference, jpeg);
}

Result<ReferenceView> view_of(Transaction& transaction, Reference reference, const Person& person) {
  const auto maker = TRY(transaction.operators().find(reference.made_by));
  return ReferenceView{.reference = std::move(reference),
                       .person_name = person.name,
                       .made_by = maker ? maker->login : std::string()};
}

Result<ReferenceView> decide(Ports& ports, const Operator& by, const ReferenceId& id,
                             ReferenceState verdict) {
  TRY(must_be_reviewer(by));
  return write(ports.store, [&](Transaction& transaction) -> Result<ReferenceView> {
    auto reference = TRY(transaction.references().find(id));
    if (!reference) return fail(ErrorCode::kNotFound);
    const auto person = TRY(own_person(transaction, by, reference->person));
    if (reference->state == verdict) return view_of(transaction, std::move(*reference), person);
    if (reference->state != ReferenceState::kProposed) return fail(ErrorCode::kReviewClosed);
    if (reference->made_by == by.id) return fail(ErrorCode::kSamePerson);
    const bool is_approved = verdict == ReferenceState::kActive;
    if (is_approved) TRY(make_room(transaction, person.id, earlier_of(*reference)));
    TRY(transaction.references().decide(id, verdict, by.id));
    TRY(record(ports, transaction, by,
               is_approved ? AuditAction::kApproveReference : AuditAction::kRefuseReference,
               person.id.text()));
    reference->state = verdict;
    return view_of(transaction, std::move(*reference), person);
  });
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

Result<Reference> store_or_propose(Ports& ports, Transaction& transaction, const Operator& by,
                                   Reference reference, EarlierReferences earlier, ByteView jpeg,
                                   AuditAction action) {
  if (auto same = TRY(same_reference(transaction, reference.person, jpeg))) return std::move(*same);
  const bool has_face = reference.source == ReferenceSource::kReview
                            ? !TRY(transaction.references().active(reference.person)).empty()
                            : TRY(has_photograph(transaction, reference.person));
  const auto is_reviewer = [](const Operator& one) { return one.role == OperatorRole::kReviewer; };
  const bool waits = has_face && !is_weak(reference.source) && TRY(has_other(transaction, by, is_reviewer));
  if (!waits) {
    auto stored = TRY(store_reference(transaction, reference, earlier, jpeg));
    TRY(record(ports, transaction, by, action, reference.person.text()));
    return stored;
  }
  reference.state = ReferenceState::kProposed;
  reference.keeps_earlier = earlier == EarlierReferences::kKeep;
  TRY(propose(transaction, reference, jpeg));
  TRY(record(ports, transaction, by, AuditAction::kProposeReference, reference.person.text()));
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
  return enrol_reference(
      ports, by, {.person = person, .source = ReferenceSource::kIdCard, .jpeg = reading.portrait.reveal()});
}

Result<Reference> enrol_reference(Ports& ports, const Operator& by, const EnrolReference& request) {
  const Time now = ports.clock.now();
  FieldReader reader(china_date(now));
  const auto taken_on = reader.day("taken_on", request.taken_on);
  if (taken_on && *taken_on > china_date(now)) reader.refuse("taken_on", "VALUE");
  const auto consent = read_consent(reader, ports.settings, request.consent);
  if (reader.has_faults()) return reader.error();
  {
    const auto transaction = TRY(ports.store.begin_read());
    TRY(own_person(*transaction, by, request.person));
    if (auto same = TRY(same_reference(*transaction, request.person, request.jpeg))) return std::move(*same);
    // What is uploaded may be of the agency's files, from before anybody was asked.
    if (request.source == ReferenceSource::kCamera && !consent)
      TRY(must_have_agreed(*transaction, request.person, ports.settings));
  }
  auto features = TRY(features_of(ports.faces, request.jpeg));
  Reference reference{.id = ReferenceId::make(ports.clock, ports.random),
                      .person = request.person,
                      .source = request.source,
                      .made_by = by.id,
                      .made_at = now,
                      .features = std::move(features)};
  if (taken_on) reference.taken_at = china_midnight(*taken_on);
  return write(ports.store, [&](Transaction& transaction) -> Result<Reference> {
    TRY(own_person(transaction, by, request.person));
    auto stored = TRY(store_or_propose(ports, transaction, by, reference, request.earlier, request.jpeg,
                                       AuditAction::kEnrolReference));
    // The same picture again has its consent.
    if (consent && stored.id == reference.id)
      TRY(keep_consent(ports, transaction, by, request.person, *consent, now));
    return stored;
  });
}

Result<Page<ReferenceView>> list_proposed_references(Ports& ports, const Operator& by,
                                                     std::string_view cursor) {
  TRY(must_be_reviewer(by));
  const auto transaction = TRY(ports.store.begin_read());
  auto references = TRY(transaction->references().page_proposed(by.scope(), cursor, kRowsPerPage));
  Page<ReferenceView> page{.rows = {}, .next = std::move(references.next)};
  for (Reference& reference : references.rows) {
    const auto person = TRY(own_person(*transaction, by, reference.person));
    page.rows.push_back(TRY(view_of(*transaction, std::move(reference), person)));
  }
  return page;
}

Result<ReferenceView> approve_reference(Ports& ports, const Operator& by, const ReferenceId& id) {
  return decide(ports, by, id, ReferenceState::kActive);
}

Result<ReferenceView> refuse_reference(Ports& ports, const Operator& by, const ReferenceId& id) {
  return decide(ports, by, id, ReferenceState::kRefused);
}

Result<Secret<Bytes>> image_of_reference(Ports& ports, const Operator& by, const ReferenceId& id) {
  std::optional<PersonId> person;
  Secret<Bytes> image;
  {
    const auto transaction = TRY(ports.store.begin_read());
    const auto reference = TRY(transaction->references().find(id));
    if (!reference) return fail(ErrorCode::kNotFound);
    person = TRY(own_person(*transaction, by, reference->person)).id;
    image = TRY(transaction->references().image(id));
  }
  TRY(write(ports.store, [&](Transaction& transaction) {
    return record(ports, transaction, by, AuditAction::kViewReference, person->text());
  }));
  return image;
}

}  // namespace jianzai::app
