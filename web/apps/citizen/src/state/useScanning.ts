import { computed, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { service } from './services'

/**
 * The scan of a page that asks for a name and a number. It has an address of its own on that page, so that the phone's
 * back button closes it and what was typed stays.
 */
export function useScanning() {
  const router = useRouter()
  const route = useRoute()
  const page = route.path
  const isOpen = computed(() => route.path === page && route.query.scan !== undefined)
  /** Going back takes a moment, in which a second tap must not go back once more. */
  let isClosing = false
  watch(isOpen, () => (isClosing = false))

  const isOffered = computed(() => service.value?.reads_cards !== false)
  const isScanning = computed(() => isOffered.value && isOpen.value)

  async function open(): Promise<void> {
    await router.push({ query: { ...route.query, scan: '1' } })
  }

  async function close(): Promise<void> {
    if (!isOpen.value || isClosing) return
    isClosing = true
    // As the back button does; who came here by the address alone has another page behind, or none.
    const { back } = (history.state ?? {}) as { back?: string | null }
    if (back && router.resolve(back).path === page) return router.back()
    const query = { ...route.query }
    delete query.scan
    await router.replace({ query })
  }

  return { isOffered, isScanning, open, close }
}
