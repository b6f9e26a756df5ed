// What operators did, or looked at, that somebody may have to answer for. Entries are only ever added; each
// is sealed together with the one before (storage), so that a changed or missing one is noticed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/ids.h"

namespace jianzai {

// Stored by name: never changed, only added to.
enum class AuditAction {
  kLogIn,
  kAddAgency,
  kAddOperator,
  kAddPerson,
  kImportRoster,
  kEnrolReference,
  kViewReference,  // the picture
  kSetLooksOnly,
  kUnsetLooksOnly,
  kViewFrame,  // the picture
  kApproveReview,
  kRejectReview,
  kChangePassword,  // the own one
  kMakePlan,
  kClosePlan,
  kLogContact,
  kProposeSuspension,
  kDropSuspension,
  kApproveSuspension,
  kConfirmLoss,
  kReinstate,
  kClaimTicket,
  kReleaseTicket,
  kCloseTicket,
  kProposeProof,
  kViewEvidence,  // the picture
  kConfirmProof,
  kRefuseProof,
  kSetSupport,
  kImportSigns,
  kCheckLoss,  // somebody looked into a reported loss
  kAskMore,    // of the person, for a review
  kMakePayroll,
  kViewPayroll,  // the file
  kGiveVerdict,  // of two reviewers, without deciding
  kSetDueRule,
  kUnsetDueRule,
  kSetFactor,       // the own second factor
  kResetFactor,     // of who lost it
  kChangeOperator,  // role, region or employer
  kDisableOperator,
  kEnableOperator,
  kResetPassword,  // of who forgot it
  kAddEmployer,
  kSetEmployer,     // of a person
  kPromoteCapture,  // an approved frame became a reference
  kSetCategory,     // the rule of a category itself, or a new one
  kChangeAgency,    // name, address, phone or hours
  kDisclose,        // a whole ID number and phone were shown
  kChangePerson,    // name, phone or region
  kAddEntitlement,
  kReportLoss,
  kProposeReference,  // in place of a photograph, or beside it
  kApproveReference,
  kRefuseReference,
  kUndoImport,     // what a list had added is taken back
  kExportPersons,  // with whole ID numbers
  kExportTasks,    // of a plan, those who have not proved it
  kNameRegion,
  kImportRegions,
  kCheckAudit,        // whether the log is as it was written
  kRegisterFieldKey,  // of the own phone, for pictures in the field
  kRevokeFieldKeys,   // of who lost the phone
  kProposeMerge,      // of two people; each is an object
  kConfirmMerge,
  kRefuseMerge,
  kSetWording,  // of a kind of text message
  kUnsetWording,
  kSetRetention,
  kImportWorkdays,  // the State Council's list of a year
  kUnsetWorkdays,
  kCloseAccount,  // of a citizen, at the person's word or because the name is not the person's
  kRefuseHelper,  // at the person's word
  kAllowHelper,
  kOpenTicket,       // for a person who did not ask by the app
  kAssignTicket,     // a visit, to who goes there
  kTryTicket,        // nobody was reached
  kRecordConsent,    // that a person gave it by signature or by word
  kWithdrawConsent,  // at the person's word
};

struct AuditEvent {
  Time at;
  std::optional<OperatorId> by;    // nothing: whoever may run commands on the server
  std::optional<AgencyId> agency;  // whose auditors see it
  AuditAction action = AuditAction::kLogIn;
  std::string object;  // id of what it was done to; never a name or a number of a person
};

struct AuditEntry {
  std::int64_t number = 0;  // from 1, without a gap
  AuditEvent event;
  std::string seal;  // 64 hex digits
};

[[nodiscard]] std::string_view to_text(AuditAction action);  // `VIEW_REFERENCE`
[[nodiscard]] std::optional<AuditAction> audit_action_from(std::string_view text);

// What is sealed, with nothing left out: `1|1795600000000|<operator>|<agency>|VIEW_REFERENCE|<object>`.
[[nodiscard]] std::string audit_text(std::int64_t number, const AuditEvent& event);

}  // namespace jianzai
