#include "storage/scope.h"
#include "storage/sealing.h"
#include "storage/tables.h"

namespace jianzai::storage {
namespace {

#define JIANZAI_ASSISTED_PROOF_COLUMNS                                                                 \
  "SELECT id, person, agency, way, seen_on, state, made_by, made_at, decided_by, decided_at, answer, " \
  "issuer FROM assisted_proofs "

Result<AssistedProof> proof_of(const crypto::Vault& vault, const Row& row) {
  auto id = TRY(row.id<AssistedProofId>(0));
  auto person = TRY(row.id<PersonId>(1));
  auto agency = TRY(row.id<AgencyId>(2));
  const auto way = TRY(row.named(3, assisted_way_from));
  const auto seen_on = TRY(row.date(4));
  const auto state = TRY(row.named(5, assisted_state_from));
  auto made_by = TRY(row.id<OperatorId>(6));
  const auto made_at = TRY(row.time(7));
  const auto decided_at = TRY(row.optional_time(9));
  Secret<std::string> issuer;
  if (!row.is_null(11)) issuer = TRY(open_text(vault, "assisted_proofs.issuer", id.text(), row, 11));
  auto answer = TRY(open_text(vault, "assisted_proofs.answer", id.text(), row, 10));
  AssistedProof proof{.id = std::move(id),
                      .person = std::move(person),
                      .agency = std::move(agency),
                      .way = way,
                      .seen_on = seen_on,
                      .issuer = std::move(issuer),
                      .state = state,
                      .made_by = std::move(made_by),
                      .made_at = made_at,
                      .decided_at = decided_at,
                      .answer = std::move(answer)};
  if (!row.is_null(8)) proof.decided_by = TRY(row.id<OperatorId>(8));
  return proof;
}

// A picture of either kind is sealed for one place: migration 0017 could not seal them anew.
std::string_view place_of(ProofEvidence kind) {
  return kind == ProofEvidence::kVideo ? "assisted_evidence.video" : "assisted_proofs.image";
}

Result<std::optional<AssistedProof>> proof_or_nothing(const crypto::Vault& vault,
                                                      Result<std::optional<Row>> found) {
  const auto row = TRY(std::move(found));
  if (!row) return std::nullopt;
  return TRY(proof_of(vault, *row));
}

Result<std::vector<AssistedProof>> proofs_of(const crypto::Vault& vault, Result<std::vector<Row>> rows) {
  std::vector<AssistedProof> proofs;
  for (const Row& row : TRY(std::move(rows))) proofs.push_back(TRY(proof_of(vault, row)));
  return proofs;
}

}  // namespace

Result<void> AssistedProofTable::insert(const AssistedProof& proof, std::string_view request_key) {
  const auto& id = proof.id.text();
  TRY(context_.sql.execute(
      "INSERT INTO assisted_proofs (id, person, agency, way, seen_on, issuer, state, made_by, made_at, "
      "answer, request_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      {id, proof.person.text(), proof.agency.text(), to_value(to_text(proof.way)), to_value(proof.seen_on),
       proof.issuer.reveal().empty()
           ? Value{}
           : Value(seal(context_.vault, "assisted_proofs.issuer", id, proof.issuer)),
       to_value(to_text(proof.state)), proof.made_by.text(), to_value(proof.made_at),
       seal(context_.vault, "assisted_proofs.answer", id, proof.answer), to_value(request_key)}));
  return {};
}

Result<std::optional<AssistedProof>> AssistedProofTable::find(const AssistedProofId& id) {
  return proof_or_nothing(context_.vault,
                          context_.sql.find(JIANZAI_ASSISTED_PROOF_COLUMNS "WHERE id = $1", {id.text()}));
}

Result<std::optional<AssistedProof>> AssistedProofTable::find_by_request_key(std::string_view request_key) {
  return proof_or_nothing(
      context_.vault,
      context_.sql.find(JIANZAI_ASSISTED_PROOF_COLUMNS "WHERE request_key = $1", {to_value(request_key)}));
}

Result<void> AssistedProofTable::set_evidence(const AssistedProofId& id, ProofEvidence kind, ByteView bytes) {
  TRY(context_.sql.execute(
      "INSERT INTO assisted_evidence (proof, kind, content) VALUES ($1, $2, $3) "
      "ON CONFLICT (proof, kind) DO UPDATE SET content = excluded.content",
      {id.text(), to_value(to_text(kind)), seal(context_.vault, place_of(kind), id.text(), bytes)}));
  return {};
}

Result<std::vector<ProofEvidence>> AssistedProofTable::evidence(const AssistedProofId& id) {
  std::vector<ProofEvidence> kinds;
  for (const Row& row : TRY(context_.sql.query(
           "SELECT kind FROM assisted_evidence WHERE proof = $1 ORDER BY kind", {id.text()})))
    kinds.push_back(TRY(row.named(0, proof_evidence_from)));
  return kinds;
}

Result<std::optional<Secret<Bytes>>> AssistedProofTable::evidence_bytes(const AssistedProofId& id,
                                                                        ProofEvidence kind) {
  const auto row =
      TRY(context_.sql.find("SELECT content FROM assisted_evidence WHERE proof = $1 AND kind = $2",
                            {id.text(), to_value(to_text(kind))}));
  if (!row) return std::nullopt;
  return TRY(open_bytes(context_.vault, place_of(kind), id.text(), *row, 0));
}

Result<app::Page<AssistedProof>> AssistedProofTable::page_open(const Scope& scope,
                                                               const std::optional<OperatorId>& by,
                                                               std::string_view cursor, std::size_t rows) {
  const ScopeValues in(scope);
  app::Page<AssistedProof> page;
  page.rows = TRY(proofs_of(
      context_.vault,
      context_.sql.query(
          JIANZAI_ASSISTED_PROOF_COLUMNS
          "WHERE agency = $1 AND state = 'PROPOSED' AND id > $2 AND ($7 = '' OR made_by = $7) "
          "AND " JIANZAI_IN_SCOPE("assisted_proofs.person", "$4", "$5", "$6") "ORDER BY id LIMIT $3",
          {scope.agency.text(), to_value(cursor), static_cast<std::int64_t>(rows + 1), in.from, in.to,
           in.employer, by ? by->text() : ""})));
  if (page.rows.size() > rows) {
    page.rows.pop_back();
    page.next = page.rows.back().id.text();
  }
  return page;
}

Result<bool> AssistedProofTable::has_open(const PersonId& person) {
  const auto row = TRY(context_.sql.find(
      "SELECT 1 FROM assisted_proofs WHERE person = $1 AND state = 'PROPOSED' LIMIT 1", {person.text()}));
  return row.has_value();
}

Result<app::Page<AssistedProof>> AssistedProofTable::page_refused(const Scope& scope, const OperatorId& by,
                                                                  Date today, std::string_view cursor,
                                                                  std::size_t rows) {
  const ScopeValues in(scope);
  app::Page<AssistedProof> page;
  page.rows = TRY(proofs_of(
      context_.vault,
      context_.sql.query(
          JIANZAI_ASSISTED_PROOF_COLUMNS "WHERE agency = $1 AND id > $2 AND " JIANZAI_REFUSED_TO(
              "assisted_proofs", "$7", "$8") "AND " JIANZAI_IN_SCOPE("assisted_proofs.person", "$4", "$5",
                                                                     "$6") "ORDER BY id LIMIT $3",
          {scope.agency.text(), to_value(cursor), static_cast<std::int64_t>(rows + 1), in.from, in.to,
           in.employer, by.text(), to_value(china_midnight(today) - kRefusedShownFor)})));
  if (page.rows.size() > rows) {
    page.rows.pop_back();
    page.next = page.rows.back().id.text();
  }
  return page;
}

Result<std::vector<AssistedProof>> AssistedProofTable::of_person(const PersonId& person, std::size_t rows) {
  return proofs_of(context_.vault, context_.sql.query(JIANZAI_ASSISTED_PROOF_COLUMNS
                                                      "WHERE person = $1 ORDER BY id DESC LIMIT $2",
                                                      {person.text(), static_cast<std::int64_t>(rows)}));
}

Result<std::map<std::string, std::vector<ProofEvidence>>> AssistedProofTable::evidence_of_person(
    const PersonId& person) {
  std::map<std::string, std::vector<ProofEvidence>> kinds;
  for (const Row& row :
       TRY(context_.sql.query("SELECT proof, kind FROM assisted_evidence WHERE proof IN (SELECT id FROM "
                              "assisted_proofs WHERE person = $1) ORDER BY proof, kind",
                              {person.text()}))) {
    const auto proof = TRY(row.text(0));
    kinds[proof].push_back(TRY(row.named(1, proof_evidence_from)));
  }
  return kinds;
}

Result<bool> AssistedProofTable::close(const AssistedProof& proof) {
  const auto& id = proof.id.text();
  const int changed = TRY(context_.sql.execute(
      "UPDATE assisted_proofs SET state = $2, decided_by = $3, decided_at = $4, answer = $5 "
      "WHERE id = $1 AND state = 'PROPOSED'",
      {id, to_value(to_text(proof.state)), proof.decided_by ? Value(proof.decided_by->text()) : Value{},
       to_value(proof.decided_at), seal(context_.vault, "assisted_proofs.answer", id, proof.answer)}));
  return changed == 1;
}

Result<std::size_t> AssistedProofTable::erase_evidence_before(Time at, std::size_t proofs) {
  const auto rows = TRY(context_.sql.query(
      "SELECT p.id FROM assisted_proofs p WHERE p.has_evidence = 1 AND p.decided_at < $1 AND p.state <> "
      "'PROPOSED' AND NOT EXISTS (SELECT 1 FROM tickets t WHERE t.person = p.person AND t.kind = 'APPEAL' "
      "AND "
      "t.state IN ('OPEN', 'CLAIMED')) ORDER BY p.decided_at LIMIT $2",
      {to_value(at), static_cast<std::int64_t>(proofs)}));
  for (const Row& row : rows) {
    const auto id = TRY(row.text(0));
    TRY(context_.sql.execute("DELETE FROM assisted_evidence WHERE proof = $1", {id}));
    TRY(context_.sql.execute("UPDATE assisted_proofs SET has_evidence = 0 WHERE id = $1", {id}));
  }
  return rows.size();
}

}  // namespace jianzai::storage
