#include <algorithm>
#include <iterator>

#include <boost/json.hpp>

#include "storage/sealing.h"
#include "storage/tables.h"

namespace jianzai::storage {
namespace {

#define JIANZAI_NOTICE_COLUMNS \
  "SELECT id, person, kind, phone, text, state, made_at, tries, next_try_at, parameters FROM notices "

Bytes seal_parameters(const crypto::Vault& vault, const Notice& notice) {
  boost::json::object members;
  for (const auto& [name, value] : notice.parameters.reveal()) members.emplace(name, value);
  return seal(vault, "notices.parameters", notice.id.text(), as_bytes(boost::json::serialize(members)));
}

Result<Secret<NoticeParameters>> open_parameters(const crypto::Vault& vault, const NoticeId& id,
                                                 const Row& row, std::size_t at) {
  if (row.is_null(at)) return Secret<NoticeParameters>();
  const auto text = TRY(open_text(vault, "notices.parameters", id.text(), row, at));
  boost::system::error_code error;
  const auto parsed = boost::json::parse(text.reveal(), error);
  if (error || !parsed.is_object()) return Row::damaged(at);
  NoticeParameters parameters;
  for (const auto& member : parsed.get_object()) {
    if (!member.value().is_string()) return Row::damaged(at);
    parameters.push_back({.name = member.key(), .value = std::string(member.value().get_string())});
  }
  return Secret(std::move(parameters));
}

Result<Notice> notice_of(const crypto::Vault& vault, const Row& row) {
  auto id = TRY(row.id<NoticeId>(0));
  const auto kind = TRY(row.named(2, notice_kind_from));
  auto phone = TRY(open_text(vault, "notices.phone", id.text(), row, 3));
  auto text = TRY(open_text(vault, "notices.text", id.text(), row, 4));
  const auto state = TRY(row.named(5, notice_state_from));
  const auto made_at = TRY(row.time(6));
  const auto tries = static_cast<int>(TRY(row.integer(7)));
  const auto next_try_at = TRY(row.time(8));
  auto parameters = TRY(open_parameters(vault, id, row, 9));
  Notice notice{.id = std::move(id),
                .person = {},
                .kind = kind,
                .phone = std::move(phone),
                .text = std::move(text),
                .parameters = std::move(parameters),
                .state = state,
                .made_at = made_at,
                .tries = tries,
                .next_try_at = next_try_at};
  if (!row.is_null(1)) notice.person = TRY(row.id<PersonId>(1));
  return notice;
}

Result<std::vector<Notice>> notices_of(const crypto::Vault& vault, Result<std::vector<Row>> rows) {
  std::vector<Notice> notices;
  for (const Row& row : TRY(std::move(rows))) notices.push_back(TRY(notice_of(vault, row)));
  return notices;
}

}  // namespace

Result<void> NoticeTable::insert(const Notice& notice) {
  const auto& id = notice.id.text();
  TRY(context_.sql.execute(
      "INSERT INTO notices (id, person, kind, phone, text, state, made_at, tries, next_try_at, is_urgent, "
      "parameters) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      {id, notice.person ? Value(notice.person->text()) : Value{}, to_value(to_text(notice.kind)),
       seal(context_.vault, "notices.phone", id, notice.phone),
       seal(context_.vault, "notices.text", id, notice.text), to_value(to_text(notice.state)),
       to_value(notice.made_at), std::int64_t{notice.tries}, to_value(notice.next_try_at),
       std::int64_t{is_code(notice.kind)}, seal_parameters(context_.vault, notice)}));
  return {};
}

Result<std::optional<Notice>> NoticeTable::find(const NoticeId& id) {
  const auto row = TRY(context_.sql.find(JIANZAI_NOTICE_COLUMNS "WHERE id = $1", {id.text()}));
  if (!row) return std::nullopt;
  return TRY(notice_of(context_.vault, *row));
}

Result<std::vector<Notice>> NoticeTable::to_send(Time now, std::size_t rows) {
  std::vector<Notice> due;
  for (const std::int64_t is_urgent : {1, 0}) {
    if (due.size() >= rows) break;
    auto some = TRY(notices_of(
        context_.vault,
        context_.sql.query(JIANZAI_NOTICE_COLUMNS "WHERE state = 'QUEUED' AND is_urgent = $1 "
                                                  "AND next_try_at <= $2 ORDER BY next_try_at, id LIMIT $3",
                           {is_urgent, to_value(now), static_cast<std::int64_t>(rows - due.size())})));
    std::ranges::move(some, std::back_inserter(due));
  }
  return due;
}

Result<bool> NoticeTable::update(const Notice& notice, const Notice& expected) {
  const auto& id = notice.id.text();
  const int changed = TRY(context_.sql.execute(
      "UPDATE notices SET state = $2, text = $3, tries = $4, next_try_at = $5, parameters = $8 "
      "WHERE id = $1 AND state = $6 AND tries = $7",
      {id, to_value(to_text(notice.state)), seal(context_.vault, "notices.text", id, notice.text),
       std::int64_t{notice.tries}, to_value(notice.next_try_at), to_value(to_text(expected.state)),
       std::int64_t{expected.tries}, seal_parameters(context_.vault, notice)}));
  return changed == 1;
}

Result<std::vector<Notice>> NoticeTable::of_person(const PersonId& person, std::size_t rows) {
  return notices_of(context_.vault,
                    context_.sql.query(JIANZAI_NOTICE_COLUMNS "WHERE person = $1 ORDER BY id DESC LIMIT $2",
                                       {person.text(), static_cast<std::int64_t>(rows)}));
}

Result<std::int64_t> NoticeTable::count_codes_since(Time at) {
  const auto row = TRY(context_.sql.find("SELECT count(*) FROM notices WHERE made_at >= $1 AND is_urgent = 1",
                                         {to_value(at)}));
  return row ? row->integer(0) : Result<std::int64_t>(0);
}

Result<std::int64_t> NoticeTable::count_queued() {
  const auto row = TRY(context_.sql.find("SELECT count(*) FROM notices WHERE state = 'QUEUED'"));
  return row ? row->integer(0) : Result<std::int64_t>(0);
}

Result<void> NoticeTable::erase_before(Time at) {
  TRY(context_.sql.execute("DELETE FROM notices WHERE made_at < $1", {to_value(at)}));
  return {};
}

// ---------------------------------------------------------------------------------------------------- codes

Result<std::optional<VerificationCode>> CodeTable::find(CodePurpose purpose, std::string_view login) {
  const auto index = context_.vault.blind_index("login", login);
  const auto row = TRY(context_.sql.find(
      "SELECT digits, made_at, wrong, day, sent_that_day FROM codes WHERE purpose = $1 AND login_index = $2",
      {to_value(to_text(purpose)), index}));
  if (!row) return std::nullopt;
  auto digits = TRY(open_text(context_.vault, "codes.digits", index, *row, 0));
  const auto made_at = TRY(row->time(1));
  const auto wrong = static_cast<int>(TRY(row->integer(2)));
  const auto day = TRY(row->date(3));
  const auto sent_that_day = static_cast<int>(TRY(row->integer(4)));
  return VerificationCode{.digits = std::move(digits),
                          .made_at = made_at,
                          .wrong = wrong,
                          .day = day,
                          .sent_that_day = sent_that_day};
}

Result<void> CodeTable::set(CodePurpose purpose, std::string_view login, const VerificationCode& code) {
  const auto index = context_.vault.blind_index("login", login);
  TRY(context_.sql.execute(
      "INSERT INTO codes (purpose, login_index, digits, made_at, wrong, day, sent_that_day) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7) "
      "ON CONFLICT (purpose, login_index) DO UPDATE SET digits = excluded.digits, "
      "made_at = excluded.made_at, wrong = excluded.wrong, day = excluded.day, "
      "sent_that_day = excluded.sent_that_day",
      {to_value(to_text(purpose)), index, seal(context_.vault, "codes.digits", index, code.digits),
       to_value(code.made_at), std::int64_t{code.wrong}, to_value(code.day),
       std::int64_t{code.sent_that_day}}));
  return {};
}

Result<void> CodeTable::erase_before(Time at) {
  TRY(context_.sql.execute("DELETE FROM codes WHERE made_at < $1", {to_value(at)}));
  return {};
}

Result<std::string> NoticeTable::wording(const std::optional<AgencyId>& agency, NoticeKind kind) {
  const auto row =
      TRY(context_.sql.find("SELECT wording FROM notice_wordings WHERE agency = $1 AND kind = $2",
                            {agency ? agency->text() : "", to_value(to_text(kind))}));
  if (!row) return std::string();
  return row->text(0);
}

Result<void> NoticeTable::set_wording(const std::optional<AgencyId>& agency, NoticeKind kind,
                                      std::string_view wording) {
  const std::string of = agency ? agency->text() : "";
  if (wording.empty()) {
    TRY(context_.sql.execute("DELETE FROM notice_wordings WHERE agency = $1 AND kind = $2",
                             {of, to_value(to_text(kind))}));
    return {};
  }
  TRY(
      context_.sql.execute("INSERT INTO notice_wordings (agency, kind, wording) VALUES ($1, $2, $3) "
                           "ON CONFLICT (agency, kind) DO UPDATE SET wording = excluded.wording",
                           {of, to_value(to_text(kind)), to_value(wording)}));
  return {};
}

}  // namespace jianzai::storage
