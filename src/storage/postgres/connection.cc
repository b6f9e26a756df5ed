#include "storage/postgres/connection.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>

#include <endian.h>
#include <libpq-fe.h>

#include "base/log.h"
#include "storage/migrations.h"
#include "storage/postgres/schema.h"

namespace jianzai::storage {
namespace {

constexpr int kServerVersionMin = 150'000;

// A statement that takes longer, or a transaction that does nothing for so long, is ended by the server. A
// scan of a whole table would collide with everything that writes to it; each look-up has its index. A commit
// is on the server's disk when it returns; what the server's owner wants beyond that (replicas) stays.
constexpr std::string_view kSession =
    "SET statement_timeout = '30s'; SET idle_in_transaction_session_timeout = '60s';"
    "SET enable_seqscan = off;"
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = "
    "'off'";

// The lock comes before the first query, which is what fixes the state that a transaction sees.
constexpr std::string_view kBeginWrite =
    "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE; LOCK TABLE schema_versions IN ROW SHARE MODE";
constexpr std::string_view kBeginWriteAlone =
    "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE; LOCK TABLE schema_versions IN EXCLUSIVE MODE";

// Any number will do, as long as it stays: programs of all versions wait for each other.
constexpr std::string_view kBeginMigrate =
    "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL statement_timeout = 0;"
    "SELECT pg_advisory_xact_lock(1769108079)";

// pg_type.h of the server has these.
enum Type : Oid {
  kUnknown = 0,
  kBool = 16,
  kBytea = 17,
  kInt8 = 20,
  kInt4 = 23,
  kText = 25,
  kFloat8 = 701,
};

// The values of a statement, in binary, as libpq wants them.
struct Parameters {
  explicit Parameters(std::span<const Value> in) : numbers(in.size()) {
    for (const Value& value : in) std::visit(*this, value);
  }
  void operator()(std::monostate) { add(kUnknown, nullptr, 0); }
  void operator()(std::int64_t number) { add_number(kInt8, static_cast<std::uint64_t>(number)); }
  void operator()(double number) { add_number(kFloat8, std::bit_cast<std::uint64_t>(number)); }
  void operator()(const std::string& text) { add(kText, text.data(), text.size()); }
  void operator()(const Bytes& bytes) {
    // A null pointer would be NULL, and an empty vector may have one.
    add(kBytea, bytes.empty() ? "" : reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }
  void add_number(Type type, std::uint64_t number) {
    std::uint64_t& place = numbers[types.size()];
    place = htobe64(number);
    add(type, reinterpret_cast<const char*>(&place), sizeof place);
  }
  void add(Type type, const char* value, std::size_t length) {
    types.push_back(type);
    values.push_back(value);
    lengths.push_back(static_cast<int>(length));
  }

  std::vector<std::uint64_t> numbers;
  std::vector<Oid> types;
  std::vector<const char*> values;
  std::vector<int> lengths;
};

template <class T>
T big_endian(const char* bytes) {
  T number = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) number = (number << 8U) | static_cast<unsigned char>(bytes[i]);
  return number;
}

Result<Value> value_of(const PGresult* answer, int row, int column) {
  if (PQgetisnull(answer, row, column) != 0) return Value{};
  const char* bytes = PQgetvalue(answer, row, column);
  const auto length = static_cast<std::size_t>(PQgetlength(answer, row, column));
  switch (PQftype(answer, column)) {
    case kBool:
      return Value(std::int64_t{bytes[0]});
    case kInt4:
      return Value(std::int64_t{std::bit_cast<std::int32_t>(big_endian<std::uint32_t>(bytes))});
    case kInt8:
      return Value(std::bit_cast<std::int64_t>(big_endian<std::uint64_t>(bytes)));
    case kFloat8:
      return Value(std::bit_cast<double>(big_endian<std::uint64_t>(bytes)));
    case kText:
      return Value(std::string(bytes, length));
    case kBytea:
      return Value(Bytes(bytes, bytes + length));
    default:
      return Row::damaged(static_cast<std::size_t>(column));
  }
}

// Whether the server has ended the connection with this SQLSTATE, or is about to.
bool is_end(std::string_view state) { return state.starts_with("57P") || state == "25P03"; }

ErrorCode code_of(std::string_view state) {
  // Serialisation failure, deadlock, unique violation.
  if (state == "40001" || state == "40P01" || state == "23505") return ErrorCode::kRolledBack;
  // A timeout; not enough memory, disk or connections.
  if (state == "57014" || state == "55P03" || state.starts_with("53")) return ErrorCode::kUnavailable;
  // A text that PostgreSQL cannot hold: no UTF-8, or with a zero in it.
  if (state == "22021") return ErrorCode::kInvalidRequest;
  return ErrorCode::kDatabase;
}

std::string in_one_line(std::string_view message) {
  std::string line(message.substr(0, message.find_last_not_of(" \n") + 1));
  std::erase(line, '\t');
  std::ranges::replace(line, '\n', ' ');
  return line;
}

struct ClosingOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

// libpq's own words are not passed on: they may repeat a part of the text.
Result<void> check_description(const std::string& description) {
  const std::unique_ptr<PQconninfoOption, ClosingOptions> options(
      PQconninfoParse(description.c_str(), nullptr));
  if (!options) {
    return fail(ErrorCode::kInvalidRequest,
                "the database is described as libpq reads it: \"host=... dbname=... user=...\"");
  }
  for (const auto* option = options.get(); option->keyword != nullptr; ++option) {
    if (std::string_view(option->keyword) == "password" && option->val != nullptr) {
      return fail(ErrorCode::kInvalidRequest,
                  "the description of the database holds a password: put it into the environment "
                  "(PGPASSWORD) or into a file that the description names (passfile=...)");
    }
  }
  return {};
}

}  // namespace

void PostgresConnection::Closing::operator()(pg_conn* connection) const { PQfinish(connection); }
void PostgresConnection::Closing::operator()(pg_result* result) const { PQclear(result); }

Result<std::unique_ptr<Connection>> PostgresConnection::open(const std::string& description) {
  TRY(check_description(description));
  // What stands before dbname is a default that the description may change.
  constexpr std::array keywords{
      "connect_timeout",      "tcp_user_timeout", "keepalives_idle", "fallback_application_name",
      "target_session_attrs", "dbname",           "client_encoding", static_cast<const char*>(nullptr)};
  const std::array values{"5",          "15000",
                          "30",         "jianzai",
                          "read-write", description.c_str(),
                          "UTF8",       static_cast<const char*>(nullptr)};
  auto connection = std::unique_ptr<PostgresConnection>(
      new PostgresConnection(PQconnectdbParams(keywords.data(), values.data(), 1)));
  pg_conn* server = connection->connection_.get();
  if (PQstatus(server) != CONNECTION_OK) {
    return fail(
        ErrorCode::kUnavailable,
        "PostgreSQL is not reached. Check that it runs, that the database and the user exist, and that "
        "the password is in PGPASSWORD or in the passfile. It says: " +
            in_one_line(PQerrorMessage(server)));
  }
  PQsetNoticeProcessor(
      server, [](void*, const char*) {}, nullptr);
  if (PQserverVersion(server) < kServerVersionMin) {
    return fail(ErrorCode::kUnavailable, std::string("PostgreSQL 15 or later is needed; this server is ") +
                                             PQparameterStatus(server, "server_version"));
  }
  if (std::string_view(PQparameterStatus(server, "server_encoding")) != "UTF8") {
    return fail(ErrorCode::kUnavailable,
                "the database is not in UTF8: CREATE DATABASE ... ENCODING 'UTF8' "
                "TEMPLATE template0");
  }
  TRY(connection->run_script(kSession));
  return connection;
}

bool PostgresConnection::is_alive() const {
  return !is_lost_ && PQstatus(connection_.get()) == CONNECTION_OK;
}

Result<PostgresConnection::Answer> PostgresConnection::check(pg_result* answer) {
  Answer owned(answer);
  const auto status = PQresultStatus(answer);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return owned;
  const auto field = [&](int which) {
    const char* text = PQresultErrorField(answer, which);
    return std::string(text == nullptr ? "" : text);
  };
  const std::string state = field(PG_DIAG_SQLSTATE);
  if (!is_lost_ && (is_end(state) || PQstatus(connection_.get()) != CONNECTION_OK)) {
    is_lost_ = true;
    log::warn("database_connection_lost", {{"detail", in_one_line(PQerrorMessage(connection_.get()))}});
  }
  if (is_lost_) return rolled_back("the connection to PostgreSQL broke");
  // The primary message only: the details repeat values.
  const std::string message = field(PG_DIAG_MESSAGE_PRIMARY) + " (" + state + ")";
  const ErrorCode code = code_of(state);
  return code == ErrorCode::kRolledBack ? rolled_back(message) : fail(code, message);
}

Result<std::string> PostgresConnection::prepared(std::string_view sql, std::span<const unsigned> types) {
  std::string key(sql);
  for (const unsigned type : types) key += "," + std::to_string(type);
  const auto found = statements_.find(key);
  if (found != statements_.end()) return found->second;
  std::string name = "s" + std::to_string(statements_.size());
  TRY(check(PQprepare(connection_.get(), name.c_str(), std::string(sql).c_str(),
                      static_cast<int>(types.size()), types.data())));
  statements_.emplace(std::move(key), name);
  return name;
}

Result<PostgresConnection::Outcome> PostgresConnection::run(std::string_view sql,
                                                            std::span<const Value> values) {
  const Parameters parameters(values);
  const std::vector<int> binary(values.size(), 1);
  const auto name = TRY(prepared(sql, parameters.types));
  const auto answer =
      TRY(check(PQexecPrepared(connection_.get(), name.c_str(), static_cast<int>(values.size()),
                               parameters.values.data(), parameters.lengths.data(), binary.data(), 1)));
  Outcome outcome;
  const int columns = PQnfields(answer.get());
  for (int row = 0; row < PQntuples(answer.get()); ++row) {
    std::vector<Value> read;
    read.reserve(static_cast<std::size_t>(columns));
    for (int column = 0; column < columns; ++column) read.push_back(TRY(value_of(answer.get(), row, column)));
    outcome.rows.emplace_back(std::move(read));
  }
  outcome.changed = std::atoi(PQcmdTuples(answer.get()));
  return outcome;
}

Result<void> PostgresConnection::run_script(std::string_view sql) {
  TRY(check(PQexec(connection_.get(), std::string(sql).c_str())));
  return {};
}

std::string_view PostgresConnection::begin_sql(Purpose purpose) const {
  switch (purpose) {
    case Purpose::kRead:
      return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    case Purpose::kWrite:
      return kBeginWrite;
    case Purpose::kWriteAlone:
      return kBeginWriteAlone;
    case Purpose::kMigrate:
      break;
  }
  return kBeginMigrate;
}

Result<void> PostgresConnection::run_commit() {
  auto done = check(PQexec(connection_.get(), "COMMIT"));
  // It may have been made, so it is not for app::write to do it again.
  if (is_lost_) return fail(ErrorCode::kUnavailable, "the connection to PostgreSQL broke during a commit");
  const auto answer = TRY(std::move(done));
  // A transaction that has failed ends with ROLLBACK, and without an error.
  if (std::string_view(PQcmdStatus(answer.get())) != "COMMIT") {
    return fail(ErrorCode::kDatabase, "a transaction that has failed was to be committed");
  }
  return {};
}

Result<int> PostgresConnection::schema_version() {
  const auto table = TRY(
      find("SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_versions'"));
  if (!table) return 0;
  const auto row = TRY(find("SELECT max(number) FROM schema_versions"));
  if (!row) return fail(ErrorCode::kDatabase, "no schema version");
  return static_cast<int>(TRY(row->integer(0)));
}

Result<void> PostgresConnection::apply(const Migration& migration) {
  TRY(run_script(to_postgres(migration.sql)));
  TRY(
      run_script("CREATE TABLE IF NOT EXISTS schema_versions "
                 "(number bigint PRIMARY KEY, name text NOT NULL, applied_at timestamptz DEFAULT now())"));
  TRY(execute("INSERT INTO schema_versions (number, name) VALUES ($1, $2)",
              {std::int64_t{migration.number}, to_value(migration.name)}));
  return {};
}

}  // namespace jianzai::storage
