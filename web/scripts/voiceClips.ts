// What the citizen app says, as MP3 clips, with an index of each language, whose address `virtual:voice-clips` has. Made by
// espeak-ng and lame, both of Debian, unless somebody has recorded the text: apps/citizen/voice/<language>/<key>.mp3. Kept in
// build/voice by what they say, so that a second build is quick. Without the two programs the app uses the phone's own voice,
// or is silent.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { customPinyin, pinyin } from 'pinyin-pro'
import { runnerImport, type Plugin } from 'vite'
import { spokenTexts } from '../apps/citizen/src/state/spokenKeys.ts'

const app = join(import.meta.dirname, '../apps/citizen')
const cache = join(import.meta.dirname, '../../build/voice')
const locales = join(app, 'src/locales')
export const recordings = join(app, 'voice')

interface Voice {
  /** For espeak-ng. */
  name: string
  words_per_minute: number
  /** As the voice reads it. */
  spell: (text: string) => string
}

// What pinyin-pro 3.29 reads wrongly in our texts; `voice:list` shows all.
customPinyin({ 只留: 'zhǐ liú', 只放: 'zhǐ fàng', 离得: 'lí de', 撩开: 'liāo kāi', 帽子: 'mào zi' })

const pauses: Record<string, string> = {
  '，': ',',
  '、': ',',
  '：': ',',
  '；': ';',
  '。': '.',
  '？': '?',
  '…': '.',
}
const segmenter = new Intl.Segmenter('zh-CN', { granularity: 'word' })

/** Debian's voices read Chinese characters wrongly, and pinyin with the numbers of the tones well: `qing3 kan4zhe5 jing4tou2`. */
export function spellChinese(text: string): string {
  const syllables = pinyin(text, { type: 'array', toneType: 'num', v: true })
  let at = 0
  const spelled = [...segmenter.segment(text)].map(({ segment, isWordLike }) => {
    const marks = [...segment]
    const own = syllables.slice(at, (at += marks.length))
    if (!isWordLike) return marks.map((mark) => pauses[mark] ?? '').join('')
    // A tone of its own has every syllable but the weak ones. Latin letters would be read as pinyin.
    const word = own.filter((syllable) => /^[a-zü]+[0-4]$/.test(syllable)).join('')
    return word && ` ${word.replaceAll('0', '5')}`
  })
  return spelled.join('').trim()
}

const voices: Record<string, Voice> = {
  'zh-CN': { name: 'cmn-latn-pinyin', words_per_minute: 175, spell: spellChinese },
  en: { name: 'en', words_per_minute: 150, spell: (text) => text.replace(/[“”]/g, '') },
}

const sampleRate_hz = 22_050
const quiet = 300
const margin_samples = 0.06 * sampleRate_hz
const loudest = 0.9 * 32_767

/** Takes the silence off both ends, and makes it as loud as it can be. `samples` are 16 bit. */
export function trimmed(samples: Int16Array): Int16Array {
  const isLoud = (sample: number) => Math.abs(sample) > quiet
  const first = Math.max(0, samples.findIndex(isLoud) - margin_samples)
  const last = samples.length - Math.max(0, samples.slice().reverse().findIndex(isLoud) - margin_samples)
  const speech = samples.slice(first, last)
  const peak = speech.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1)
  return speech.map((sample) => Math.round((sample * loudest) / peak))
}

function run(command: string, args: string[], input: string | Uint8Array): Uint8Array {
  const { status, stdout, stderr, error } = spawnSync(command, args, { input, maxBuffer: 1 << 26 })
  if (error) throw error
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}`)
  return stdout
}

function speak({ name, words_per_minute }: Voice, spelled: string): Uint8Array {
  const wave = run('espeak-ng', ['-v', name, '-s', `${words_per_minute}`, '--stdin', '--stdout'], spelled)
  const header_bytes = 44
  const count = (wave.length - header_bytes) >> 1
  const samples = trimmed(
    Int16Array.from({ length: count }, (_, i) => {
      const at = header_bytes + 2 * i
      return wave[at]! | (wave[at + 1]! << 8)
    }),
  )
  const rate = `${sampleRate_hz / 1000}`
  const args = [
    '--quiet',
    '-r',
    '-s',
    rate,
    '--signed',
    '--little-endian',
    '-m',
    'm',
    '-b',
    '24',
    '-t',
    '-',
    '-',
  ]
  return run('lame', args, new Uint8Array(samples.buffer))
}

export const hasTools = () =>
  ['espeak-ng', 'lame'].every((command) => spawnSync(command, ['--version']).status === 0)

export interface Clip {
  key: string
  text: string
  /** Empty where no voice speaks the language. */
  spelled: string
  isRecorded: boolean
}

const recordingOf = (language: string, key: string) => join(recordings, language, `${key}.mp3`)

/** What is said in this language, as its locale file has it. */
export async function clipsOf(language: string): Promise<Clip[]> {
  const voice = voices[language]
  const { module } = await runnerImport<{ default: Parameters<typeof spokenTexts>[0] }>(
    join(locales, `${language}.ts`),
    { configFile: false, logLevel: 'silent' },
  )
  return Object.entries(spokenTexts(module.default)).map(([key, text]) => ({
    key,
    text,
    spelled: voice?.spell(text) ?? '',
    isRecorded: existsSync(recordingOf(language, key)),
  }))
}

/** All that there are: those without a voice may be recorded. */
export const spokenLanguages = () => readdirSync(locales).map((file) => file.replace(/\.ts$/, ''))

/** Recordings of texts that do not exist. */
function strangers(language: string, clips: Clip[]): string[] {
  const folder = join(recordings, language)
  const known = new Set(clips.map(({ key }) => `${key}.mp3`))
  return existsSync(folder) ? readdirSync(folder).filter((file) => !known.has(file)) : []
}

/** Undefined where nobody recorded it and no voice speaks it. */
function clip(
  language: string,
  { key, spelled, isRecorded }: Clip,
  canSpeak: boolean,
): Uint8Array | undefined {
  if (isRecorded) return readFileSync(recordingOf(language, key))
  const voice = voices[language]
  if (!voice || !canSpeak) return undefined
  const settings = JSON.stringify([voice.name, voice.words_per_minute, spelled, trimmed.toString()])
  const kept = join(cache, `${createHash('sha256').update(settings).digest('hex').slice(0, 32)}.mp3`)
  if (!existsSync(kept)) {
    mkdirSync(cache, { recursive: true })
    const fresh = `${kept}.${process.pid}`
    writeFileSync(fresh, speak(voice, spelled))
    renameSync(fresh, kept)
  }
  return readFileSync(kept)
}

const name = 'virtual:voice-clips'
const hashOf = (source: Uint8Array) => createHash('sha256').update(source).digest('hex').slice(0, 8)

export function voiceClips(): Plugin {
  let isBuild = false
  /** Written by us: the bundler's report would be long. */
  const files = new Map<string, Uint8Array>()
  return {
    name: 'voice-clips',
    configResolved: ({ command }) => void (isBuild = command === 'build'),
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    async load(id) {
      if (id !== `\0${name}`) return undefined
      const indexes: Record<string, string> = {}
      const canSpeak = hasTools()
      if (isBuild && !canSpeak) this.warn('espeak-ng or lame is missing: only recorded clips are built')
      for (const language of isBuild ? spokenLanguages() : []) {
        const clips = await clipsOf(language)
        for (const file of strangers(language, clips))
          this.warn(`voice/${language}/${file} says nothing that is said`)
        const hashes: Record<string, string> = {}
        for (const one of clips) {
          const source = clip(language, one, canSpeak)
          if (!source) continue
          hashes[one.key] = hashOf(source)
          files.set(`assets/voice/${language}/${one.key}-${hashes[one.key]}.mp3`, source)
        }
        const index = Buffer.from(JSON.stringify(hashes))
        const file = `assets/voice/${language}-${hashOf(index)}.json`
        files.set(file, index)
        indexes[language] = `/${file}`
      }
      return `export default ${JSON.stringify(indexes)}`
    },
    writeBundle({ dir = '' }) {
      let bytes = 0
      for (const [file, source] of files) {
        mkdirSync(join(dir, dirname(file)), { recursive: true })
        writeFileSync(join(dir, file), source)
        bytes += source.length
      }
      this.info(`${files.size} voice clips and their indexes, ${Math.round(bytes / 1000)} kB`)
    },
  }
}
