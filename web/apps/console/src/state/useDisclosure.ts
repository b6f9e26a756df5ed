import { outcomeOf, type ApiClient, type DisclosedPerson, type DisclosureReason } from '@jianzai/api'
import { onScopeDispose, ref, shallowRef } from 'vue'
import { SHOWN_S } from './disclosure'
import { useCall } from './useCall'

/** The whole ID number and phone of somebody, for a minute, to who says why. */
export function useDisclosure(api: ApiClient, person_id: string) {
  const { state, failure, run } = useCall()
  const shown = shallowRef<DisclosedPerson>()
  const left_s = ref(0)
  let timer: ReturnType<typeof setInterval> | undefined

  function hide(): void {
    clearInterval(timer)
    timer = undefined
    shown.value = undefined
    left_s.value = 0
  }
  let isGone = false
  onScopeDispose(() => {
    isGone = true
    hide()
  })

  /** True where they are shown. */
  async function show(reason: DisclosureReason): Promise<boolean> {
    const disclosed = await run(() =>
      outcomeOf(
        api.POST('/api/v1/console/persons/{person_id}/disclosures', {
          params: { path: { person_id } },
          body: { reason },
        }),
      ),
    )
    if (!disclosed || isGone) return false
    hide()
    shown.value = disclosed
    left_s.value = SHOWN_S
    const until = Date.now() + SHOWN_S * 1000
    timer = setInterval(() => {
      left_s.value = Math.ceil((until - Date.now()) / 1000)
      if (left_s.value <= 0) hide()
    }, 1000)
    return true
  }

  return { state, failure, shown, left_s, show, hide }
}
