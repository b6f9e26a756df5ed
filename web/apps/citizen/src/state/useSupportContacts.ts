import { outcomeOf, type SupportContact } from '@jianzai/api'
import { computed, onMounted, shallowRef } from 'vue'
import { api, service } from './services'
import { useSession } from './useSession'

/** Of the own agency; of the whole service where nobody knows the agency, it has said none, or the network is away. */
export function useSupportContacts() {
  const session = useSession()
  const own = shallowRef<SupportContact[]>([])
  onMounted(async () => {
    if (session.state.value !== 'member') return
    const outcome = await outcomeOf(api.GET('/api/v1/me/proof'))
    if (outcome.ok) own.value = outcome.value.support
  })
  return computed<SupportContact[]>(() => {
    if (own.value.length > 0) return own.value
    const { phones = [], wechat_ids: ids = [], hours = '' } = service.value?.support ?? {}
    return [
      ...phones.map((value) => ({ kind: 'PHONE' as const, value, hours })),
      ...ids.map((value) => ({ kind: 'WECHAT' as const, value, hours: '' })),
    ]
  })
}
