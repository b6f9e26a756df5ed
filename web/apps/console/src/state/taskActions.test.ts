import { describe, expect, it } from 'vitest'
import { actionsOf, channelsOf } from './taskActions'

describe('what may be done to a task', () => {
  it('is the role’s and the state’s', () => {
    expect(actionsOf('CLERK', { state: 'VERIFYING' })).toEqual(['propose'])
    expect(actionsOf('REVIEWER', { state: 'VERIFYING' })).toEqual(['propose'])
    expect(actionsOf('CLERK', { state: 'SUSPEND_PROPOSED' })).toEqual(['drop'])
    expect(actionsOf('REVIEWER', { state: 'SUSPEND_PROPOSED' })).toEqual(['drop', 'approve'])
    expect(actionsOf('REVIEWER', { state: 'TERMINATED' })).toEqual([])
    expect(actionsOf('CLERK', { state: 'PASSED' })).toEqual([])
    expect(actionsOf('VILLAGE_HELPER', { state: 'VERIFYING' })).toEqual([])
  })

  it('is a visit for who helps outside', () => {
    expect(channelsOf('EMPLOYER')).toEqual(['VISIT'])
    expect(channelsOf('CLERK')).toContain('VOICE')
  })
})
