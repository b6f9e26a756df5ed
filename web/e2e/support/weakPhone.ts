import type { CDPSession, Page } from '@playwright/test'

/** A slow network as Chromium plays it, for requests and WebSockets alike. */
export interface SlowNetwork {
  down_kbit_per_s: number
  up_kbit_per_s: number
  latency_ms: number
}

/** A village at the edge of the cell: what is sent crawls, what comes a little less. */
export const edgeOfCell: SlowNetwork = { down_kbit_per_s: 400, up_kbit_per_s: 100, latency_ms: 400 }
/** A phone of 2019 for 600 yuan, against a desktop's core (Chromium's own "low-tier mobile"). */
const cpu_times_slower = 6

const bytesPerSecond = (kbit_per_s: number) => (kbit_per_s * 1000) / 8

export async function slowDown(page: Page, network: SlowNetwork, cpu = 1): Promise<CDPSession> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.enable')
  // What it fetches would be neither slow nor counted.
  await devtools.send('Network.setBypassServiceWorker', { bypass: true })
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: network.latency_ms,
    downloadThroughput: bytesPerSecond(network.down_kbit_per_s),
    uploadThroughput: bytesPerSecond(network.up_kbit_per_s),
  })
  if (cpu > 1) await devtools.send('Emulation.setCPUThrottlingRate', { rate: cpu })
  return devtools
}

export interface FirstLoad {
  /** With their heads, as they went over the wire. */
  bytes: number
  files: number
  /** Until a button could be tapped. */
  usable_ms: number
}

/** Opens an address with nothing in the cache, on the slow network with a slow processor, up to a button. */
export async function firstLoad(page: Page, address: string, button: string): Promise<FirstLoad> {
  const devtools = await slowDown(page, edgeOfCell, cpu_times_slower)
  const load = { bytes: 0, files: 0 }
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    load.bytes += encodedDataLength
    load.files++
  })
  const from = Date.now()
  await page.goto(address, { waitUntil: 'commit', timeout: 60_000 })
  await page.locator(`[data-test="${button}"]:enabled`).waitFor({ timeout: 60_000 })
  const usable_ms = Date.now() - from
  await page.waitForLoadState('networkidle', { timeout: 60_000 })
  await devtools.detach()
  return { ...load, usable_ms }
}
