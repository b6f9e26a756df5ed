import type { Proof, Relative } from '@jianzai/api'
import { expect, it } from 'vitest'
import { familyBoard } from './familyBoard'

const today = '2026-11-26'

function proof(name: string, status: Proof['status'], ...dues: string[]): Proof {
  const entitlements = dues.map((due_on) => ({ category_code: 'A', category_name: '养老', due_on }))
  return { status, name, entitlements, support: [] }
}
const relative = (of: Proof): Relative => ({
  relative_id: of.name,
  relation: 'CHILD',
  added_at: '2026-01-01T00:00:00Z',
  id_number_masked: '',
  proof: of,
})
const names = (own: Proof | undefined, ...others: Proof[]) =>
  familyBoard(own, others.map(relative), today).map((member) => member.proof.name)

it('begins with what is to be done, and ends with what is done', () => {
  const own = proof('我', 'DONE', '2027-06-30')
  const others = [
    proof('审核', 'REVIEWING', '2026-12-31'),
    proof('可以', 'READY', '2026-12-31'),
    proof('无需', 'NO_PLAN'),
    proof('补料', 'ASKED', '2026-12-31'),
    proof('建模', 'NO_TEMPLATE', '2026-12-31'),
    proof('三次', 'TRIES_USED', '2026-12-31'),
  ]
  expect(names(own, ...others)).toEqual(['补料', '三次', '可以', '建模', '审核', '我', '无需'])
})

it('puts who is due sooner before, and who is late or stopped before all', () => {
  const stopped = { ...proof('停发', 'NO_TEMPLATE', '2026-12-01'), is_suspended: true }
  const own = proof('我', 'READY', '2026-12-20', '2026-12-10')
  const board = familyBoard(
    own,
    [proof('早', 'READY', '2026-12-01'), proof('晚了', 'READY', '2026-11-25'), stopped].map(relative),
    today,
  )
  expect(board.map((member) => member.proof.name)).toEqual(['晚了', '停发', '早', '我'])
  expect(board.map(({ tone, isOverdue }) => [tone, isOverdue])).toEqual([
    ['bad', true],
    ['bad', false],
    ['wait', false],
    ['wait', false],
  ])
  expect(board[3]!.due_on).toBe('2026-12-10')
})

it.each(['DONE', 'REVIEWING', 'CLOSED', 'OTHER_WAY'] as const)('calls nobody late who is %s', (status) => {
  const stopped = { ...proof('甲', status, '2026-11-01'), is_suspended: true }
  const board = familyBoard(undefined, [relative(stopped)], today)
  expect(board[0]!.isOverdue).toBe(false)
  expect(names(undefined, stopped, proof('乙', 'ASKED', '2026-12-01'))).toEqual(['乙', '甲'])
})

it('calls nobody late on the last day', () => {
  const [member] = familyBoard(proof('乙', 'READY', today), [], today)
  expect([member!.isOverdue, member!.tone]).toEqual([false, 'wait'])
})

it('leaves out who is logged in and has nothing to prove', () => {
  expect(names(proof('我', 'NO_PLAN'), proof('他', 'DONE'))).toEqual(['他'])
})
