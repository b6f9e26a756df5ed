import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/**
 * The scan of a page that asks for a name and a number. It has an address of its own on that page, so that the phone's
 * back button closes it and what was typed stays.
 */
export function useScanning() {
  const router = useRouter()
  const route = useRoute()
  const isScanning = computed(() => route.query.scan !== undefined)

  async function open(): Promise<void> {
    await router.push({ query: { ...route.query, scan: '1' } })
  }

  async function close(): Promise<void> {
    // As the back button does; who came here by the address alone has nothing to go back to.
    if ((history.state as { back?: string } | null)?.back) return router.back()
    const query = { ...route.query }
    delete query.scan
    await router.replace({ query })
  }

  return { isScanning, open, close }
}
