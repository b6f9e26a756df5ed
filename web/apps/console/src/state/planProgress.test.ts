import { describe, expect, it } from 'vitest'
import { progressOf } from './planProgress'

describe('the progress of a plan', () => {
  it('counts what is done of those who are still asked', () => {
    const { counts, total, percent } = progressOf({
      PASSED: 5,
      MATCHED: 1,
      PENDING: 2,
      VERIFYING: 1,
      SUSPENDED: 1,
      TERMINATED: 2,
    })
    expect(counts).toEqual({ done: 6, waiting: 2, verifying: 1, suspended: 1, ended: 2 })
    expect(total).toBe(12)
    expect(percent).toBe(60)
  })

  it('says all only when it is all', () => {
    expect(progressOf({ PASSED: 999, PENDING: 1 }).percent).toBe(99)
    expect(progressOf({ PASSED: 2 }).percent).toBe(100)
    expect(progressOf({}).percent).toBe(100)
  })
})
