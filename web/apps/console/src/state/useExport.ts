import { outcomeOf, type Outcome } from '@jianzai/api'
import { ref, shallowRef } from 'vue'
import { saveFile } from './saveFile'
import { useCall } from './useCall'

export type FileFormat = 'csv' | 'xlsx'
export const fileFormats: FileFormat[] = ['csv', 'xlsx']

interface Part {
  file: Blob
  /** The cursor of the next file. */
  next: string | undefined
}
type Answer = { data?: unknown; error?: unknown; response: Response }

/** A list in as many files as it takes, each asked for by the cursor that came with the one before. */
export interface ExportJob {
  name: string
  format: FileFormat
  call: (cursor: string | undefined) => Promise<Answer>
}

/** The file and, from its header, where the next one begins. */
async function partOf(call: Promise<Answer>) {
  const answer = await call
  const next = answer.response.headers.get('X-Next-Cursor') ?? undefined
  return { ...answer, data: answer.response.ok ? { file: answer.data as Blob, next } : undefined }
}

/** Saves the files of a list, each after the other; after a failure it goes on with the one that failed. `part` counts those
 *  that are saved. */
export function useExport() {
  const { state, failure, run } = useCall()
  const part = ref(0)
  /** What is not whole yet, and where its next file begins. */
  const job = shallowRef<ExportJob>()
  let cursor: string | undefined

  async function save(wanted: ExportJob): Promise<void> {
    if (state.value === 'running') return
    part.value = 0
    cursor = undefined
    job.value = wanted
    await goOn()
  }

  async function goOn(): Promise<void> {
    if (!job.value || state.value === 'running') return
    const { name, format, call } = job.value
    do {
      const got: Part | undefined = await run((): Promise<Outcome<Part>> => outcomeOf(partOf(call(cursor))))
      if (!got) return
      part.value++
      cursor = got.next
      const suffix = part.value > 1 || cursor ? `-${part.value}` : ''
      saveFile(`${name}${suffix}.${format}`, got.file)
    } while (cursor)
    job.value = undefined
  }

  return { state, failure, part, job, save, goOn }
}
