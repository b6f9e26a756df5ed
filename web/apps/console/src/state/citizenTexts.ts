/** What citizens agree to. The words are those of the citizen app itself, so that nobody reads others here. */
import type { SystemState } from '@jianzai/api'

export interface CitizenText {
  name: 'terms' | 'consent' | 'keepImage'
  /** As consents name it. */
  version: string
  parts: { title: string; text: string }[]
}

type Versions = Pick<SystemState, 'terms_version' | 'consent_version' | 'keep_image_version' | 'retention'>

export async function citizenTexts(system: Versions, language: string): Promise<CitizenText[]> {
  const { default: words } =
    language === 'en'
      ? await import('../../../citizen/src/locales/en')
      : await import('../../../citizen/src/locales/zh-CN')
  const { what, why, keep, other, keepImage } = words.consent
  const days = String(system.retention.find(({ kept }) => kept === 'FRAMES')?.now ?? '')
  const filled = ({ title, text }: { title: string; text: string }) => ({
    title,
    text: text.replaceAll('{days}', days),
  })
  return [
    { name: 'terms', version: system.terms_version, parts: Object.values(words.terms.body).map(filled) },
    { name: 'consent', version: system.consent_version, parts: [what, why, keep, other].map(filled) },
    { name: 'keepImage', version: system.keep_image_version, parts: [filled(keepImage)] },
  ]
}
