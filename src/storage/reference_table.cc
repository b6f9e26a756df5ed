#include "storage/scope.h"
#include "storage/sealing.h"
#include "storage/tables.h"

namespace jianzai::storage {
namespace {

constexpr std::string_view kDigestPurpose = "reference_image";

#define JIANZAI_REFERENCE_COLUMNS                                                                        \
  "SELECT id, person, source, made_by, made_at, network_set, embedding, state, taken_at, keeps_earlier " \
  "FROM person_references "

std::string digest(const crypto::Vault& vault, ByteView jpeg) {
  return vault.blind_index(kDigestPurpose, as_text(jpeg));
}

}  // namespace

Result<void> ReferenceTable::insert(const Reference& reference, ByteView jpeg) {
  const auto& id = reference.id.text();
  Value network_set;
  Value embedding;
  if (reference.features) {
    network_set = reference.features->network_set;
    embedding =
        seal(context_.vault, "person_references.embedding", id, reference.features->embedding.reveal());
  }
  TRY(context_.sql.execute(
      "INSERT INTO person_references (id, person, source, made_by, made_at, network_set, embedding, "
      "image, image_digest, state, taken_at, keeps_earlier) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      {id, reference.person.text(), to_value(to_text(reference.source)), reference.made_by.text(),
       to_value(reference.made_at), network_set, embedding,
       seal(context_.vault, "person_references.image", id, jpeg), digest(context_.vault, jpeg),
       to_value(to_text(reference.state)), to_value(reference.taken_at),
       std::int64_t{reference.keeps_earlier}}));
  return note_photograph(reference.id);
}

#define JIANZAI_NOTE_PHOTOGRAPH                                                        \
  "UPDATE persons SET photographed_at = (SELECT max(COALESCE(r.taken_at, r.made_at)) " \
  "FROM person_references r WHERE r.person = persons.id AND r.state = 'ACTIVE') "

Result<void> ReferenceTable::note_photograph(const ReferenceId& id) {
  TRY(context_.sql.execute(JIANZAI_NOTE_PHOTOGRAPH
                           "WHERE id = (SELECT person FROM person_references WHERE id = $1)",
                           {id.text()}));
  return {};
}

Result<Reference> ReferenceTable::reference_of(const Row& row) {
  const auto id = TRY(row.id<ReferenceId>(0));
  auto person = TRY(row.id<PersonId>(1));
  auto source = TRY(row.named(2, reference_source_from));
  auto made_by = TRY(row.id<OperatorId>(3));
  auto made_at = TRY(row.time(4));
  Reference reference{.id = id,
                      .person = std::move(person),
                      .source = source,
                      .made_by = std::move(made_by),
                      .made_at = made_at,
                      .features = {}};
  reference.state = TRY(row.named(7, reference_state_from));
  reference.taken_at = TRY(row.optional_time(8));
  reference.keeps_earlier = TRY(row.integer(9)) != 0;
  if (!row.is_null(5)) {
    auto network_set = TRY(row.text(5));
    auto embedding = TRY(open_bytes(context_.vault, "person_references.embedding", id.text(), row, 6));
    reference.features = Features{.network_set = std::move(network_set), .embedding = std::move(embedding)};
  }
  return reference;
}

Result<std::vector<Reference>> ReferenceTable::references_of(Result<std::vector<Row>> rows) {
  std::vector<Reference> references;
  for (const Row& row : TRY(std::move(rows))) references.push_back(TRY(reference_of(row)));
  return references;
}

Result<std::optional<Reference>> ReferenceTable::find(const ReferenceId& id) {
  const auto row = TRY(context_.sql.find(JIANZAI_REFERENCE_COLUMNS "WHERE id = $1", {id.text()}));
  if (!row) return std::nullopt;
  return TRY(reference_of(*row));
}

Result<void> ReferenceTable::retire(const ReferenceId& id) {
  TRY(context_.sql.execute("UPDATE person_references SET state = 'RETIRED' WHERE id = $1", {id.text()}));
  return note_photograph(id);
}

Result<void> ReferenceTable::restore(const ReferenceId& id) {
  TRY(context_.sql.execute(
      "UPDATE person_references SET state = 'ACTIVE' WHERE id = $1 AND state = 'RETIRED'", {id.text()}));
  return note_photograph(id);
}

Result<int> ReferenceTable::erase_captured(const PersonId& person) {
  const int erased =
      TRY(context_.sql.execute("DELETE FROM person_references WHERE person = $1 AND source = $2",
                               {person.text(), to_value(to_text(ReferenceSource::kReview))}));
  TRY(context_.sql.execute(JIANZAI_NOTE_PHOTOGRAPH "WHERE id = $1", {person.text()}));
  return erased;
}

Result<bool> ReferenceTable::decide(const ReferenceId& id, ReferenceState verdict, const OperatorId& by) {
  const int changed = TRY(context_.sql.execute(
      "UPDATE person_references SET state = $2, decided_by = $3 WHERE id = $1 AND state = 'PROPOSED'",
      {id.text(), to_value(to_text(verdict)), by.text()}));
  TRY(note_photograph(id));
  return changed == 1;
}

Result<std::vector<Reference>> ReferenceTable::of_person(const PersonId& person, std::size_t rows) {
  return references_of(context_.sql.query(JIANZAI_REFERENCE_COLUMNS
                                          "WHERE person = $1 ORDER BY id DESC LIMIT $2",
                                          {person.text(), static_cast<std::int64_t>(rows)}));
}

Result<app::Page<Reference>> ReferenceTable::page_proposed(const Scope& scope, std::string_view cursor,
                                                           std::size_t rows) {
  const ScopeValues in(scope);
  app::Page<Reference> page;
  page.rows = TRY(references_of(context_.sql.query(
      JIANZAI_REFERENCE_COLUMNS
      "WHERE state = 'PROPOSED' AND id > $2 AND EXISTS (SELECT 1 FROM persons p "
      "WHERE p.id = person_references.person AND p.agency = $1) "
      "AND " JIANZAI_IN_SCOPE("person_references.person", "$4", "$5", "$6") "ORDER BY id LIMIT $3",
      {scope.agency.text(), to_value(cursor), static_cast<std::int64_t>(rows + 1), in.from, in.to,
       in.employer})));
  if (page.rows.size() > rows) {
    page.rows.pop_back();
    page.next = page.rows.back().id.text();
  }
  return page;
}

Result<std::optional<Reference>> ReferenceTable::find_active(const PersonId& person) {
  auto references = TRY(active(person));
  if (references.empty()) return std::nullopt;
  return std::move(references.front());
}

Result<std::vector<Reference>> ReferenceTable::active(const PersonId& person) {
  return references_of(context_.sql.query(
      JIANZAI_REFERENCE_COLUMNS "WHERE person = $1 AND state = 'ACTIVE' ORDER BY made_at DESC, id DESC",
      {person.text()}));
}

Result<std::vector<Reference>> ReferenceTable::cohort(std::string_view network_set, std::size_t count) {
  return references_of(context_.sql.query(
      JIANZAI_REFERENCE_COLUMNS
      "WHERE state = 'ACTIVE' AND network_set = $1 AND source <> 'ID_CARD' ORDER BY image_digest LIMIT $2",
      {to_value(network_set), static_cast<std::int64_t>(count)}));
}

Result<Secret<Bytes>> ReferenceTable::image(const ReferenceId& id) {
  const auto row = TRY(context_.sql.find("SELECT image FROM person_references WHERE id = $1", {id.text()}));
  if (!row) return fail(ErrorCode::kNotFound, "no such reference");
  return open_bytes(context_.vault, "person_references.image", id.text(), *row, 0);
}

Result<bool> ReferenceTable::is_image(const ReferenceId& id, ByteView jpeg) {
  const auto row =
      TRY(context_.sql.find("SELECT image_digest FROM person_references WHERE id = $1", {id.text()}));
  return row && TRY(row->text(0)) == digest(context_.vault, jpeg);
}

Result<void> ReferenceTable::set_features(const ReferenceId& id, const Features& features) {
  TRY(context_.sql.execute(
      "UPDATE person_references SET network_set = $2, embedding = $3 WHERE id = $1",
      {id.text(), features.network_set,
       seal(context_.vault, "person_references.embedding", id.text(), features.embedding.reveal())}));
  return {};
}

Result<std::int64_t> ReferenceTable::count_persons() {
  const auto row = TRY(context_.sql.find("SELECT count(DISTINCT person) FROM person_references"));
  return row ? row->integer(0) : Result<std::int64_t>(0);
}

}  // namespace jianzai::storage
