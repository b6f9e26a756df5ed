import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { clipsOf, hasTools, spellChinese, spokenLanguages, trimmed } from './voiceClips'

it.each([
  ['请看着镜头，不要动', 'qing3 kan4 zhe5 jing4tou2, bu2yao4 dong4'],
  ['离得太远了，脸太小。', 'li2 de5 tai4 yuan3 le5, lian3 tai4 xiao3.'],
  ['请一次只放一张身份证', 'qing3 yi2ci4 zhi3fang4 yi4zhang1 shen1fen4 zheng4'],
  ['还在办，请别急…', 'hai2 zai4 ban4, qing3 bie2 ji2.'],
  ['请重新拍一张', 'qing3 chong2xin1 pai1 yi4zhang1'],
])('spells %s as the voice reads it', (text, spelled) => {
  expect(spellChinese(text).replace(/\s+/g, '')).toBe(spelled.replace(/\s+/g, ''))
})

it('leaves out what the voice would misread', () => {
  expect(spellChinese('请用 https 开头的地址')).not.toContain('h t')
})

it('takes the silence off both ends and makes the rest loud', () => {
  const samples = new Int16Array(40_000)
  samples.fill(5000, 15_000, 16_000)
  const speech = trimmed(samples)
  expect(speech.length).toBeGreaterThan(1000)
  expect(speech.length).toBeLessThan(5000)
  expect(Math.max(...speech)).toBeGreaterThan(28_000)
  expect(trimmed(new Int16Array(10)).every((sample) => sample === 0)).toBe(true)
})

it('has every text in every language, in syllables that the voice knows', async () => {
  expect(spokenLanguages()).toEqual(['en', 'zh-CN'])
  const [english, chinese] = await Promise.all(spokenLanguages().map(clipsOf))
  expect(english!.map(({ key }) => key).sort()).toEqual(chinese!.map(({ key }) => key).sort())
  expect(chinese!.length).toBeGreaterThan(100)
  for (const { text, spelled } of chinese!) {
    expect(spelled, text).toMatch(/^[a-zü1-5 ,;.?]+$/)
    // A syllable for each character, but for what is no speech.
    const characters = [...text].filter((one) => /\p{Script=Han}/u.test(one))
    expect(spelled.match(/[1-5]/g), text).toHaveLength(characters.length)
  }
})

it('can be spoken by the voice of Debian', (context) => {
  context.skip(!hasTools(), 'espeak-ng or lame is missing')
  const { stdout } = spawnSync('espeak-ng', ['-v', 'cmn-latn-pinyin', '-x', '-q', 'lian3'])
  expect(stdout.toString()).toContain('214')
})
