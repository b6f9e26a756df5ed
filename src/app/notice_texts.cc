#include "app/notice_texts.h"

#include "app/audit.h"
#include "app/fields.h"
#include "app/view_operator.h"
#include "app/write.h"
#include "base/names.h"

namespace jianzai::app {
namespace {

constexpr Names<WordingFault, 6> kFaults{{
    {WordingFault::kEmpty, "REQUIRED"},
    {WordingFault::kTooLong, "TOO_LONG"},
    {WordingFault::kCharacters, "CHARACTERS"},
    {WordingFault::kLink, "LINK"},
    {WordingFault::kUnknownPlaceholder, "PLACEHOLDER"},
    {WordingFault::kMissingPlaceholder, "PLACEHOLDER_MISSING"},
}};

std::optional<AgencyId> owner_of(NoticeKind kind, const std::optional<AgencyId>& agency) {
  return is_code(kind) ? std::nullopt : agency;
}

// `wording`: empty for the default.
Result<NoticeTextView> view_of(Ports& ports, Transaction& transaction, const Operator& by, NoticeKind kind,
                               std::string wording) {
  const auto agency = TRY(transaction.agencies().find(by.agency));
  const NoticeWords words{
      .sender = ports.settings.sms_sender,
      .code = "123456",
      .name = "某**",
      .phone = agency ? agency->phone : std::string(),
      .due_on = Date(std::chrono::sys_days(china_date(ports.clock.now())) + std::chrono::days(30))};
  const bool is_own = !wording.empty() && wording != default_wording(kind);
  auto message = text_of(kind, words, wording);
  if (!is_own) wording = default_wording(kind);
  return NoticeTextView{
      .kind = kind, .wording = std::move(wording), .is_own = is_own, .message = std::move(message)};
}

Result<NoticeKind> changed_kind(const Operator& by, std::string_view kind) {
  TRY(must_be_system_admin(by));
  const auto known = notice_kind_from(kind);
  if (!known) return fail(ErrorCode::kNotFound, "no kind of message");
  return *known;
}

Result<void> check(Ports& ports, NoticeKind kind, std::string_view wording) {
  const auto fault = wording_fault(kind, wording);
  if (!fault) return {};
  FieldReader reader(china_date(ports.clock.now()));
  reader.refuse("wording", name_of(kFaults, *fault));
  return reader.error();
}

// `wording`: empty for the default.
Result<NoticeTextView> save(Ports& ports, const Operator& by, NoticeKind kind, std::string wording) {
  return write(ports.store, [&](Transaction& transaction) -> Result<NoticeTextView> {
    const auto owner = owner_of(kind, by.agency);
    if (TRY(transaction.notices().wording(owner, kind)) != wording) {
      TRY(transaction.notices().set_wording(owner, kind, wording));
      const auto action = wording.empty() ? AuditAction::kUnsetWording : AuditAction::kSetWording;
      TRY(record(ports, transaction, by, action, std::string(to_text(kind))));
    }
    return view_of(ports, transaction, by, kind, wording);
  });
}

}  // namespace

Result<std::string> wording_of(Transaction& transaction, NoticeKind kind,
                               const std::optional<AgencyId>& agency) {
  return transaction.notices().wording(owner_of(kind, agency), kind);
}

Result<std::vector<NoticeTextView>> list_notice_texts(Ports& ports, const Operator& by) {
  TRY(must_be_administrator(by));
  const auto transaction = TRY(ports.store.begin_read());
  std::vector<NoticeTextView> views;
  for (const auto kind : kNoticeKinds) {
    auto wording = TRY(wording_of(*transaction, kind, by.agency));
    views.push_back(TRY(view_of(ports, *transaction, by, kind, std::move(wording))));
  }
  return views;
}

Result<NoticeTextView> preview_notice_text(Ports& ports, const Operator& by, std::string_view kind,
                                           std::string_view wording) {
  const auto known = TRY(changed_kind(by, kind));
  TRY(check(ports, known, wording));
  const auto transaction = TRY(ports.store.begin_read());
  return view_of(ports, *transaction, by, known, std::string(wording));
}

Result<NoticeTextView> set_notice_text(Ports& ports, const Operator& by, std::string_view kind,
                                       std::string_view wording) {
  const auto known = TRY(changed_kind(by, kind));
  TRY(check(ports, known, wording));
  return save(ports, by, known, wording == default_wording(known) ? std::string() : std::string(wording));
}

Result<NoticeTextView> unset_notice_text(Ports& ports, const Operator& by, std::string_view kind) {
  const auto known = TRY(changed_kind(by, kind));
  return save(ports, by, known, {});
}

}  // namespace jianzai::app
