/** The browsers inside other apps. */
export type InApp = 'WECHAT' | 'ALIPAY' | 'QQ'

/** What a browser cannot do here, and what helps. */
export type BrowserFault =
  /** This address is not secure, so no browser gives it the camera. */
  | { kind: 'INSECURE' }
  /** Another browser gives the camera. */
  | { kind: 'NO_CAMERA'; inApp?: InApp }
  /** What was not sent yet is lost with the page. */
  | { kind: 'NO_STORAGE' }

export interface BrowserFacts {
  userAgent: string
  isSecureContext: boolean
  mediaDevices?: { getUserMedia?: unknown }
  indexedDB?: unknown
}

/** MQQBrowser is QQ's own browser, and stands in WeChat's name, too. */
export function inAppOf(userAgent: string): InApp | undefined {
  if (/MicroMessenger/i.test(userAgent)) return 'WECHAT'
  if (/AlipayClient/i.test(userAgent)) return 'ALIPAY'
  return /\bQQ\//.test(userAgent) ? 'QQ' : undefined
}

export function browserFaults(facts: BrowserFacts): BrowserFault[] {
  const faults: BrowserFault[] = []
  if (!facts.isSecureContext) faults.push({ kind: 'INSECURE' })
  else if (!facts.mediaDevices?.getUserMedia)
    faults.push({ kind: 'NO_CAMERA', inApp: inAppOf(facts.userAgent) })
  if (!facts.indexedDB) faults.push({ kind: 'NO_STORAGE' })
  return faults
}

function storage(): unknown {
  try {
    return globalThis.indexedDB
  } catch {
    // Forbidden to look at, in some private windows.
    return undefined
  }
}

export const browserFacts = (): BrowserFacts => ({
  userAgent: navigator.userAgent,
  isSecureContext: globalThis.isSecureContext,
  mediaDevices: navigator.mediaDevices,
  indexedDB: storage(),
})
