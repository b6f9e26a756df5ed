import { describe, expect, it } from 'vitest'
import { firstFaultyStep, newPlanDraft, planRequest } from './planDraft'

describe('a plan that is being made', () => {
  it('sends only what was chosen', () => {
    const draft = { ...newPlanDraft(''), name: ' 年度 ', category_code: 'A', self_from: '2026-01-01' }
    expect(planRequest(draft)).toEqual({
      name: '年度',
      category_code: 'A',
      verify_days: '30',
      grace_days: '0',
      tries_max: '3',
      review_workdays: '3',
    })
    expect(
      planRequest({ ...draft, region: '1309', hasDays: true, self_to: '2026-06-30', hasHours: true }),
    ).toMatchObject({
      region: '1309',
      self_from: '2026-01-01',
      self_to: '2026-06-30',
      hours: '08:00-18:00',
    })
  })

  it('goes back to the first step with a fault', () => {
    expect(firstFaultyStep({ hours: 'x', region: 'x' })).toBe('whom')
    expect(firstFaultyStep({ tries_max: 'x' })).toBe('how')
    expect(firstFaultyStep({})).toBeUndefined()
  })
})
