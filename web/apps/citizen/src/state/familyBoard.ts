import type { Proof, Relative } from '@jianzai/api'
import { toneOfProof, type Tone } from './tone'

/** Where one of the family stands. */
export interface FamilyMember {
  /** Undefined: who is logged in. */
  relative?: Relative
  proof: Proof
  tone: Tone
  /** The first day by which something is due. */
  due_on?: string
  isOverdue: boolean
}

/** What somebody here can do something about comes first, then what others are at, then what is done. */
const order: Proof['status'][] = [
  'ASKED',
  'TRIES_USED',
  'READY',
  'NO_TEMPLATE',
  'OTHER_WAY',
  'REVIEWING',
  'CLOSED',
  'DONE',
  'NO_PLAN',
]

const isOpen = ({ status }: Proof) => status !== 'DONE' && status !== 'NO_PLAN'

function memberOf(proof: Proof, today: string, relative?: Relative): FamilyMember {
  const due_on = proof.entitlements.map((due) => due.due_on).sort()[0]
  const isOverdue = isOpen(proof) && (proof.is_suspended === true || (due_on !== undefined && due_on < today))
  return { relative, proof, tone: isOverdue ? 'bad' : toneOfProof[proof.status], due_on, isOverdue }
}

/** The family, what is to be done first at the top: late ones, then by state, then by day. */
export function familyBoard(own: Proof | undefined, relatives: Relative[], today: string): FamilyMember[] {
  const members = relatives.map((relative) => memberOf(relative.proof, today, relative))
  // Who has nothing to prove is not on it for their own sake.
  if (own && own.status !== 'NO_PLAN') members.unshift(memberOf(own, today))
  const rank = ({ proof, isOverdue }: FamilyMember) =>
    order.indexOf(proof.status) - (isOverdue ? order.length : 0)
  return members.sort((a, b) => rank(a) - rank(b) || (a.due_on ?? '9').localeCompare(b.due_on ?? '9'))
}
