/** What the liveness checks wrote down about an attempt (`attempt.findings`), taken apart for people to read. */

/** Speaks for an attack, or has innocent causes, too; as src/face/pad tells them apart. */
export type FindingWeight = 'attack' | 'doubt'

const weights = {
  seen: 'attack',
  copy: 'attack',
  frozen: 'attack',
  loop: 'attack',
  impossible_times: 'attack',
  virtual_camera: 'attack',
  other_face: 'attack',
  passive_attack: 'attack',
  no_answer: 'attack',
  other_colours: 'attack',
  flat: 'attack',
  glare: 'attack',
  incomplete: 'doubt',
  unusable: 'doubt',
  too_weak: 'doubt',
  late: 'doubt',
  background_answers: 'doubt',
  not_turned: 'doubt',
  depth_unknown: 'doubt',
  no_head_pose: 'doubt',
  passive_doubt: 'doubt',
  no_passive: 'doubt',
} as const satisfies Record<string, FindingWeight>

export type KnownFinding = keyof typeof weights
export const knownFindings = Object.keys(weights) as KnownFinding[]

/** In the order in which a reviewer wants them. `turned` is there once for each turn. */
export const knownMeasures = [
  'frames',
  'passive',
  'colour',
  'correlation',
  'gain',
  'relief',
  'facing',
  'pose',
  'turned',
  'likeness',
] as const
export type KnownMeasure = (typeof knownMeasures)[number]

/** What was wrong with a frame; without one, with all of them. */
export interface QualityFault {
  frame: number | undefined
  fault: string
}

export interface LivenessNotes {
  /** Undefined: it was not written down. */
  quality: QualityFault[] | undefined
  /** The gravest first. */
  findings: { name: KnownFinding; weight: FindingWeight }[]
  measures: { name: KnownMeasure; value: string }[]
  /** What a newer server says and this page has no words for. */
  unknown: string[]
}

const isFinding = (name: string): name is KnownFinding => Object.hasOwn(weights, name)
const isMeasure = (name: string): name is KnownMeasure => (knownMeasures as readonly string[]).includes(name)

/** `2:DARK,5:BLUR,EYES_CLOSED`, or `fine`. */
function readQuality(value: string): QualityFault[] {
  if (value === 'fine') return []
  return value.split(',').map((part) => {
    const [, frame, fault = part] = /^(\d+):(.+)$/.exec(part) ?? []
    return { frame: frame === undefined ? undefined : Number(frame), fault }
  })
}

/** `frames=9/9 passive=0.93 turned=12 turned=-8 findings=flat,copy`. */
export function readNotes(text: string): LivenessNotes {
  const notes: LivenessNotes = { quality: undefined, findings: [], measures: [], unknown: [] }
  const values = new Map<KnownMeasure, string[]>()
  for (const part of text.split(/\s+/).filter((part) => part !== '')) {
    const at = part.indexOf('=')
    const [key, value] = at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)]
    if (key === 'quality' && value !== '') notes.quality = readQuality(value)
    else if (key === 'findings') {
      for (const name of value.split(',').filter((name) => name !== ''))
        if (isFinding(name)) notes.findings.push({ name, weight: weights[name] })
        else notes.unknown.push(name)
    } else if (isMeasure(key) && value !== '') values.set(key, [...(values.get(key) ?? []), value])
    else notes.unknown.push(part)
  }
  notes.findings.sort((one, other) => Number(one.weight === 'doubt') - Number(other.weight === 'doubt'))
  notes.measures = knownMeasures.flatMap((name) => {
    const found = values.get(name)
    return found ? [{ name, value: found.join(' / ') }] : []
  })
  return notes
}
