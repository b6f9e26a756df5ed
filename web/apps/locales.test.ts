import type { CameraFault } from '@jianzai/capture'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { knownFindings, knownMeasures } from './console/src/state/livenessNotes'

type Messages = { [key: string]: string | Messages }
type Files = Record<string, Messages>

/** Every file there is: a new one is checked, too. */
const files = {
  citizen: import.meta.glob<Messages>('./citizen/src/locales/*.ts', { eager: true, import: 'default' }),
  console: import.meta.glob<Messages>('./console/src/locales/*.ts', { eager: true, import: 'default' }),
}
/** What shows the texts; both apps show what they share. */
const sources = {
  citizen: import.meta.glob<string>(['./citizen/src/**/*.{ts,vue}', '../packages/*/src/**/*.{ts,vue}'], {
    eager: true,
    query: '?raw',
    import: 'default',
  }),
  console: import.meta.glob<string>(['./console/src/**/*.{ts,vue}', '../packages/*/src/**/*.{ts,vue}'], {
    eager: true,
    query: '?raw',
    import: 'default',
  }),
}
/** Keys that stand in the source as they are; those that are put together are asked for by name below. */
const keysIn = (source: string) =>
  [...source.matchAll(/\bt\(((?:[^()]|\([^()]*\))*)/g)].flatMap(([, inside]) =>
    [...inside!.matchAll(/'([a-z]\w*(?:\.\w+)+)'/g)].map(([, key]) => key!),
  )
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
const referred = (schema: Schema & { $ref?: string }): Schema =>
  schema.$ref ? contract.components.schemas[schema.$ref.split('/').at(-1)!]! : schema
/** What the items of a list can be, or what can stand in one of their fields. */
function itemsOf(schema: string, list: string, field?: string): string[] {
  const items = referred(contract.components.schemas[schema]!.properties[list]!.items)
  return field ? (items.properties[field] as unknown as Schema).enum : items.enum
}
const fieldOf = (schema: string, field: string) =>
  (contract.components.schemas[schema]!.properties[field] as unknown as Schema).enum
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

describe.each(Object.entries(files))('%s', (name, app) => {
  const chinese = fileIn(app, 'zh-CN')
  const english = fileIn(app, 'en')

  it('has words for every key that its pages name', () => {
    const shown = Object.entries(sources[name as keyof typeof sources])
      .filter(([path]) => !path.includes('.test.'))
      .flatMap(([path, source]) => keysIn(source).map((key) => `${key} in ${path}`))
    expect(shown.length).toBeGreaterThan(200)
    expect(shown.filter((where) => !chinese.has(where.split(' ')[0]!))).toEqual([])
  })

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

  it.each(valuesOf('ConsentPurpose'))('says what was agreed to, and what taking back %s does', (purpose) => {
    for (const text of texts) {
      expect(text.get(`account.consents.given.${purpose}`)).toBeTruthy()
      expect(text.get(`account.consents.question.${purpose}`)).toBeTruthy()
    }
  })

  it('spares people the jargon', () => {
    for (const [key, text] of texts[0]!)
      expect(text, key).not.toMatch(/服务器|接口|API|JPEG文件|异常|超时|token/i)
  })
})

describe('console alone', () => {
  /** `tableOf` in PersonFileTabs.vue. */
  const tablesOfFile = [
    'tasks',
    'reviews',
    'proofs',
    'signs',
    'tickets',
    'consents',
    'contacts',
    'helpers',
    'merges',
    'disclosures',
  ]
  const texts = ['zh-CN', 'en'].map((name) => fileIn(files.console, name))
  const words = [
    ...valuesOf('ReferenceSource').map((source) => `person.source.${source}`),
    ...itemsOf('IdCardReading', 'risks').map((risk) => `card.risks.${risk}`),
    ...itemsOf('IdCardReading', 'contradictions').map((what) => `card.contradictions.${what}`),
    ...cameraFaults.map((fault) => `reference.cameraFault.${fault}`),
    ...valuesOf('ImportState').flatMap((state) => [`imports.state.${state}`, `imports.stateAdvice.${state}`]),
    ...valuesOf('ListKind').map((kind) => `imports.kind.${kind}`),
    ...knownFindings.map((finding) => `liveness.findings.${finding}`),
    ...knownMeasures.map((measure) => `liveness.measures.${measure}`),
    ...itemsOf('Desk', 'items', 'queue').flatMap((queue) => [
      `desk.queues.${queue}.name`,
      `desk.queues.${queue}.advice`,
    ]),
    ...valuesOf('DisclosureReason').map((reason) => `file.disclose.reasons.${reason}`),
    ...tablesOfFile.flatMap((table) => [`file.${table}.title`, `file.${table}.none`]),
    ...valuesOf('ProofWay').map((way) => `file.ways.${way}`),
    ...valuesOf('ReferenceState').map((state) => `file.references.states.${state}`),
    ...valuesOf('ConsentPurpose').map((purpose) => `file.consents.purposes.${purpose}`),
    ...valuesOf('ConsentMode').map((mode) => `file.consents.modes.${mode}`),
    ...valuesOf('Relation').map((relation) => `file.relations.${relation}`),
    ...valuesOf('TaskState').map((state) => `file.taskStates.${state}`),
    ...itemsOf('PersonFile', 'assisted_proofs', 'state').map((state) => `file.proofStates.${state}`),
    ...itemsOf('PersonFile', 'helpers', 'state').map((state) => `file.helperStates.${state}`),
    ...itemsOf('PersonFile', 'life_signs', 'kind').map((kind) => `file.signKinds.${kind}`),
    ...itemsOf('PersonFile', 'life_signs', 'outcome').map((outcome) => `file.signOutcomes.${outcome}`),
    ...itemsOf('PersonFile', 'tickets', 'state').map((state) => `file.ticketStates.${state}`),
    ...itemsOf('Insight', 'attempts_by_circumstance', 'age_band').map((band) => `insight.ages.${band}`),
    ...itemsOf('Insight', 'attempts_by_circumstance', 'channel').map((one) => `insight.channels.${one}`),
    ...fieldOf('RetentionPeriod', 'kept').flatMap((kept) => [
      `system.kept.${kept}.what`,
      `system.kept.${kept}.why`,
    ]),
    ...fieldOf('RetentionPeriod', 'unit').map((unit) => `system.units.${unit}`),
    ...valuesOf('NoticeKind').map((kind) => `notices.kinds.${kind}`),
    ...itemsOf('AuditPage', 'entries', 'action').map((action) => `audit.actions.${action}`),
  ]

  it.each(words)('has words for %s', (key) => {
    for (const text of texts) expect(text.get(key)).toBeTruthy()
  })
})
