/** The consent given in this sitting; each new sitting is asked anew. */

interface GivenConsent {
  account_id: string
  /** Of one whom the account helps; undefined: of its owner. */
  relative_id?: string | undefined
  consent_id: string
  text_version: string
}

const place = 'jianzai.consent'
let held: GivenConsent | undefined

function read(): GivenConsent | undefined {
  if (held) return held
  try {
    const text = sessionStorage.getItem(place)
    held = text ? (JSON.parse(text) as GivenConsent) : undefined
  } catch {
    held = undefined
  }
  return held
}

export function rememberConsent(consent: GivenConsent): void {
  held = consent
  try {
    sessionStorage.setItem(place, JSON.stringify(consent))
  } catch {
    // Held in memory then.
  }
}

/** The consent that this person gave on this account to this text; undefined if it has to be asked. */
export function consentOf(
  account_id: string,
  relative_id: string | undefined,
  text_version: string | undefined,
): string | undefined {
  const consent = read()
  if (!consent || consent.account_id !== account_id || consent.relative_id !== relative_id) return undefined
  if (text_version !== undefined && consent.text_version !== text_version) return undefined
  return consent.consent_id
}

export function forgetConsent(): void {
  held = undefined
  try {
    sessionStorage.removeItem(place)
  } catch {
    // Nothing was stored.
  }
}
