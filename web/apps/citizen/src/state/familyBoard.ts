import type { Proof, Relative } from '@jianzai/api'
import type { Tone } from './recordWord'

/** Where one of the family stands. */
export interface FamilyMember {
  /** Undefined: who is logged in. */
  relative?: Relative
  proof: Proof
  tone: Tone
  /** The first day by which something is due. */
  due_on?: string
  /** That day is over, and somebody here can do something about it. */
  isOverdue: boolean
}

/** What somebody here can do something about comes first, then what others are at, then what is done. */
const toneOf: Record<Proof['status'], Tone> = {
  ASKED: 'bad',
  TRIES_USED: 'bad',
  READY: 'wait',
  NO_TEMPLATE: 'bad',
  OTHER_WAY: 'bad',
  REVIEWING: 'wait',
  CLOSED: 'wait',
  DONE: 'good',
  NO_PLAN: 'soft',
}
const order = Object.keys(toneOf)
const askedFor: Proof['status'][] = ['ASKED', 'TRIES_USED', 'READY', 'NO_TEMPLATE']

const isAskedFor = ({ status }: Proof) => askedFor.includes(status)
const isUrgent = ({ proof, isOverdue }: Pick<FamilyMember, 'proof' | 'isOverdue'>) =>
  isOverdue || (isAskedFor(proof) && proof.is_suspended === true)

function memberOf(proof: Proof, today: string, relative?: Relative): FamilyMember {
  const due_on = proof.entitlements.map((due) => due.due_on).sort()[0]
  const isOverdue = isAskedFor(proof) && due_on !== undefined && due_on < today
  const tone = isUrgent({ proof, isOverdue }) ? 'bad' : toneOf[proof.status]
  return { relative, proof, tone, due_on, isOverdue }
}

/** The family, what is to be done first at the top: late and stopped ones, then by state, then by day. */
export function familyBoard(own: Proof | undefined, relatives: Relative[], today: string): FamilyMember[] {
  const members = relatives.map((relative) => memberOf(relative.proof, today, relative))
  // Who has nothing to prove is not on it for their own sake.
  if (own && own.status !== 'NO_PLAN') members.unshift(memberOf(own, today))
  const rank = (member: FamilyMember) =>
    order.indexOf(member.proof.status) - (isUrgent(member) ? order.length : 0)
  return members.sort((a, b) => rank(a) - rank(b) || (a.due_on ?? '9').localeCompare(b.due_on ?? '9'))
}
