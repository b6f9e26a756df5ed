import type { components } from './schema'

export { createApi, bytesBody, type ApiClient } from './client'
export { Intention, newKey } from './key'
export {
  codeOf,
  isLoggedOut,
  outcomeOf,
  type ApiError,
  type ErrorCode,
  type Failure,
  type Outcome,
} from './outcome'

type Schemas = components['schemas']
export type Agency = Schemas['Agency']
export type AssistedProof = Schemas['AssistedProof']
export type AssistedWay = Schemas['AssistedWay']
export type AuditCheck = Schemas['AuditCheck']
export type Attempt = Schemas['Attempt']
export type CardAdvice = Schemas['CardAdvice']
export type CardField = Schemas['CardField']
export type Category = Schemas['Category']
export type Employer = Schemas['Employer']
export type ManagedOperator = Schemas['ManagedOperator']
export type NewOperator = Schemas['NewOperator']
export type OperatorRole = Schemas['OperatorRole']
export type CodeRequest = Schemas['CodeRequest']
export type Consent = Schemas['Consent']
export type ContactChannel = Schemas['ContactChannel']
export type DueRule = Schemas['DueRule']
export type ChallengeMode = Schemas['ChallengeMode']
export type ChallengeStep = Schemas['ChallengeStep']
export type FrameReceipt = Schemas['FrameReceipt']
export type Helper = Schemas['Helper']
export type IdCardReading = Schemas['IdCardReading']
export type Loss = Schemas['Loss']
export type Import = Schemas['Import']
export type ImportColumns = Schemas['ImportColumns']
export type ListKind = Schemas['ListKind']
export type Me = Schemas['Me']
export type PictureHint = Schemas['Hint']
export type NewAttempt = Schemas['NewAttempt']
export type NewPerson = Schemas['NewPerson']
export type Notice = Schemas['Notice']
export type OpenTicket = Schemas['OpenTicket']
export type Operator = Schemas['Operator']
export type Person = Schemas['Person']
export type PayrollBatches = Schemas['PayrollBatches']
export type Plan = Schemas['Plan']
export type PlanProgress = Schemas['PlanProgress']
export type Proof = Schemas['Proof']
export type Reason = Schemas['Reason']
export type ReferenceSource = Schemas['ReferenceSource']
export type RegionalRule = Schemas['RegionalRule']
export type Relation = Schemas['Relation']
export type Relative = Schemas['Relative']
export type Review = Schemas['Review']
export type ReviewEvidence = Schemas['ReviewEvidence']
export type ReviewState = Schemas['ReviewState']
export type Receipt = Schemas['Receipt']
export type Service = Schemas['Service']
export type Session = Schemas['Sessions']['sessions'][number]
export type SupportContact = Schemas['SupportContact']
export type SystemState = Schemas['System']
export type Task = Schemas['Task']
export type TaskState = Schemas['TaskState']
export type Ticket = Schemas['Ticket']
export type TicketKind = Schemas['TicketKind']
export type TicketOutcome = Schemas['TicketOutcome']
