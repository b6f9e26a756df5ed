#include "app/view_persons.h"

#include "app/audit.h"
#include "app/write.h"
#include "domain/person_details.h"

namespace jianzai::app {
namespace {

constexpr std::size_t kRowsPerPage = 50;

template <class T, class Fault>
std::optional<T> value_of(tl::expected<T, Fault> parsed) {
  if (!parsed) return std::nullopt;
  return std::move(*parsed);
}

}  // namespace

Result<PersonView> view_of(Transaction& transaction, Person person) {
  PersonView view{.person = std::move(person), .reference = {}, .active_references = 0};
  auto references = TRY(transaction.references().active(view.person.id));
  view.active_references = references.size();
  if (!references.empty()) view.reference = std::move(references.front());
  view.registered = TRY(transaction.accounts().find_by_id_number(view.person.id_number)).has_value();
  if (view.person.employer) view.employer = TRY(transaction.employers().find(*view.person.employer));
  return view;
}

Result<Person> own_person(Transaction& transaction, const Operator& by, const PersonId& id) {
  auto person = TRY(transaction.persons().find(id));
  if (!person || !by.scope().holds(*person)) return fail(ErrorCode::kNotFound);
  return std::move(*person);
}

Result<PersonView> view_person(Ports& ports, const Operator& by, const PersonId& id) {
  const auto transaction = TRY(ports.store.begin_read());
  return view_of(*transaction, TRY(own_person(*transaction, by, id)));
}

Result<Page<PersonView>> list_persons(Ports& ports, const Operator& by, std::string_view query,
                                      std::string_view cursor) {
  std::optional<PersonQuery> wanted;
  if (!query.empty()) {
    wanted = PersonQuery{.name = value_of(parse_name(query)),
                         .id_number = value_of(IdNumber::parse(query, china_date(ports.clock.now()))),
                         .phone = value_of(parse_mobile(query))};
  }
  const auto transaction = TRY(ports.store.begin_read());
  auto persons = TRY(transaction->persons().page(by.scope(), wanted, cursor, kRowsPerPage));
  Page<PersonView> page{.rows = {}, .next = std::move(persons.next)};
  for (Person& person : persons.rows) page.rows.push_back(TRY(view_of(*transaction, std::move(person))));
  return page;
}

Result<Secret<Bytes>> reference_image(Ports& ports, const Operator& by, const PersonId& id) {
  Secret<Bytes> image;
  {
    const auto transaction = TRY(ports.store.begin_read());
    TRY(own_person(*transaction, by, id));
    const auto reference = TRY(transaction->references().find_active(id));
    if (!reference) return fail(ErrorCode::kNotFound, "no reference");
    image = TRY(transaction->references().image(reference->id));
  }
  // A page asks for many pictures at a time: what is done again where two are recorded at once is short.
  TRY(write(ports.store, [&](Transaction& transaction) {
    return record(ports, transaction, by, AuditAction::kViewReference, id.text());
  }));
  return image;
}

}  // namespace jianzai::app
