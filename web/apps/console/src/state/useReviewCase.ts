import { codeOf, outcomeOf, type ApiClient, type Review } from '@jianzai/api'
import { computed, onBeforeUnmount, onMounted, ref, shallowRef } from 'vue'
import { useRouter } from 'vue-router'
import { lastDecision, nextReview, type Place, type Verdict } from './nextReview'
import { useCall } from './useCall'

/** A claim is over after half an hour without this. */
export const RENEW_MS = 10 * 60_000

/** One case at the review desk: seen to by one reviewer, decided, and then the next one. */
export function useReviewCase(api: ApiClient, review_id: string) {
  const router = useRouter()
  const loading = useCall()
  const claiming = useCall()
  const deciding = useCall()
  const going = useCall()
  const review = shallowRef<Review>()
  const isMine = ref(false)
  /** It was decided here: nothing more is, whatever its state. */
  const isOver = ref(false)
  /** On the way to the next one, until that is there. */
  const isGoing = ref(false)
  /** As it came: a decision may put the case off. */
  let place: Place = { review_id, due_on: '' }
  const path = { review_id }
  const address = '/api/v1/console/reviews/{review_id}/claim'
  let renewing: ReturnType<typeof setInterval> | undefined
  let isLeft = false

  const isPending = computed(() => review.value?.state === 'OPEN' || review.value?.state === 'ASKED')
  /** Why nobody decides here now; undefined: it can be decided. */
  const bar = computed(() => {
    if (!review.value || !isPending.value || isOver.value) return 'closed'
    if (review.value.claimed_by) return 'claimed'
    if (review.value.is_collector) return 'collector'
    return review.value.waits_for_second ? 'second' : undefined
  })

  async function load(): Promise<void> {
    const loaded = await loading.run(() =>
      outcomeOf(api.GET('/api/v1/console/reviews/{review_id}', { params: { path } })),
    )
    if (!loaded) return
    review.value = loaded
    if (!place.due_on) place = loaded
  }

  /** Sees to it, so that others leave it alone. */
  async function claim(): Promise<void> {
    renewing ??= setInterval(() => void claim(), RENEW_MS)
    const claimed = await claiming.run(() => outcomeOf(api.PUT(address, { params: { path } })))
    if (claimed) {
      isMine.value = true
      if (!isOver.value) review.value = claimed
      if (isLeft || isOver.value) await release()
      return
    }
    // Another one was faster: the page says who, and nothing has failed. Without an answer the claim goes on.
    if (claiming.failure.value && codeOf(claiming.failure.value) === 'REVIEW_CLAIMED') {
      isMine.value = false
      claiming.failure.value = undefined
      await load()
    }
  }

  /** Leaves it to others. `keepalive`: the browser sends it although the page goes. */
  async function release(keepalive = false): Promise<void> {
    clearInterval(renewing)
    renewing = undefined
    if (!isMine.value) return
    isMine.value = false
    await outcomeOf(api.DELETE(address, { params: { path }, ...(keepalive && { keepalive: true }) }))
  }
  const releaseAtOnce = () => void release(true)

  onMounted(async () => {
    await load()
    if (isLeft || bar.value === 'closed' || bar.value === 'claimed' || bar.value === 'second') return
    await claim()
  })
  globalThis.addEventListener?.('pagehide', releaseAtOnce)
  onBeforeUnmount(() => {
    isLeft = true
    globalThis.removeEventListener?.('pagehide', releaseAtOnce)
    void release()
  })

  /** To the next that can be decided now, or to the list where there is none. */
  async function next(): Promise<void> {
    if (isGoing.value) return
    isGoing.value = true
    try {
      const page = await going.run(() => outcomeOf(api.GET('/api/v1/console/reviews')))
      if (!page || isLeft) return
      const following = nextReview(page.reviews, place)
      await router.replace(
        following ? { name: 'review', params: { id: following.review_id } } : { name: 'reviews' },
      )
    } finally {
      isGoing.value = false
    }
  }

  /** To the next one with this left as it is; not while a decision is on its way. */
  async function skip(): Promise<void> {
    if (deciding.state.value === 'running' || isGoing.value) return
    lastDecision.value = undefined
    await next()
  }

  /** False where it was refused. */
  async function decide(verdict: Verdict, note: string, promote: string): Promise<boolean> {
    if (deciding.state.value === 'running' || isGoing.value || bar.value) return false
    const decided = await deciding.run(() =>
      outcomeOf(
        api.POST('/api/v1/console/reviews/{review_id}/decision', {
          params: { path },
          body: {
            decision: verdict,
            ...(note && { note }),
            ...(verdict === 'APPROVE' && promote && { promote }),
          },
        }),
      ),
    )
    if (!decided) {
      // Another one decided or took it, or reported a death meanwhile: the page says so.
      const code = deciding.failure.value && codeOf(deciding.failure.value)
      if (code === 'REVIEW_CLAIMED' || code === 'REVIEW_CLOSED' || code === 'DEATH_REPORTED') await load()
      return false
    }
    isOver.value = true
    review.value = decided
    lastDecision.value = { review: decided, verdict, note }
    await Promise.all([release(), next()])
    return true
  }

  return { review, bar, isPending, isMine, isGoing, loading, claiming, deciding, going, claim, skip, decide }
}
