#pragma once

#include <functional>

#include "app/fields.h"
#include "app/ports.h"

namespace jianzai::app {

// Where an operator works. Errors: kInternal when the agency is gone.
[[nodiscard]] Result<Agency> agency_of(Ports& ports, const Operator& person);

// Empty where there is nobody.
[[nodiscard]] Result<std::string> login_of(Transaction& transaction, const std::optional<OperatorId>& id);

// Errors: kForbidden for who is no reviewer.
[[nodiscard]] Result<void> must_be_reviewer(const Operator& by);
// A clerk or a reviewer, and not somebody outside who helps.
[[nodiscard]] bool is_at_desk(const Operator& by);
// For what concerns all of the agency's people. Errors: kForbidden for who works for a region or an employer.
[[nodiscard]] Result<void> must_work_for_agency(const Operator& by);
// Of the system, of security, or of the audit log. Errors: kForbidden.
[[nodiscard]] Result<void> must_be_administrator(const Operator& by);
// Errors: kForbidden.
[[nodiscard]] Result<void> must_be_system_admin(const Operator& by);
// Errors: kForbidden, also for a reviewer of a region.
[[nodiscard]] Result<void> must_be_reviewer_of_agency(const Operator& by);

// Whether the agency has another operator who may log in and is like that, wherever they work: so that nobody
// is alone because somebody was moved to a region without reviewers.
[[nodiscard]] Result<bool> has_other(Transaction& transaction, const Operator& by,
                                     const std::function<bool(const Operator&)>& is_like_that);

// The operator's scope, or the part of it inside a region; all of it where the text is empty. Errors:
// kInvalidFields (region VALUE, OUTSIDE), with what the reader noted before.
[[nodiscard]] Result<Scope> narrowed(FieldReader& reader, const Operator& by, std::string_view region);

// Benefit categories and their due rules, by code.
[[nodiscard]] Result<std::vector<Category>> all_categories(Ports& ports);

}  // namespace jianzai::app
