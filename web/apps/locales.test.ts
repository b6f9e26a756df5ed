import type { CameraFault } from '@jianzai/capture'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

type Messages = { [key: string]: string | Messages }
type Files = Record<string, Messages>

/** Every file there is: a new one is checked, too. */
const files = {
  citizen: import.meta.glob<Messages>('./citizen/src/locales/*.ts', { eager: true, import: 'default' }),
  console: import.meta.glob<Messages>('./console/src/locales/*.ts', { eager: true, import: 'default' }),
}
const fileIn = (app: Files, name: string) =>
  flatten(Object.entries(app).find(([path]) => path.endsWith(`/${name}.ts`))![1])

interface Schema {
  enum: string[]
  properties: Record<string, { items: Schema }>
}
interface Contract {
  paths: Record<string, Record<string, { description?: string }>>
  components: { schemas: Record<string, Schema> }
}
const contract = parse(readFileSync(join(import.meta.dirname, '../../api/openapi.yaml'), 'utf8')) as Contract
const valuesOf = (schema: string) => contract.components.schemas[schema]!.enum
const itemsOf = (schema: string, list: string) =>
  contract.components.schemas[schema]!.properties[list]!.items.enum
const cameraFaults = Object.keys({
  DENIED: 0,
  NONE: 0,
  IN_USE: 0,
  INSECURE: 0,
} satisfies Record<CameraFault, 0>)

function flatten(messages: Messages, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>()
  for (const [key, value] of Object.entries(messages)) {
    if (typeof value === 'string') flat.set(prefix + key, value)
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) flat.set(inner, text)
  }
  return flat
}

const namesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()

describe.each(Object.entries(files))('%s', (_app, app) => {
  const chinese = fileIn(app, 'zh-CN')
  const english = fileIn(app, 'en')

  it('says everything in English', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
  })

  it.each(Object.keys(app))('says the same things in %s', (path) => {
    const texts = flatten(app[path]!)
    expect(texts.get('language')).toBeTruthy()
    for (const [key, text] of texts) {
      expect(text.trim(), key).not.toBe('')
      // What is not said here is said in Chinese.
      expect(chinese.has(key), key).toBe(true)
      expect(namesIn(text), key).toEqual(namesIn(chinese.get(key)!))
    }
  })

  it.each(valuesOf('ErrorCode'))('has words for the error %s', (code) => {
    for (const texts of [chinese, english]) {
      expect(texts.get(`errors.${code}.what`)).toBeTruthy()
      expect(texts.get(`errors.${code}.next`)).toBeTruthy()
    }
  })

  it.each(valuesOf('Reason'))('says what happened and what next for %s', (reason) => {
    for (const texts of [chinese, english]) {
      expect(texts.get(`reasons.${reason}.what`)).toBeTruthy()
      expect(texts.get(`reasons.${reason}.next`)).toBeTruthy()
    }
  })

  it.each([...valuesOf('CardAdvice'), 'BACK', 'GIVEN_UP'])(
    'says what to do with the ID card at %s',
    (advice) => {
      for (const texts of [chinese, english]) expect(texts.get(`idCard.advice.${advice}`)).toBeTruthy()
    },
  )

  it('has words for every field code of the contract', () => {
    const description = contract.paths['/api/v1/accounts']!.post!.description!
    const codes = description.match(/[A-Z]+(_[A-Z]+)*(?=[,.])/g) ?? []
    expect(codes.length).toBeGreaterThan(8)
    const ofCards = ['CARD_UNREADABLE', 'CARD_OF_ANOTHER', 'HAS_PHOTOGRAPH']
    for (const code of [...codes, 'UNKNOWN_CATEGORY', ...ofCards])
      expect(chinese.get(`fields.${code}`), code).toBeTruthy()
  })
})

describe('citizen alone', () => {
  const texts = ['zh-CN', 'en'].map((name) => fileIn(files.citizen, name))

  it.each(cameraFaults)('says what happened and what next where the camera is %s', (fault) => {
    for (const text of texts) {
      expect(text.get(`capture.block.CAMERA_${fault}.what`)).toBeTruthy()
      expect(text.get(`capture.block.CAMERA_${fault}.next`)).toBeTruthy()
    }
  })

  it('spares people the jargon', () => {
    for (const [key, text] of texts[0]!)
      expect(text, key).not.toMatch(/服务器|接口|API|JPEG文件|异常|超时|token/i)
  })
})

describe('console alone', () => {
  const texts = ['zh-CN', 'en'].map((name) => fileIn(files.console, name))
  const words = [
    ...valuesOf('ReferenceSource').map((source) => `person.source.${source}`),
    ...itemsOf('IdCardReading', 'risks').map((risk) => `card.risks.${risk}`),
    ...itemsOf('IdCardReading', 'contradictions').map((what) => `card.contradictions.${what}`),
    ...cameraFaults.map((fault) => `reference.cameraFault.${fault}`),
    ...valuesOf('ImportState').flatMap((state) => [`imports.state.${state}`, `imports.stateAdvice.${state}`]),
    ...valuesOf('ListKind').map((kind) => `imports.kind.${kind}`),
  ]

  it.each(words)('has words for %s', (key) => {
    for (const text of texts) expect(text.get(key)).toBeTruthy()
  })
})
