import type { Reason } from '@jianzai/api'
import type { Block, CaptureState } from '@jianzai/capture'
import { expect, it } from 'vitest'
import english from '../locales/en'
import chinese from '../locales/zh-CN'
import { blockKeys, hintOf, nextKeys, patienceKey, sentenceOf, waitOf, type Standing } from './captureWords'
import { resultKeys } from './resultWords'
import { spokenTexts } from './spokenKeys'
import { PATIENCE_MS, type Patience } from './usePatience'

const languages = [spokenTexts(chinese), spokenTexts(english)]
const states: CaptureState[] = [
  'idle',
  'asking',
  'framing',
  'opening',
  'looking',
  'shining',
  'turning',
  'uploading',
  'resuming',
  'deciding',
  'done',
  'blocked',
]
const standing = (state: CaptureState, more: Partial<Standing> = {}): Standing => ({
  state,
  isCameraOn: false,
  step: undefined,
  countdown_s: 0,
  ...more,
})
const reasons = Object.keys(chinese.reasons) as Reason[]

it.each(states)('has a sentence for %s, in both languages and aloud', (state) => {
  const key = sentenceOf(standing(state))
  for (const texts of languages) expect(key === 'capture.title' || texts[key]).toBeTruthy()
})

it('says which way to turn, and when it is over', () => {
  const turning = (step: Standing['step'], countdown_s: number) =>
    sentenceOf(standing('turning', { step, countdown_s }))
  expect(turning('TURN_LEFT', 3)).toBe('capture.turning.TURN_LEFT')
  expect(turning('NOD', 1)).toBe('capture.turning.NOD')
  expect(turning('NOD', 0)).toBe('capture.countdownOver')
})

it('tells an upload between the steps from one after them', () => {
  expect(sentenceOf(standing('uploading', { isCameraOn: true }))).toBe('capture.sendingLook')
  expect(sentenceOf(standing('uploading'))).toBe('capture.uploading')
})

it.each([...reasons, 'GOOD' as const])('has words aloud for the framing %s, or calls it good', (framing) => {
  const hint = hintOf(framing)!
  for (const texts of languages) expect(texts[hint.key]).toBeTruthy()
  expect(hint.isBad).toBe(hint.key !== 'capture.advice.GOOD')
})

it('waits with words aloud wherever it is not the person who acts', () => {
  expect(states.filter((state) => waitOf(state) === 'asking')).toEqual(['asking'])
  expect(states.filter((state) => waitOf(state) === 'work')).toEqual([
    'idle',
    'opening',
    'uploading',
    'deciding',
  ])
  for (const what of ['asking', 'work'] as const)
    for (const patience of Object.keys(PATIENCE_MS) as Patience[])
      for (const isCameraOn of [true, false])
        for (const texts of languages) expect(texts[patienceKey(what, patience, isCameraOn)]).toBeTruthy()
})

it('has the phone laid aside only when its camera is off', () => {
  const [texts] = languages
  expect(texts![patienceKey('work', 'long', false)]).toContain('手机可以放下')
  expect(texts![patienceKey('work', 'long', true)]).toContain('请继续拿好手机')
})

it('asks nobody to look at a camera that is off', () => {
  expect(sentenceOf(standing('opening', { isCameraOn: true }))).toBe('capture.opening')
  expect(sentenceOf(standing('opening'))).toBe('capture.preparing')
})

it('offers a picture file where the camera does not work, if it counts', () => {
  const [texts] = languages
  expect(blockKeys({ kind: 'CAMERA_NONE' }, true)).toContain('capture.otherWay')
  expect(texts!['capture.otherWay']).toContain(chinese.capture.chooseFile)
  for (const keys of [blockKeys({ kind: 'CAMERA_NONE' }), blockKeys({ kind: 'EXPIRED' }, true)])
    expect(keys).toHaveLength(2)
})

it.each(Object.keys(chinese.capture.block) as Block['kind'][])('says aloud what to do about %s', (kind) => {
  const keys = blockKeys({ kind } as Block)
  // Who is sent to another page hears nothing.
  const isElsewhere = kind === 'LOGGED_OUT' || kind === 'CONSENT_MISSING'
  for (const texts of languages) expect(keys.every((key) => texts[key])).toBe(!isElsewhere)
})

it('prepares only what the next step says', () => {
  const all = (['COLOUR', 'POSE', 'STATIC'] as const).flatMap((mode) =>
    states.flatMap((state) => nextKeys(state, mode)),
  )
  for (const texts of languages) for (const key of all) expect(texts[key], key).toBeTruthy()
  expect(nextKeys('looking', 'COLOUR')).not.toContain('capture.turning.NOD')
})

it.each(reasons)('says the result and the reason %s aloud', (reason) => {
  const keys = resultKeys({ attempt: { mode: 'COLOUR' }, face: 'notPassed', reason, hasAdvice: true })
  expect(keys).toEqual(['result.notPassed.title', `reasons.${reason}.what`, `reasons.${reason}.next`])
  for (const texts of languages) for (const key of keys) expect(texts[key], key).toBeTruthy()
})

it('says of a result only what the page shows', () => {
  const keys = (
    face: Parameters<typeof resultKeys>[0]['face'],
    hasAdvice: boolean,
    mode: 'COLOUR' | 'POSE' = 'COLOUR',
  ) => resultKeys({ attempt: { mode }, face, reason: 'ACTION_MISSED', hasAdvice })
  expect(keys('waiting', true)).toEqual(['result.waiting.title'])
  expect(keys('review', false)).toEqual(['result.review.title', 'reasons.ACTION_MISSED.what'])
  expect(keys('notPassed', true, 'POSE')).toContain('result.notTurned')
  expect(resultKeys({ attempt: {}, face: 'passed', reason: undefined, hasAdvice: true })).toEqual([
    'result.passed.title',
  ])
})
