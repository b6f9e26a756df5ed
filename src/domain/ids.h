#pragma once

#include "base/id.h"

namespace jianzai {

using PersonId = Id<struct PersonTag>;
using AccountId = Id<struct AccountTag>;
using OperatorId = Id<struct OperatorTag>;
using AgencyId = Id<struct AgencyTag>;
using ReferenceId = Id<struct ReferenceTag>;
using ConsentId = Id<struct ConsentTag>;
using AttemptId = Id<struct AttemptTag>;
using ReviewId = Id<struct ReviewTag>;
using RelativeId = Id<struct RelativeTag>;
using PlanId = Id<struct PlanTag>;
using TaskId = Id<struct TaskTag>;
using LifeSignId = Id<struct LifeSignTag>;
using TicketId = Id<struct TicketTag>;
using AssistedProofId = Id<struct AssistedProofTag>;
using PassId = Id<struct PassTag>;
using NoticeId = Id<struct NoticeTag>;
using EmployerId = Id<struct EmployerTag>;
using PayrollRowId = Id<struct PayrollRowTag>;
using ImportId = Id<struct ImportTag>;
using PayrollBatchId = Id<struct PayrollBatchTag>;
using DisclosureId = Id<struct DisclosureTag>;
using FieldKeyId = Id<struct FieldKeyTag>;
using PersonMergeId = Id<struct PersonMergeTag>;

}  // namespace jianzai
