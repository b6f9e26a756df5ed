import indexes from 'virtual:voice-clips'
import { onScopeDispose, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { shake, Sound } from './sound'
import { Voice, type Urgency, type Words } from './voice'

/** A clip has 5 to 25 kB: where it takes so long, what it says is over. */
const fetch_ms = 5000
/** What changes sooner than that is not said. */
export const SAY_AFTER_MS = 800
/** The same hint is not said again sooner. */
export const REPEAT_AFTER_MS = 8000

type Index = Record<string, string>
const kept = new Map<string, Promise<unknown>>()

async function fetchFile<T>(address: string, read: (answer: Response) => Promise<T>): Promise<T> {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), fetch_ms)
  try {
    const answer = await fetch(address, { signal: stop.signal })
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`)
    return await read(answer)
  } finally {
    clearTimeout(timer)
  }
}

/** Fetches a file once; one that did not come is fetched again the next time. */
function file<T>(address: string, read: (answer: Response) => Promise<T>): Promise<T> {
  let fetched = kept.get(address) as Promise<T> | undefined
  if (!fetched) {
    fetched = fetchFile(address, read)
    kept.set(address, fetched)
    fetched.catch(() => kept.delete(address))
  }
  return fetched
}

async function clip({ key, language }: Words): Promise<Blob | undefined> {
  try {
    const index = indexes[language]
    const hash = index && (await file<Index>(index, (answer) => answer.json()))[key]
    if (!hash) return undefined
    return await file(`/assets/voice/${language}/${key}-${hash}.mp3`, (answer) => answer.blob())
  } catch {
    return undefined
  }
}

const sound = new Sound()
const voice = new Voice({
  clip,
  play: (clip) => sound.play(clip),
  speak: (words) => sound.speak(words),
  hush: () => sound.hush(),
})

async function unlock(): Promise<void> {
  if (!(await sound.unlock())) return
  document.removeEventListener('click', tapped, true)
  voice.unlocked()
}
const tapped = () => void unlock()
document.addEventListener('click', tapped, true)

/** Says texts of the locale files, by their keys. */
export function useVoice() {
  const { t, locale } = useI18n()
  const wordsOf = (keys: string[]) => keys.map((key) => ({ key, text: t(key), language: locale.value }))
  return {
    isMuted: voice.isMuted,
    say: (keys: string[], urgency: Urgency) => voice.say(wordsOf(keys), urgency),
    prepare: (keys: string[]) => voice.prepare(wordsOf(keys)),
    mute: (isMuted: boolean) => voice.mute(isMuted),
    hush: () => voice.hush(),
    shake,
  }
}

/** Says what has stood for a moment, when nothing else is being said, until the component goes. */
export function useSpoken(keys: () => string[]): void {
  const { say, hush } = useVoice()
  const said_at = new Map<string, number>()
  watch(
    () => keys().join(' '),
    (joined, _before, onCleanup) => {
      if (!joined) return
      const timer = setTimeout(() => {
        if (Date.now() - (said_at.get(joined) ?? -Infinity) < REPEAT_AFTER_MS) return
        said_at.set(joined, Date.now())
        say(keys(), 'next')
      }, SAY_AFTER_MS)
      onCleanup(() => clearTimeout(timer))
    },
    { immediate: true },
  )
  onScopeDispose(hush)
}
