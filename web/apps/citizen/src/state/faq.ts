/** 常见问题: which questions there are, in which order, and which of them answers a code that a page has met. */

export const faqGroups = {
  PICTURE: [
    'NO_FACE',
    'MANY_FACES',
    'TOO_FAR',
    'TOO_NEAR',
    'OFF_CENTRE',
    'TURNED',
    'TILTED',
    'DARK',
    'BACKLIGHT',
    'OVEREXPOSED',
    'BLUR',
    'EYES_CLOSED',
    'COVERED',
    'TOO_SMALL',
  ],
  MATCH: ['ACTION_MISSED', 'NOT_SAME', 'LOW_MATCH', 'TRIES_USED', 'SUBMITTED', 'OPEN', 'DEADLINE'],
  REVIEW: [
    'LOW_ASSURANCE',
    'RECORD_CHECK',
    'REVIEWING',
    'ASKED',
    'REVIEW_APPROVED',
    'REVIEW_REJECTED',
    'NETWORKS_STARTER',
    'NETWORKS_MISSING',
  ],
  WHEN: ['READY', 'DONE', 'NO_TEMPLATE', 'NO_PLAN', 'CLOSED', 'OTHER_WAY', 'SUSPENDED'],
  PHONE: ['CAMERA_DENIED', 'CAMERA_NONE', 'CAMERA_IN_USE', 'CAMERA_INSECURE', 'NETWORK', 'BUSY'],
  ACCOUNT: [
    'WRONG_CREDENTIALS',
    'TOO_MANY_TRIES',
    'NAME_ID_MISMATCH',
    'CONSENT_MISSING',
    'KEEP_IMAGE',
    'HELPER',
    'HELPER_REFUSED',
    'GUARDIAN_NEEDED',
    'WAY_NOT_TAKEN',
    'CLOSE_ACCOUNT',
  ],
} as const

export type FaqGroup = keyof typeof faqGroups
export type FaqCode = (typeof faqGroups)[FaqGroup][number]

const groupOf = new Map<string, FaqGroup>(
  Object.entries(faqGroups).flatMap(([group, codes]) => codes.map((code) => [code, group as FaqGroup])),
)
/** What is answered elsewhere. Nobody is told of a suspected attack: it has no question of its own. */
const answeredBy: Record<string, FaqCode> = {
  SPOOF_RISK: 'LOW_ASSURANCE',
  REVIEW: 'REVIEWING',
  EXPIRED: 'DEADLINE',
  PASSED: 'DONE',
}

/** The question that answers a reason, a status or a record's word; undefined: there is none. */
export function faqOf(code: string | undefined): FaqCode | undefined {
  const known = code && (answeredBy[code] ?? code)
  return known && groupOf.has(known) ? (known as FaqCode) : undefined
}

/** Stable: it may stand in a leaflet. `NO_FACE`: `no-face`. */
export const anchorOf = (code: FaqCode) => code.toLowerCase().replace(/_/g, '-')
export const codeAt = (hash: string) => faqOf(hash.slice(1).toUpperCase().replace(/-/g, '_'))

/** The texts of a question, as keys of the locale files. What makes a better picture is said as at the camera. */
export function faqKeys(code: FaqCode): { question: string; answer: string; next: string } {
  const own = `faq.entries.${code}`
  const next = groupOf.get(code) === 'PICTURE' ? `reasons.${code}.next` : `${own}.next`
  return { question: `${own}.question`, answer: `${own}.answer`, next }
}

export interface FaqText {
  code: FaqCode
  text: string
}

const mostGuesses = 6
/** What is said in more answers than so many tells nothing. */
const mostCommon = 4
/** How people ask, which says nothing of what. */
const asking = /为什么|怎么办|怎么|怎样|什么|请问|我的|我|吗|呢|了/g

/**
 * What answers the typed words. Each of them stands in it; else what shares pairs of characters with them, rare ones above
 * all: Chinese has no blanks, and nobody types a question as it is printed.
 */
export function searchFaq(entries: FaqText[], typed: string): FaqCode[] {
  const words = typed.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  if (words.length === 0) return entries.map(({ code }) => code)
  const texts = entries.map(({ code, text }) => ({ code, text: text.toLowerCase() }))
  const exact = texts.filter(({ text }) => words.every((word) => text.includes(word)))
  return (exact.length > 0 ? exact : guess(texts, words)).map(({ code }) => code)
}

function guess(texts: FaqText[], words: string[]): FaqText[] {
  const pairs = words
    .flatMap((word) => word.replace(asking, ' ').split(' '))
    .flatMap((word) => {
      const characters = [...word]
      return characters.slice(1).map((character, at) => characters[at]! + character)
    })
  const weights = new Map<string, number>()
  for (const pair of pairs) {
    const common = texts.filter(({ text }) => text.includes(pair)).length
    if (common > 0 && common <= mostCommon) weights.set(pair, 1 / common)
  }
  const scored = texts.map((entry) => {
    const shared = [...weights].filter(([pair]) => entry.text.includes(pair))
    return { ...entry, score: shared.reduce((sum, [, weight]) => sum + weight, 0) }
  })
  const best = Math.max(...scored.map(({ score }) => score))
  return scored
    .filter(({ score }) => score > 0 && score >= best / 4)
    .sort((a, b) => b.score - a.score)
    .slice(0, mostGuesses)
}
