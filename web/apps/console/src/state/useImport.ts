import { bytesBody, Intention, outcomeOf, type Import, type ImportColumns, type ListKind } from '@jianzai/api'
import { computed, shallowRef } from 'vue'
import { api } from './services'
import { useCall } from './useCall'
import { usePoll } from './usePoll'

const LOOK_AGAIN_MS = 1000

/** The server has something to do. */
export const isAtWork = ({ state }: Pick<Import, 'state'>): boolean =>
  state === 'CHECKING' || state === 'RUNNING' || state === 'UNDOING'

/** Somebody has to say how it goes on. */
export const isWaiting = ({ state }: Pick<Import, 'state'>): boolean =>
  state === 'UNMAPPED' || state === 'CHECKED'

/** One list on its way: handed in, checked, taken over, taken back. The server goes on when nobody looks. */
export function useImport(onChange: (job: Import) => void) {
  const job = shallowRef<Import>()
  const calling = useCall()
  /** Apart from what somebody does, which need not wait for it. */
  const polling = useCall()
  const intention = new Intention()
  const poll = usePoll(lookAgain, LOOK_AGAIN_MS)
  /** Counts what somebody asked for: only the answer to the last is shown. */
  let turn = 0

  function show(next: Import | undefined): void {
    poll.stop()
    polling.failure.value = undefined
    job.value = next
    if (!next) return
    onChange(next)
    if (isAtWork(next)) poll.again()
  }

  const pathOf = (import_id: string) => ({ params: { path: { import_id } } })

  const get = (import_id: string) =>
    outcomeOf(api.GET('/api/v1/console/imports/{import_id}', pathOf(import_id)))

  async function lookAgain(): Promise<void> {
    const before = job.value
    if (!before) return
    const found = await polling.run(() => get(before.import_id))
    // Something newer is shown.
    if (job.value !== before) return
    if (found) show(found)
    // Without an answer, too: the network comes back.
    else poll.again()
  }

  async function open(import_id: string): Promise<void> {
    const own = ++turn
    const found = await calling.run(() => get(import_id))
    if (found && own === turn) show(found)
  }

  async function handIn(kind: ListKind, file: File): Promise<void> {
    const own = ++turn
    const what = { kind, name: file.name, size: file.size, modified: file.lastModified }
    const params = {
      header: { 'Idempotency-Key': intention.keyFor(what) },
      query: { kind, file_name: file.name },
    }
    const handedIn = await calling.run(() =>
      outcomeOf(
        api.POST('/api/v1/console/imports', {
          params,
          headers: { 'Content-Type': 'application/octet-stream' },
          ...bytesBody(file),
        }),
      ),
    )
    if (!handedIn) return
    intention.settle()
    if (own === turn) show(handedIn)
    else onChange(handedIn)
  }

  async function act(step: 'start' | 'undo' | 'discard'): Promise<void> {
    if (!job.value || calling.state.value === 'running') return
    const { import_id } = job.value
    const path = pathOf(import_id)
    const calls = {
      start: () => api.PUT('/api/v1/console/imports/{import_id}/start', path),
      undo: () => api.PUT('/api/v1/console/imports/{import_id}/undo', path),
      discard: () => api.DELETE('/api/v1/console/imports/{import_id}', path),
    }
    const done = await calling.run(() => outcomeOf(calls[step]()))
    if (done && job.value?.import_id === import_id) show(done)
  }

  async function map(body: ImportColumns): Promise<void> {
    if (!job.value) return
    const { import_id } = job.value
    const path = pathOf(import_id)
    const mapped = await calling.run(() =>
      outcomeOf(api.PUT('/api/v1/console/imports/{import_id}/columns', { ...path, body })),
    )
    if (mapped && job.value?.import_id === import_id) show(mapped)
  }

  const failure = computed(() => calling.failure.value ?? polling.failure.value)
  return { job, state: calling.state, failure, show, open, handIn, act, map }
}
