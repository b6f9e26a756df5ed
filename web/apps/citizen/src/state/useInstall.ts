import { computed, shallowRef } from 'vue'
import { inAppOf } from './browser'

/** Chromium's, which waits until it is asked for. */
export interface InstallPrompt extends Event {
  prompt: () => Promise<void>
  userChoice: Promise<{ outcome: 'accepted' | 'dismissed' }>
}

/** How this browser puts the app on the home screen: asked by us, by hand as on an iPhone, or not at all. */
export type InstallWay = 'prompt' | 'ios' | 'none'

export interface InstallFacts {
  userAgent: string
  maxTouchPoints: number
  /** It runs from the home screen already. */
  isStandalone: boolean
  hasPrompt: boolean
}

export function installWay({ userAgent, maxTouchPoints, isStandalone, hasPrompt }: InstallFacts): InstallWay {
  if (isStandalone || inAppOf(userAgent)) return 'none'
  if (hasPrompt) return 'prompt'
  // An iPad says that it is a Mac, which has no touch screen.
  const isApple = /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1)
  const isSafari =
    /Safari\//.test(userAgent) && !/CriOS|FxiOS|EdgiOS|MQQBrowser|UCBrowser|baidu/i.test(userAgent)
  return isApple && isSafari ? 'ios' : 'none'
}

const prompt = shallowRef<InstallPrompt>()
const isInstalled = shallowRef(false)

/** From the start: the browser offers it once. */
export function watchForInstall(window: Window): void {
  window.addEventListener('beforeinstallprompt', (event) => {
    // Not now, and not over the page: there is a button for it.
    event.preventDefault()
    prompt.value = event as InstallPrompt
  })
  window.addEventListener('appinstalled', () => {
    prompt.value = undefined
    isInstalled.value = true
  })
}

const isStandalone = () =>
  matchMedia('(display-mode: standalone)').matches ||
  (navigator as Navigator & { standalone?: boolean }).standalone === true

export function useInstall() {
  const way = computed(() =>
    installWay({
      userAgent: navigator.userAgent,
      maxTouchPoints: navigator.maxTouchPoints,
      isStandalone: isStandalone(),
      hasPrompt: prompt.value !== undefined,
    }),
  )

  async function install(): Promise<void> {
    const asked = prompt.value
    // It can be asked once only.
    prompt.value = undefined
    await asked?.prompt()
  }

  return { way, isInstalled, install }
}
