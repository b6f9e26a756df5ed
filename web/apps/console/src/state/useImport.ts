import { bytesBody, Intention, outcomeOf, type Import, type ImportColumns, type ListKind } from '@jianzai/api'
import { onScopeDispose, shallowRef } from 'vue'
import { api } from './services'
import { useCall } from './useCall'

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
  const intention = new Intention()
  let timer: ReturnType<typeof setTimeout> | undefined

  function show(next: Import | undefined): void {
    clearTimeout(timer)
    job.value = next
    if (!next) return
    onChange(next)
    if (isAtWork(next)) timer = setTimeout(() => open(next.import_id), LOOK_AGAIN_MS)
  }
  onScopeDispose(() => clearTimeout(timer))

  const pathOf = (import_id: string) => ({ params: { path: { import_id } } })

  async function open(import_id: string): Promise<void> {
    clearTimeout(timer)
    const found = await calling.run(() =>
      outcomeOf(api.GET('/api/v1/console/imports/{import_id}', pathOf(import_id))),
    )
    if (found) show(found)
    // Without an answer, too: the network comes back.
    else if (job.value) timer = setTimeout(() => open(import_id), LOOK_AGAIN_MS)
  }

  async function handIn(kind: ListKind, file: File): Promise<void> {
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
    show(handedIn)
  }

  async function act(step: 'start' | 'undo' | 'discard'): Promise<void> {
    if (!job.value || calling.state.value === 'running') return
    const path = pathOf(job.value.import_id)
    const calls = {
      start: () => api.PUT('/api/v1/console/imports/{import_id}/start', path),
      undo: () => api.PUT('/api/v1/console/imports/{import_id}/undo', path),
      discard: () => api.DELETE('/api/v1/console/imports/{import_id}', path),
    }
    const done = await calling.run(() => outcomeOf(calls[step]()))
    if (done) show(done)
  }

  async function map(body: ImportColumns): Promise<void> {
    if (!job.value) return
    const path = pathOf(job.value.import_id)
    const mapped = await calling.run(() =>
      outcomeOf(api.PUT('/api/v1/console/imports/{import_id}/columns', { ...path, body })),
    )
    if (mapped) show(mapped)
  }

  return { job, state: calling.state, failure: calling.failure, show, open, handIn, act, map }
}
