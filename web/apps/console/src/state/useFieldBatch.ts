import {
  outcomeOf,
  type ApiClient,
  type Failure,
  type Operator,
  type Outcome,
  type Person,
  type RecordedConsentMode,
  type Task,
} from '@jianzai/api'
import { createFieldOutbox, type FieldCapture, type FieldOutbox, type RegisterKey } from '@jianzai/capture'
import { dayInChina } from '@jianzai/ui'
import { computed, onMounted, onUnmounted, ref, shallowRef } from 'vue'
import { waysOf } from './assistedWays'
import { fieldRows, type FieldRow } from './fieldPeople'
import { syncField } from './fieldSync'
import { pagesUpTo } from './pagesUpTo'
import { hasPartsBelow, isInside } from './regionTree'
import { useOperator } from './useOperator'

export type FieldBatchState =
  | 'resting'
  | 'sending'
  /** For the network, or until the server is less busy. */
  | 'waiting'

const retry_ms = 20_000
/** So many people a phone holds at once; who has more chooses a place. */
export const PEOPLE_MAX = 1000
const asked: Task['state'][] = ['PENDING', 'VERIFYING', 'SUSPEND_PROPOSED', 'SUSPENDED']

/** The people of a village helper or an employer, one picture of each, and handing them in when there is a network.
 *  `textVersion`: of what is read to them. */
export function useFieldBatch(api: ApiClient, operator: Operator, textVersion: () => string) {
  const { whileLoggedIn } = useOperator()
  const way = waysOf(operator.role)[0]!
  const persons = shallowRef<Person[]>([])
  const tasks = shallowRef<Task[]>([])
  /** Of whom the agency has something that is not confirmed yet. */
  const handedIn = ref<string[]>([])
  const captures = shallowRef<FieldCapture[]>([])
  /** Whose people are listed; empty: all. */
  const region = ref('')
  /** Not all of them are here. */
  const isMore = ref(false)
  const state = ref<FieldBatchState>('resting')
  const isLoading = ref(true)
  /** Another place was chosen, whose people have not come yet. */
  const isMoving = ref(false)
  const failure = shallowRef<Failure>()
  /** Handed in since the page was opened. */
  const sent = ref(0)
  const isKept = ref(true)
  const isOnline = ref(navigator.onLine)
  /** Whether the server takes what this phone signs; undefined: not known yet. */
  const isReady = ref<boolean>()
  let outbox: FieldOutbox | undefined

  const rows = computed(() =>
    fieldRows({
      persons: persons.value,
      tasks: tasks.value,
      proofs: handedIn.value.map((person_id) => ({ person_id })),
      captures: captures.value,
      today: dayInChina(new Date()),
    }),
  )
  const waiting = computed(() => captures.value.filter(({ outcome }) => !outcome))
  /** What somebody has to read. */
  const conflicts = computed(() => captures.value.filter(({ outcome }) => outcome))

  async function readCaptures(): Promise<void> {
    captures.value = (await outbox?.list(operator.operator_id)) ?? []
  }

  async function noteSettled(person_id?: string): Promise<void> {
    if (person_id) {
      handedIn.value = [...handedIn.value, person_id]
      sent.value++
    }
    await readCaptures()
  }

  const register: RegisterKey = async (public_key) => {
    const made = await whileLoggedIn(() =>
      outcomeOf(api.POST('/api/v1/console/field-keys', { body: { public_key } })),
    )
    if (!made.ok) return undefined
    const { key_id, valid_until, server_time } = made.value
    return { key_id, valid_until: Date.parse(valid_until), server_time: Date.parse(server_time) }
  }

  let isLeft = false
  let preparing: Promise<void> | undefined
  /** Gets the phone a key while there is a network: without one nothing that is taken counts. */
  function prepare(): Promise<void> {
    preparing ??= (async () => {
      isReady.value = await outbox?.prepare(operator.operator_id, register, () => isLeft).catch(() => false)
    })().finally(() => (preparing = undefined))
    return preparing
  }

  let turn = 0
  /** Only the place that was asked for last is listed. */
  async function load(): Promise<void> {
    const own = ++turn
    const around = region.value || undefined
    /** In a region people come place by place, the last code first. */
    const isPast = (persons: Person[]) =>
      operator.region !== undefined && around !== undefined && (persons.at(-1)?.region ?? '') < around
    /** Of a village all: there is no smaller place to choose. */
    const most = hasPartsBelow(around ?? operator.region ?? '') ? PEOPLE_MAX : Infinity
    isLoading.value = true
    failure.value = undefined
    const [known, proofs, ...unsettled] = await Promise.all([
      pagesUpTo(
        most,
        (cursor) =>
          whileLoggedIn(() =>
            outcomeOf(api.GET('/api/v1/console/persons', { params: { query: { cursor } } })),
          ),
        (page) => page.persons.filter((person) => isInside(person.region, around)),
        (page) => isPast(page.persons),
      ),
      pagesUpTo(
        Infinity,
        (cursor) =>
          whileLoggedIn(() =>
            outcomeOf(api.GET('/api/v1/console/assisted-proofs', { params: { query: { cursor } } })),
          ),
        (page) => page.proofs,
      ),
      ...asked.map((state) =>
        // All: they come in another order than the people, and whose task is not here seems to be proved.
        pagesUpTo(
          Infinity,
          (cursor) =>
            whileLoggedIn(() =>
              outcomeOf(
                api.GET('/api/v1/console/tasks', { params: { query: { state, region: around, cursor } } }),
              ),
            ),
          (page) => page.tasks,
        ),
      ),
    ])
    if (own !== turn) return
    isLoading.value = false
    isMoving.value = false
    const refused = [known, proofs, ...unsettled].find((answer) => !answer.ok)
    if (refused) {
      failure.value = refused.failure
      return
    }
    if (known.ok) {
      persons.value = known.value.rows
      isMore.value = known.value.isMore
    }
    if (proofs.ok) handedIn.value = proofs.value.rows.map(({ person_id }) => person_id)
    tasks.value = unsettled.flatMap((answer) => (answer.ok ? answer.value.rows : []))
  }

  /** What is here stays until the people of the other place have come. */
  async function choose(place: string): Promise<void> {
    region.value = place
    isMoving.value = true
    await load()
  }

  async function sync(): Promise<void> {
    if (!outbox || state.value === 'sending' || waiting.value.length === 0) return
    state.value = 'sending'
    let why: Failure | undefined
    try {
      const parts = { api, outbox, now: () => Date.now(), onSettled: noteSettled }
      const handed = await whileLoggedIn(async (): Promise<Outcome<undefined>> => {
        const { failure } = await syncField(operator.operator_id, parts)
        return failure ? { ok: false, failure } : { ok: true, value: undefined, status: 200 }
      })
      await readCaptures()
      why = handed.ok ? undefined : handed.failure
    } catch {
      // The phone's storage failed: what is left waits, and is tried again.
      state.value = 'waiting'
      return
    }
    state.value = why ? 'waiting' : 'resting'
    // Where the key was refused, it is gone by now.
    await prepare()
    // Taken while the others were on their way.
    if (!why && waiting.value.length > 0) await sync()
  }

  /** Bound to the person and to now, and kept, before anything else happens. Rejects where it is not kept. */
  async function take(
    { person_id, name, proved_on }: FieldRow,
    jpeg: ArrayBuffer,
    mode: RecordedConsentMode,
  ): Promise<void> {
    outbox ??= await createFieldOutbox()
    const { operator_id } = operator
    const person = { person_id, name, proved_on }
    const consent = { mode, text_version: textVersion() }
    const kept = await outbox
      .add({ operator_id, captured_at: Date.now(), way, person, consent }, jpeg)
      .catch((failed: unknown) => {
        void prepare()
        throw failed
      })
    // It is kept, also where the list cannot be read now.
    await readCaptures().catch(() => (captures.value = [...captures.value, kept]))
    void sync()
  }

  /** Somebody has read what became of it. */
  async function dismiss(capture: FieldCapture): Promise<void> {
    await outbox?.forget(capture)
    await readCaptures()
  }

  const hear = () => {
    isOnline.value = navigator.onLine
    if (isOnline.value) void Promise.all([prepare(), sync()])
  }
  let timer: ReturnType<typeof setInterval> | undefined
  onMounted(async () => {
    globalThis.addEventListener('online', hear)
    globalThis.addEventListener('offline', hear)
    timer = setInterval(() => {
      // A key's time may be over while the page is open.
      if (isOnline.value) void prepare()
      void sync()
    }, retry_ms)
    outbox = await createFieldOutbox()
    isKept.value = outbox.isKept
    await readCaptures().catch(() => undefined)
    await Promise.all([prepare(), load(), sync()])
  })
  onUnmounted(() => {
    isLeft = true
    globalThis.removeEventListener('online', hear)
    globalThis.removeEventListener('offline', hear)
    clearInterval(timer)
  })

  return {
    rows,
    waiting,
    conflicts,
    state,
    isLoading,
    isMoving,
    failure,
    sent,
    isKept,
    isOnline,
    isReady,
    region,
    isMore,
    load,
    choose,
    prepare,
    sync,
    take,
    dismiss,
  }
}
