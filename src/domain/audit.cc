#include "domain/audit.h"

#include <fmt/format.h>

#include "base/names.h"

namespace jianzai {
namespace {

constexpr Names<AuditAction, 79> kActions{{
    {AuditAction::kLogIn, "LOG_IN"},
    {AuditAction::kAddAgency, "ADD_AGENCY"},
    {AuditAction::kAddOperator, "ADD_OPERATOR"},
    {AuditAction::kAddPerson, "ADD_PERSON"},
    {AuditAction::kImportRoster, "IMPORT_ROSTER"},
    {AuditAction::kEnrolReference, "ENROL_REFERENCE"},
    {AuditAction::kViewReference, "VIEW_REFERENCE"},
    {AuditAction::kSetLooksOnly, "SET_LOOKS_ONLY"},
    {AuditAction::kUnsetLooksOnly, "UNSET_LOOKS_ONLY"},
    {AuditAction::kViewFrame, "VIEW_FRAME"},
    {AuditAction::kApproveReview, "APPROVE_REVIEW"},
    {AuditAction::kRejectReview, "REJECT_REVIEW"},
    {AuditAction::kChangePassword, "CHANGE_PASSWORD"},
    {AuditAction::kMakePlan, "MAKE_PLAN"},
    {AuditAction::kClosePlan, "CLOSE_PLAN"},
    {AuditAction::kLogContact, "LOG_CONTACT"},
    {AuditAction::kProposeSuspension, "PROPOSE_SUSPENSION"},
    {AuditAction::kDropSuspension, "DROP_SUSPENSION"},
    {AuditAction::kApproveSuspension, "APPROVE_SUSPENSION"},
    {AuditAction::kConfirmLoss, "CONFIRM_LOSS"},
    {AuditAction::kReinstate, "REINSTATE"},
    {AuditAction::kClaimTicket, "CLAIM_TICKET"},
    {AuditAction::kReleaseTicket, "RELEASE_TICKET"},
    {AuditAction::kCloseTicket, "CLOSE_TICKET"},
    {AuditAction::kProposeProof, "PROPOSE_PROOF"},
    {AuditAction::kViewEvidence, "VIEW_EVIDENCE"},
    {AuditAction::kConfirmProof, "CONFIRM_PROOF"},
    {AuditAction::kRefuseProof, "REFUSE_PROOF"},
    {AuditAction::kSetSupport, "SET_SUPPORT"},
    {AuditAction::kImportSigns, "IMPORT_SIGNS"},
    {AuditAction::kCheckLoss, "CHECK_LOSS"},
    {AuditAction::kAskMore, "ASK_MORE"},
    {AuditAction::kMakePayroll, "MAKE_PAYROLL"},
    {AuditAction::kViewPayroll, "VIEW_PAYROLL"},
    {AuditAction::kGiveVerdict, "GIVE_VERDICT"},
    {AuditAction::kSetDueRule, "SET_DUE_RULE"},
    {AuditAction::kUnsetDueRule, "UNSET_DUE_RULE"},
    {AuditAction::kSetFactor, "SET_FACTOR"},
    {AuditAction::kResetFactor, "RESET_FACTOR"},
    {AuditAction::kChangeOperator, "CHANGE_OPERATOR"},
    {AuditAction::kDisableOperator, "DISABLE_OPERATOR"},
    {AuditAction::kEnableOperator, "ENABLE_OPERATOR"},
    {AuditAction::kResetPassword, "RESET_PASSWORD"},
    {AuditAction::kAddEmployer, "ADD_EMPLOYER"},
    {AuditAction::kSetEmployer, "SET_EMPLOYER"},
    {AuditAction::kPromoteCapture, "PROMOTE_CAPTURE"},
    {AuditAction::kSetCategory, "SET_CATEGORY"},
    {AuditAction::kChangeAgency, "CHANGE_AGENCY"},
    {AuditAction::kDisclose, "DISCLOSE"},
    {AuditAction::kChangePerson, "CHANGE_PERSON"},
    {AuditAction::kAddEntitlement, "ADD_ENTITLEMENT"},
    {AuditAction::kReportLoss, "REPORT_LOSS"},
    {AuditAction::kProposeReference, "PROPOSE_REFERENCE"},
    {AuditAction::kApproveReference, "APPROVE_REFERENCE"},
    {AuditAction::kRefuseReference, "REFUSE_REFERENCE"},
    {AuditAction::kUndoImport, "UNDO_IMPORT"},
    {AuditAction::kExportPersons, "EXPORT_PERSONS"},
    {AuditAction::kExportTasks, "EXPORT_TASKS"},
    {AuditAction::kNameRegion, "NAME_REGION"},
    {AuditAction::kImportRegions, "IMPORT_REGIONS"},
    {AuditAction::kCheckAudit, "CHECK_AUDIT"},
    {AuditAction::kRegisterFieldKey, "REGISTER_FIELD_KEY"},
    {AuditAction::kRevokeFieldKeys, "REVOKE_FIELD_KEYS"},
    {AuditAction::kProposeMerge, "PROPOSE_MERGE"},
    {AuditAction::kConfirmMerge, "CONFIRM_MERGE"},
    {AuditAction::kRefuseMerge, "REFUSE_MERGE"},
    {AuditAction::kSetWording, "SET_WORDING"},
    {AuditAction::kUnsetWording, "UNSET_WORDING"},
    {AuditAction::kSetRetention, "SET_RETENTION"},
    {AuditAction::kImportWorkdays, "IMPORT_WORKDAYS"},
    {AuditAction::kUnsetWorkdays, "UNSET_WORKDAYS"},
    {AuditAction::kCloseAccount, "CLOSE_ACCOUNT"},
    {AuditAction::kRefuseHelper, "REFUSE_HELPER"},
    {AuditAction::kAllowHelper, "ALLOW_HELPER"},
    {AuditAction::kOpenTicket, "OPEN_TICKET"},
    {AuditAction::kAssignTicket, "ASSIGN_TICKET"},
    {AuditAction::kTryTicket, "TRY_TICKET"},
    {AuditAction::kRecordConsent, "RECORD_CONSENT"},
    {AuditAction::kWithdrawConsent, "WITHDRAW_CONSENT"},
}};

}  // namespace

std::string_view to_text(AuditAction action) { return name_of(kActions, action); }
std::optional<AuditAction> audit_action_from(std::string_view text) { return value_of(kActions, text); }

std::string audit_text(std::int64_t number, const AuditEvent& event) {
  return fmt::format("{}|{}|{}|{}|{}|{}", number, to_unix_ms(event.at), event.by ? event.by->text() : "",
                     event.agency ? event.agency->text() : "", to_text(event.action), event.object);
}

}  // namespace jianzai
