import { describe, expect, it } from 'vitest'
import type { ChallengeMode, Proof } from '@jianzai/api'
import { mayStart, modeIn, modesIn, startIn } from './challengeMode'

const proofWith = (looks_only: boolean, modes?: ChallengeMode[]) => ({ looks_only, modes }) as Proof

describe('how an attempt begins', () => {
  it('is with the colours where nothing speaks against them', () => {
    expect(startIn(proofWith(false, ['COLOUR', 'POSE', 'STATIC']))).toEqual({})
    expect(startIn(proofWith(false))).toEqual({})
  })
  it('is with a look for who cannot act, if the benefits count it', () => {
    expect(startIn(proofWith(true, ['COLOUR', 'POSE', 'STATIC']))).toEqual({ mode: 'STATIC' })
    expect(startIn(proofWith(true, ['POSE']))).toEqual({ mode: 'POSE', modes: 'POSE' })
  })
  it('is with what the benefits count', () => {
    const query = startIn(proofWith(false, ['POSE', 'STATIC']))
    expect(query).toEqual({ mode: 'POSE', modes: 'POSE,STATIC' })
    expect(modeIn(query)).toBe('POSE')
    expect(modesIn(query)).toEqual(['POSE', 'STATIC'])
  })
  it.each([
    ['READY', ['POSE'], true],
    ['DONE', undefined, true],
    ['READY', [], false],
    ['REVIEWING', ['POSE'], false],
  ] as const)('is offered to who is %s and may choose of %s: %s', (status, modes, expected) => {
    expect(mayStart({ status, modes } as unknown as Proof)).toBe(expected)
  })
  it('leaves all choices where an address says nothing, and none that is not one', () => {
    expect(modesIn({})).toEqual(['COLOUR', 'POSE', 'STATIC'])
    expect(modesIn({ modes: 'POSE,WAVE' })).toEqual(['POSE'])
    expect(modeIn({ mode: 'WAVE' })).toBeUndefined()
  })
})
