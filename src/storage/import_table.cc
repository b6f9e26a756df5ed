#include "base/limits.h"
#include "storage/sealing.h"
#include "storage/tables.h"

namespace jianzai::storage {
namespace {

constexpr std::size_t kPieceBytes = 1024 * 1024;
constexpr char kBetweenHeadings = '\x1F';
constexpr char kBetweenColumns = '\x1E';
constexpr std::string_view kContentPurpose = "import_content";

#define JIANZAI_IMPORT_COLUMNS                                                                       \
  "SELECT id, agency, kind, state, state_since, file_name, byte_count, made_by, made_at, headings, " \
  "columns, encoding, row_count, added, extended, unchanged, strangers, refused, proofs, losses, "   \
  "percent, line, taken_back, failure, failure_line, tries, samples FROM imports "

std::string joined(const std::vector<Secret<std::string>>& headings) {
  std::string text;
  for (const auto& heading : headings) {
    text += heading.reveal();
    text += kBetweenHeadings;
  }
  return text;
}

std::vector<Secret<std::string>> parted(std::string_view text) {
  std::vector<Secret<std::string>> headings;
  while (!text.empty()) {
    const auto end = std::min(text.find(kBetweenHeadings), text.size());
    headings.emplace_back(std::string(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return headings;
}

// Of cells without control characters.
std::string joined(const std::vector<std::vector<Secret<std::string>>>& samples) {
  std::string text;
  for (const auto& column : samples) {
    text += joined(column);
    text += kBetweenColumns;
  }
  return text;
}

std::vector<std::vector<Secret<std::string>>> columns_of(std::string_view text) {
  std::vector<std::vector<Secret<std::string>>> samples;
  while (!text.empty()) {
    const auto end = std::min(text.find(kBetweenColumns), text.size());
    samples.push_back(parted(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return samples;
}

std::int64_t to_integer(std::size_t number) { return static_cast<std::int64_t>(number); }

Result<std::size_t> count_of(const Row& row, std::size_t column) {
  return static_cast<std::size_t>(TRY(row.integer(column)));
}

Result<ImportCounts> counts_of(const Row& row, std::size_t first) {
  ImportCounts counts;
  counts.rows = TRY(count_of(row, first));
  counts.added = TRY(count_of(row, first + 1));
  counts.extended = TRY(count_of(row, first + 2));
  counts.unchanged = TRY(count_of(row, first + 3));
  counts.strangers = TRY(count_of(row, first + 4));
  counts.refused = TRY(count_of(row, first + 5));
  counts.proofs = TRY(count_of(row, first + 6));
  counts.losses = TRY(count_of(row, first + 7));
  return counts;
}

std::string piece_of(const ImportId& id, std::int64_t number) {
  return id.text() + "/" + std::to_string(number);
}

}  // namespace

Result<ImportJob> ImportTable::job_of(const Row& row) const {
  const auto id = TRY(row.id<ImportId>(0));
  auto agency = TRY(row.id<AgencyId>(1));
  const auto kind = TRY(row.named(2, list_kind_from));
  const auto state = TRY(row.named(3, import_state_from));
  const auto state_since = TRY(row.time(4));
  auto file_name = TRY(open_text(context_.vault, "imports.file_name", id.text(), row, 5));
  const auto bytes = TRY(count_of(row, 6));
  auto made_by = TRY(row.id<OperatorId>(7));
  const auto made_at = TRY(row.time(8));
  ImportJob job{.id = id,
                .agency = std::move(agency),
                .kind = kind,
                .file_name = std::move(file_name),
                .bytes = bytes,
                .made_by = std::move(made_by),
                .made_at = made_at,
                .state = state,
                .state_since = state_since};
  job.headings = parted(TRY(open_text(context_.vault, "imports.headings", id.text(), row, 9)).reveal());
  job.columns = TRY(row.named(10, column_mapping_from));
  job.encoding = TRY(row.text(11));
  job.counts = TRY(counts_of(row, 12));
  job.percent = static_cast<int>(TRY(row.integer(20)));
  job.line = TRY(count_of(row, 21));
  job.taken_back = TRY(count_of(row, 22));
  if (!row.is_null(23)) {
    auto code = TRY(row.text(23));
    const auto line = TRY(count_of(row, 24));
    job.failure = ImportFailure{.code = std::move(code), .line = line};
  }
  job.tries = static_cast<int>(TRY(row.integer(25)));
  if (!row.is_null(26))
    job.samples = columns_of(TRY(open_text(context_.vault, "imports.samples", id.text(), row, 26)).reveal());
  return job;
}

Value ImportTable::samples_value(const ImportJob& job) const {
  if (job.samples.empty()) return Value{};
  return seal(context_.vault, "imports.samples", job.id.text(), as_bytes(joined(job.samples)));
}

Result<void> ImportTable::insert(const ImportJob& job, ByteView content, std::string_view request_key) {
  const auto& id = job.id.text();
  const auto& vault = context_.vault;
  TRY(context_.sql.execute(
      "INSERT INTO imports (id, agency, kind, state, state_since, file_name, byte_count, content_digest, "
      "made_by, made_at, headings, columns, encoding, row_count, added, extended, unchanged, strangers, "
      "refused, proofs, losses, percent, line, taken_back, failure_line, claim, claimed_until, request_key, "
      "samples) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', "
      "0, $12, $13)",
      {id, job.agency.text(), to_value(to_text(job.kind)), to_value(to_text(job.state)),
       to_value(job.state_since), seal(vault, "imports.file_name", id, job.file_name), to_integer(job.bytes),
       vault.blind_index(kContentPurpose, as_text(content)), job.made_by.text(), to_value(job.made_at),
       seal(vault, "imports.headings", id, as_bytes(joined(job.headings))), to_value(request_key),
       samples_value(job)}));
  for (std::int64_t number = 0; !content.empty(); ++number) {
    const auto piece = content.first(std::min(kPieceBytes, content.size()));
    TRY(context_.sql.execute(
        "INSERT INTO import_pieces (import, number, content) VALUES ($1, $2, $3)",
        {id, number, seal(vault, "import_pieces.content", piece_of(job.id, number), piece)}));
    content = content.subspan(piece.size());
  }
  return {};
}

Result<std::optional<ImportJob>> ImportTable::find(const ImportId& id) {
  const auto row = TRY(context_.sql.find(JIANZAI_IMPORT_COLUMNS "WHERE id = $1", {id.text()}));
  if (!row) return std::nullopt;
  return TRY(job_of(*row));
}

Result<std::optional<ImportJob>> ImportTable::find_by_request_key(const AgencyId& agency,
                                                                  std::string_view request_key) {
  const auto row = TRY(context_.sql.find(JIANZAI_IMPORT_COLUMNS "WHERE agency = $1 AND request_key = $2",
                                         {agency.text(), to_value(request_key)}));
  if (!row) return std::nullopt;
  return TRY(job_of(*row));
}

Result<app::Page<ImportJob>> ImportTable::page(const AgencyId& agency, std::string_view cursor,
                                               std::size_t rows) {
  app::Page<ImportJob> page;
  for (const Row& row : TRY(context_.sql.query(
           JIANZAI_IMPORT_COLUMNS "WHERE agency = $1 AND ($2 = '' OR id < $2) ORDER BY id DESC LIMIT $3",
           {agency.text(), to_value(cursor), to_integer(rows + 1)}))) {
    if (page.rows.size() == rows) {
      page.next = page.rows.back().id.text();
      break;
    }
    page.rows.push_back(TRY(job_of(row)));
  }
  return page;
}

Result<bool> ImportTable::write(const ImportJob& job, ImportState expected, std::string_view claim,
                                Time until) {
  const auto& id = job.id.text();
  const auto& counts = job.counts;
  const int changed = TRY(context_.sql.execute(
      "UPDATE imports SET state = $3, state_since = $4, headings = $5, columns = $6, encoding = $7, "
      "row_count = $8, added = $9, extended = $10, unchanged = $11, strangers = $12, refused = $13, "
      "proofs = $14, losses = $15, percent = $16, line = $17, taken_back = $18, failure = $19, "
      "failure_line = $20, claim = $21, claimed_until = $22, tries = 0, samples = $23 "
      "WHERE id = $1 AND state = $2 AND ($21 = '' OR claim = $21)",
      {id,
       to_value(to_text(expected)),
       to_value(to_text(job.state)),
       to_value(job.state_since),
       seal(context_.vault, "imports.headings", id, as_bytes(joined(job.headings))),
       to_text(job.columns),
       job.encoding,
       to_integer(counts.rows),
       to_integer(counts.added),
       to_integer(counts.extended),
       to_integer(counts.unchanged),
       to_integer(counts.strangers),
       to_integer(counts.refused),
       to_integer(counts.proofs),
       to_integer(counts.losses),
       std::int64_t{job.percent},
       to_integer(job.line),
       to_integer(job.taken_back),
       job.failure ? Value(job.failure->code) : Value{},
       job.failure ? to_integer(job.failure->line) : 0,
       to_value(claim),
       to_value(until),
       samples_value(job)}));
  return changed == 1;
}

Result<bool> ImportTable::update(const ImportJob& job, ImportState expected) {
  return write(job, expected, "", from_unix_ms(0));
}

Result<bool> ImportTable::advance(const ImportJob& job, ImportState expected, std::string_view claim,
                                  Time until) {
  return write(job, expected, claim, until);
}

Result<std::optional<ImportJob>> ImportTable::claim(std::string_view claim, Time now, Time until) {
  const auto row =
      TRY(context_.sql.find(JIANZAI_IMPORT_COLUMNS "WHERE state IN ('CHECKING', 'RUNNING', 'UNDOING') "
                                                   "AND claimed_until <= $1 ORDER BY id LIMIT 1",
                            {to_value(now)}));
  if (!row) return std::nullopt;
  auto job = TRY(job_of(*row));
  ++job.tries;
  TRY(context_.sql.execute(
      "UPDATE imports SET claim = $2, claimed_until = $3, tries = tries + 1 WHERE id = $1",
      {job.id.text(), to_value(claim), to_value(until)}));
  return job;
}

Result<void> ImportTable::release(const ImportId& id, std::string_view claim) {
  TRY(context_.sql.execute("UPDATE imports SET claim = '', claimed_until = 0 WHERE id = $1 AND claim = $2",
                           {id.text(), to_value(claim)}));
  return {};
}

Result<bool> ImportTable::is_content(const ImportId& id, ByteView content) {
  const auto row = TRY(context_.sql.find("SELECT content_digest FROM imports WHERE id = $1", {id.text()}));
  if (!row) return false;
  return TRY(row->text(0)) == context_.vault.blind_index(kContentPurpose, as_text(content));
}

Result<Secret<std::string>> ImportTable::content(const ImportId& id) {
  std::string content;
  for (std::int64_t number = 0;; ++number) {
    const auto row = TRY(context_.sql.find(
        "SELECT content FROM import_pieces WHERE import = $1 AND number = $2", {id.text(), number}));
    if (!row) return Secret(std::move(content));
    content += as_text(
        TRY(open_bytes(context_.vault, "import_pieces.content", piece_of(id, number), *row, 0)).reveal());
  }
}

Result<void> ImportTable::erase_content(const ImportId& id) {
  TRY(context_.sql.execute("DELETE FROM import_pieces WHERE import = $1", {id.text()}));
  return {};
}

Result<void> ImportTable::insert_faults(const ImportId& id, std::span<const RowFault> faults) {
  const auto row = TRY(
      context_.sql.find("SELECT COALESCE(max(number), 0) FROM import_faults WHERE import = $1", {id.text()}));
  std::int64_t number = row ? TRY(row->integer(0)) : 0;
  for (const RowFault& fault : faults) {
    if (++number > to_integer(limits::kListFaultsMax)) break;
    TRY(context_.sql.execute(
        "INSERT INTO import_faults (import, number, line, field, code) VALUES ($1, $2, $3, $4, $5)",
        {id.text(), number, to_integer(fault.line), fault.field, fault.code}));
  }
  return {};
}

Result<std::vector<RowFault>> ImportTable::faults(const ImportId& id, std::size_t rows) {
  std::vector<RowFault> faults;
  for (const Row& row : TRY(context_.sql.query(
           "SELECT line, field, code FROM import_faults WHERE import = $1 ORDER BY number LIMIT $2",
           {id.text(), to_integer(rows)}))) {
    const auto line = TRY(count_of(row, 0));
    auto field = TRY(row.text(1));
    auto code = TRY(row.text(2));
    faults.push_back({.line = line, .field = std::move(field), .code = std::move(code)});
  }
  return faults;
}

Result<void> ImportTable::erase_faults(const ImportId& id) {
  TRY(context_.sql.execute("DELETE FROM import_faults WHERE import = $1", {id.text()}));
  return {};
}

Result<void> ImportTable::insert_changes(const ImportId& id, std::span<const ImportChange> changes) {
  for (const ImportChange& change : changes) {
    TRY(context_.sql.execute(
        "INSERT INTO import_changes (import, line, person, category, is_new_person, sign) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
        {id.text(), to_integer(change.line), change.person.text(), change.category,
         std::int64_t{change.is_new_person}, change.sign ? Value(change.sign->text()) : Value{}}));
  }
  return {};
}

Result<std::vector<ImportChange>> ImportTable::changes_before(const ImportId& id, std::size_t line,
                                                              std::size_t rows) {
  std::vector<ImportChange> changes;
  for (const Row& row :
       TRY(context_.sql.query("SELECT line, person, category, is_new_person, sign FROM import_changes "
                              "WHERE import = $1 AND line < $2 ORDER BY line DESC LIMIT $3",
                              {id.text(), to_integer(line), to_integer(rows)}))) {
    const auto at = TRY(count_of(row, 0));
    auto person = TRY(row.id<PersonId>(1));
    auto category = TRY(row.text(2));
    const bool is_new_person = TRY(row.integer(3)) != 0;
    ImportChange change{.line = at,
                        .person = std::move(person),
                        .category = std::move(category),
                        .is_new_person = is_new_person};
    if (!row.is_null(4)) change.sign = TRY(row.id<LifeSignId>(4));
    changes.push_back(std::move(change));
  }
  return changes;
}

Result<void> ImportTable::erase_change(const ImportId& id, std::size_t line) {
  TRY(context_.sql.execute("DELETE FROM import_changes WHERE import = $1 AND line = $2",
                           {id.text(), to_integer(line)}));
  return {};
}

Result<void> ImportTable::keep_change(const ImportId& id, std::size_t line, KeptBecause reason) {
  TRY(context_.sql.execute("UPDATE import_changes SET kept = $3 WHERE import = $1 AND line = $2",
                           {id.text(), to_integer(line), to_value(to_text(reason))}));
  return {};
}

Result<std::vector<std::pair<KeptBecause, std::int64_t>>> ImportTable::count_kept(const ImportId& id) {
  std::vector<std::pair<KeptBecause, std::int64_t>> kept;
  for (const Row& row : TRY(context_.sql.query("SELECT kept, count(*) FROM import_changes WHERE import = $1 "
                                               "AND kept IS NOT NULL GROUP BY kept ORDER BY kept",
                                               {id.text()}))) {
    const auto reason = TRY(row.named(0, kept_because_from));
    const auto count = TRY(row.integer(1));
    kept.emplace_back(reason, count);
  }
  return kept;
}

std::string ImportTable::headings_index(const ImportJob& job) const {
  return context_.vault.blind_index("import_headings", joined(job.headings));
}

Result<std::optional<ColumnMapping>> ImportTable::columns_for(const ImportJob& job) {
  const auto row = TRY(context_.sql.find(
      "SELECT columns FROM import_columns WHERE agency = $1 AND kind = $2 AND headings_index = $3",
      {job.agency.text(), to_value(to_text(job.kind)), headings_index(job)}));
  if (!row) return std::nullopt;
  return TRY(row->named(0, column_mapping_from));
}

Result<void> ImportTable::remember_columns(const ImportJob& job) {
  TRY(context_.sql.execute(
      "INSERT INTO import_columns (agency, kind, headings_index, columns) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (agency, kind, headings_index) DO UPDATE SET columns = excluded.columns",
      {job.agency.text(), to_value(to_text(job.kind)), headings_index(job), to_text(job.columns)}));
  return {};
}

Result<void> ImportTable::erase_before(Time uploaded, Time ended, Time now) {
  TRY(
      context_.sql.execute("UPDATE imports SET state = 'DISCARDED', state_since = $2, samples = NULL "
                           "WHERE state IN ('CHECKING', 'UNMAPPED', 'CHECKED') AND made_at < $1",
                           {to_value(uploaded), to_value(now)}));
  TRY(context_.sql.execute(
      "DELETE FROM import_pieces WHERE import IN (SELECT id FROM imports WHERE state = 'DISCARDED')"));
#define JIANZAI_ENDED                                                                                 \
  "WHERE import IN (SELECT id FROM imports WHERE state IN ('DONE', 'FAILED', 'UNDONE', 'DISCARDED') " \
  "AND state_since < $1)"
  TRY(context_.sql.execute("DELETE FROM import_faults " JIANZAI_ENDED, {to_value(ended)}));
  TRY(context_.sql.execute("DELETE FROM import_changes " JIANZAI_ENDED, {to_value(ended)}));
  return {};
}

}  // namespace jianzai::storage
