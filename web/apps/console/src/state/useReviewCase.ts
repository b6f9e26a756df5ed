import { codeOf, outcomeOf, type ApiClient, type Review } from '@jianzai/api'
import { computed, onBeforeUnmount, onMounted, ref, shallowRef } from 'vue'
import { useRouter } from 'vue-router'
import { lastDecision, nextReview, type Verdict } from './nextReview'
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
  const path = { review_id }
  const address = '/api/v1/console/reviews/{review_id}/claim'
  let renewing: ReturnType<typeof setInterval> | undefined
  let isLeft = false

  const isPending = computed(() => review.value?.state === 'OPEN' || review.value?.state === 'ASKED')
  /** Why nobody decides here now; undefined: it can be decided. */
  const bar = computed(() => {
    if (!review.value || !isPending.value) return 'closed'
    if (review.value.claimed_by) return 'claimed'
    if (review.value.is_collector) return 'collector'
    return review.value.waits_for_second ? 'second' : undefined
  })

  async function load(): Promise<void> {
    review.value =
      (await loading.run(() =>
        outcomeOf(api.GET('/api/v1/console/reviews/{review_id}', { params: { path } })),
      )) ?? review.value
  }

  /** Sees to it, so that others leave it alone. */
  async function claim(): Promise<void> {
    const claimed = await claiming.run(() => outcomeOf(api.PUT(address, { params: { path } })))
    if (claimed) {
      isMine.value = true
      review.value = claimed
      if (isLeft) await release()
      return
    }
    isMine.value = false
    // Another one was faster: the page says who, and nothing has failed.
    if (claiming.failure.value && codeOf(claiming.failure.value) === 'REVIEW_CLAIMED') {
      claiming.failure.value = undefined
      await load()
    }
  }

  /** Leaves it to others. `keepalive`: the browser sends it although the page goes. */
  async function release(keepalive = false): Promise<void> {
    clearInterval(renewing)
    if (!isMine.value) return
    isMine.value = false
    await outcomeOf(api.DELETE(address, { params: { path }, ...(keepalive && { keepalive: true }) }))
  }
  const releaseAtOnce = () => void release(true)

  onMounted(async () => {
    await load()
    if (isLeft || bar.value === 'closed' || bar.value === 'claimed' || bar.value === 'second') return
    await claim()
    renewing = setInterval(() => void claim(), RENEW_MS)
    if (isLeft) clearInterval(renewing)
  })
  globalThis.addEventListener?.('pagehide', releaseAtOnce)
  onBeforeUnmount(() => {
    isLeft = true
    globalThis.removeEventListener?.('pagehide', releaseAtOnce)
    void release()
  })

  /** To the first that can be decided now, or to the list where there is none. */
  async function next(): Promise<void> {
    const page = await going.run(() => outcomeOf(api.GET('/api/v1/console/reviews')))
    if (!page || isLeft) return
    const following = nextReview(page.reviews, review_id)
    await router.replace(
      following ? { name: 'review', params: { id: following.review_id } } : { name: 'reviews' },
    )
  }

  /** False where it was refused. */
  async function decide(verdict: Verdict, note: string, promote: string): Promise<boolean> {
    if (deciding.state.value === 'running' || bar.value) return false
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
      // Another one decided or took it meanwhile: the page says so.
      const code = deciding.failure.value && codeOf(deciding.failure.value)
      if (code === 'REVIEW_CLAIMED' || code === 'REVIEW_CLOSED') await load()
      return false
    }
    review.value = decided
    lastDecision.value = { review: decided, verdict, note }
    await release()
    await next()
    return true
  }

  return { review, bar, isPending, isMine, loading, claiming, deciding, going, load, claim, next, decide }
}
