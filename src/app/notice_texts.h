// What text messages say (短信模板): the words of kinds that are sent about somebody are the agency's, those
// of the code kinds the service's, as nobody's agency is known then.
#pragma once

#include "app/ports.h"
#include "domain/notice_wording.h"

namespace jianzai::app {

// What counts for messages of a kind; empty: the default. `agency`: of whom it is about.
[[nodiscard]] Result<std::string> wording_of(Transaction& transaction, NoticeKind kind,
                                             const std::optional<AgencyId>& agency);

struct NoticeTextView {
  NoticeKind kind = NoticeKind::kReminder;
  std::string wording;  // with its placeholders
  bool is_own = false;  // not the default
  std::string message;  // as somebody invented would read it
};

// For administrators. Errors of all: kForbidden.
[[nodiscard]] Result<std::vector<NoticeTextView>> list_notice_texts(Ports& ports, const Operator& by);

// What follows is for system administrators. Errors of all: kNotFound for what is no kind.

// Nothing is saved. Errors: kInvalidFields (wording: REQUIRED, TOO_LONG, CHARACTERS, LINK, PLACEHOLDER,
// PLACEHOLDER_MISSING).
[[nodiscard]] Result<NoticeTextView> preview_notice_text(Ports& ports, const Operator& by,
                                                         std::string_view kind, std::string_view wording);
// Of messages that are made from now on. Errors: those of preview_notice_text.
[[nodiscard]] Result<NoticeTextView> set_notice_text(Ports& ports, const Operator& by, std::string_view kind,
                                                     std::string_view wording);
// Back to the default.
[[nodiscard]] Result<NoticeTextView> unset_notice_text(Ports& ports, const Operator& by,
                                                       std::string_view kind);

}  // namespace jianzai::app
