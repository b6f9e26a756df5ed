import { outcomeOf, type DisclosureReason, type Failure } from '@jianzai/api'
import { ref, shallowRef, watch } from 'vue'
import { saveFile } from './saveFile'
import { useOperator } from './useOperator'

export type FileFormat = 'csv' | 'xlsx'
export const fileFormats: FileFormat[] = ['csv', 'xlsx']

type Answer = { data?: unknown; error?: unknown; response: Response }

/** A list in as many files as it takes, each asked for by the cursor that came with the one before. */
export interface ExportJob {
  name: string
  format: FileFormat
  call: (reason: DisclosureReason, cursor: string | undefined) => Promise<Answer>
}

/** `failed`: it waits for somebody to go on with it. */
export type ExportState = 'idle' | 'running' | 'failed' | 'done'

/** The file and, from its headers, where the next one begins and about how many there are. */
async function partOf(call: Promise<Answer>) {
  const answer = await call
  const { headers, ok } = answer.response
  const part = {
    file: answer.data as Blob,
    next: headers.get('X-Next-Cursor') ?? undefined,
    files: Number(headers.get('X-Total-Files')) || undefined,
  }
  return { ...answer, data: ok ? part : undefined }
}

const { operator, state: session, whileLoggedIn } = useOperator()
const state = ref<ExportState>('idle')
const failure = shallowRef<Failure>()
/** How many files are saved, and about how many there will be. */
const part = ref(0)
const files = ref<number>()
/** The one that is on its way, or was last. */
const job = shallowRef<ExportJob>()
/** One of which nobody has said yet what it is needed for. */
const asked = shallowRef<ExportJob>()
/** Another one was wanted while this one is not whole. */
const isRefused = ref(false)
let reason: DisclosureReason | undefined
let cursor: string | undefined
/** Tells the answer to an export that was dropped from one to this. */
let turn = 0

/** Forgets it; what is saved stays with the browser. */
function drop(): void {
  turn++
  state.value = 'idle'
  failure.value = job.value = asked.value = files.value = reason = cursor = undefined
  part.value = 0
  isRefused.value = false
}
// It is nobody else's.
watch(() => operator.value?.operator_id, drop, { flush: 'sync' })

// An ended session waits for a login: who cannot log in again leaves unasked.
globalThis.addEventListener?.('beforeunload', (event) => {
  if (state.value === 'running' && session.value === 'member') event.preventDefault()
})

function save(wanted: ExportJob): void {
  isRefused.value = state.value === 'running' || state.value === 'failed'
  if (!isRefused.value) asked.value = wanted
}

async function begin(why: DisclosureReason): Promise<void> {
  const wanted = asked.value
  if (!wanted) return
  drop()
  job.value = wanted
  reason = why
  await goOn()
}

async function goOn(): Promise<void> {
  if (!job.value || !reason || state.value === 'running' || state.value === 'done') return
  const own = turn
  const why = reason
  const { name, format, call } = job.value
  state.value = 'running'
  failure.value = undefined
  isRefused.value = false
  do {
    const got = await whileLoggedIn(() => outcomeOf(partOf(call(why, cursor))))
    if (own !== turn) return
    if (!got.ok) {
      state.value = 'failed'
      failure.value = got.failure
      return
    }
    part.value++
    cursor = got.value.next
    files.value = got.value.files ?? files.value
    const suffix = part.value > 1 || cursor ? `-${part.value}` : ''
    saveFile(`${name}${suffix}.${format}`, got.value.file)
  } while (cursor)
  state.value = 'done'
}

/** The one export of the console, which goes on while its pages change. It is of the operator who began it. After a failure it
 *  goes on with the file that failed; another one begins when it is whole or dropped. */
export function useExport() {
  return { state, failure, part, files, job, asked, isRefused, save, begin, goOn, drop }
}
