import { outcomeOf, type Outcome } from '@jianzai/api'
import { ref } from 'vue'
import { api } from './services'
import { saveFile } from './saveFile'
import { useCall } from './useCall'

export type FileFormat = 'csv' | 'xlsx'

interface Part {
  file: Blob
  /** The cursor of the next file. */
  next: string | undefined
}

/** The file and, from its header, where the next one begins. */
async function partOf(call: Promise<{ data?: unknown; error?: unknown; response: Response }>) {
  const answer = await call
  const next = answer.response.headers.get('X-Next-Cursor') ?? undefined
  return { ...answer, data: answer.response.ok ? { file: answer.data as Blob, next } : undefined }
}

function persons(format: FileFormat, cursor: string | undefined): Promise<Outcome<Part>> {
  const options = { params: { query: { cursor } }, parseAs: 'blob' as const }
  return outcomeOf(
    partOf(
      format === 'csv'
        ? api.GET('/api/v1/console/exports/persons.csv', options)
        : api.GET('/api/v1/console/exports/persons.xlsx', options),
    ),
  )
}

function unfinished(plan_id: string, format: FileFormat, cursor: string | undefined): Promise<Outcome<Part>> {
  const options = { params: { query: { plan_id, cursor } }, parseAs: 'blob' as const }
  return outcomeOf(
    partOf(
      format === 'csv'
        ? api.GET('/api/v1/console/exports/unfinished.csv', options)
        : api.GET('/api/v1/console/exports/unfinished.xlsx', options),
    ),
  )
}

/** Everybody in as many files as it takes, each after the other. `part` counts those that are saved. */
export function useExport() {
  const { state, failure, run } = useCall()
  const part = ref(0)

  async function saveAll(
    name: string,
    format: FileFormat,
    call: (cursor: string | undefined) => Promise<Outcome<Part>>,
  ): Promise<void> {
    part.value = 0
    let cursor: string | undefined
    do {
      const got = await run(() => call(cursor))
      if (!got) return
      part.value++
      cursor = got.next
      const suffix = part.value > 1 || cursor ? `-${part.value}` : ''
      saveFile(`${name}${suffix}.${format}`, got.file)
    } while (cursor)
  }

  return {
    state,
    failure,
    part,
    savePersons: (name: string, format: FileFormat) =>
      saveAll(name, format, (cursor) => persons(format, cursor)),
    saveUnfinished: (name: string, plan_id: string, format: FileFormat) =>
      saveAll(name, format, (cursor) => unfinished(plan_id, format, cursor)),
  }
}
