import { outcomeOf, type ApiClient, type CodeRequest, type Failure } from '@jianzai/api'
import { onScopeDispose, ref } from 'vue'

/** Full-width digits and spaces are understood. */
export function normaliseCode(typed: string): string {
  return typed.normalize('NFKC').replace(/\s/g, '')
}

export function codeFault(typed: string): 'REQUIRED' | 'CODE' | undefined {
  const code = normaliseCode(typed)
  if (code === '') return 'REQUIRED'
  return /^\d{6}$/.test(code) ? undefined : 'CODE'
}

const second_ms = 1000
/** The server's pause between two codes. */
const longestMoment_s = 60

/** Asks for a code by text message, and counts down until another one may be asked for. */
export function createCode(api: ApiClient) {
  const wait_s = ref(0)
  let ticking: ReturnType<typeof setInterval> | undefined

  function stop(): void {
    clearInterval(ticking)
    ticking = undefined
  }

  function waitFor(seconds: number): void {
    wait_s.value = seconds
    ticking ??= setInterval(() => {
      if (--wait_s.value <= 0) stop()
    }, second_ms)
  }

  /** Why none was sent. */
  async function send(body: CodeRequest): Promise<Failure | undefined> {
    const outcome = await outcomeOf(api.POST('/api/v1/codes', { body }))
    if (!outcome.ok) return outcome.failure
    waitFor(outcome.value.next_after_s)
    return undefined
  }

  /** For whom one is under way. */
  let askedFor = ''

  /**
   * Sees to it that a code is under way: who went back and comes again has one already, and so has who is told to wait
   * a moment, because the last answer was lost. Otherwise why there is none.
   */
  async function ask(body: CodeRequest): Promise<Failure | undefined> {
    const whom = JSON.stringify(body)
    if (whom === askedFor) return undefined
    const failure = await send(body)
    if (failure) {
      const wait_s = failure.kind === 'refused' ? failure.error.retry_after_s : undefined
      if (wait_s === undefined || wait_s > longestMoment_s) return failure
      waitFor(wait_s)
    }
    askedFor = whom
    return undefined
  }

  onScopeDispose(stop, true)
  return { wait_s, send, ask }
}
