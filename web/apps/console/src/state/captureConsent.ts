import type { RecordedConsentMode } from '@jianzai/api'
import type { FieldConsent } from '@jianzai/capture'

export const recordedModes: RecordedConsentMode[] = ['PAPER', 'SPOKEN']

/** What an operator says of a picture: how the person agreed to it, or that it is an older one of the agency's files. */
export type CaptureAnswer = RecordedConsentMode | 'ARCHIVE'

/** The same for the server; nothing of an older one. */
export const consentQuery = (mode: CaptureAnswer | undefined, text_version: string | undefined) =>
  mode && mode !== 'ARCHIVE' ? { consent: mode, consent_text: text_version } : {}
export const fieldQuery = (consent: FieldConsent | undefined) =>
  consentQuery(consent?.mode, consent?.text_version)
