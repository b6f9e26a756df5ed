import { createAppI18n } from '@jianzai/ui'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import english from '../locales/en'
import chinese from '../locales/zh-CN'
import { anchorOf, codeAt, faqGroups, faqKeys, faqOf, searchFaq, type FaqCode } from './faq'
import { toneOfRecord } from './recordWord'

interface Contract {
  components: { schemas: Record<string, { enum: string[]; properties: Record<string, { enum: string[] }> }> }
}
const path = join(import.meta.dirname, '../../../../../api/openapi.yaml')
const { schemas } = (parse(readFileSync(path, 'utf8')) as Contract).components
const codes: FaqCode[] = Object.values(faqGroups).flat()
const t = async (messages: typeof chinese) => {
  const { plugin } = await createAppI18n({ chinese: messages, files: {} })
  const { t, te } = plugin.global as unknown as { t: (key: string) => string; te: (key: string) => boolean }
  return (key: string) => (te(key) ? t(key) : '')
}
const entries = async () => {
  const textOf = await t(chinese)
  return codes.map((code) => ({ code, text: Object.values(faqKeys(code)).map(textOf).join(' ') }))
}

it.each(schemas.Reason!.enum)('answers the reason %s', (reason) => {
  expect(faqOf(reason)).toBeTruthy()
})

it.each(schemas.Proof!.properties.status!.enum)('answers the status %s', (status) => {
  expect(faqOf(status)).toBeTruthy()
})

it.each(Object.keys(toneOfRecord).filter((word) => word !== 'NOT_PASSED'))(
  'answers the record %s',
  (word) => {
    // Who did not pass has a reason.
    expect(faqOf(word)).toBeTruthy()
  },
)

it.each(['CAMERA_DENIED', 'CAMERA_NONE', 'CAMERA_IN_USE', 'CAMERA_INSECURE', 'SUSPENDED'])(
  'answers %s',
  (code) => {
    expect(faqOf(code)).toBe(code)
  },
)

it('tells nobody of a suspected attack', () => {
  expect(faqOf('SPOOF_RISK')).toBe('LOW_ASSURANCE')
  expect(codes).not.toContain('SPOOF_RISK')
})

it.each(codes)('says of %s what it is, why and what next, in both languages', async (code) => {
  for (const messages of [chinese, english as typeof chinese]) {
    const textOf = await t(messages)
    for (const key of Object.values(faqKeys(code))) expect(textOf(key), key).toBeTruthy()
  }
})

it('keeps no answer that nobody asks for', () => {
  expect(Object.keys(chinese.faq.entries).sort()).toEqual([...codes].sort())
  expect(Object.keys(chinese.faq.groups)).toEqual(Object.keys(faqGroups))
})

it('asks each question at one place, under an address that stays', () => {
  expect(new Set(codes).size).toBe(codes.length)
  for (const code of codes) expect(codeAt(`#${anchorOf(code)}`)).toBe(code)
  expect(anchorOf('NO_FACE')).toBe('no-face')
  expect(codeAt('#nothing-of-ours')).toBeUndefined()
  expect(codeAt('')).toBeUndefined()
  expect(faqOf(undefined)).toBeUndefined()
})

it.each([
  ['太暗', 'DARK'],
  ['口罩', 'COVERED'],
  ['我的家里灯光太暗了怎么办', 'DARK'],
  ['忘了密码', 'WRONG_CREDENTIALS'],
  ['人工审核要多久', 'REVIEWING'],
  ['待遇停发', 'SUSPENDED'],
  ['WECHAT 微信', undefined],
])('finds for “%s” %s', async (typed, wanted) => {
  const found = searchFaq(await entries(), typed)
  if (wanted) expect(found).toContain(wanted)
  expect(found.length).toBeLessThan(codes.length / 2)
})

it('has everything before somebody types, and nothing for what it does not know', async () => {
  const all = await entries()
  expect(searchFaq(all, '  ？')).toEqual(codes)
  expect(searchFaq(all, 'zzzz')).toEqual([])
  expect(searchFaq(all, '猫')).toEqual([])
})
