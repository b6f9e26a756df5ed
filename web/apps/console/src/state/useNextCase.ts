import { onMounted } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** The case that the desk led to (`?next=`): told once, when the list is there. */
export function useNextCase(load: () => Promise<void>, take: (id: string) => unknown) {
  const route = useRoute()
  const router = useRouter()
  onMounted(async () => {
    const { next, ...others } = route.query
    await load()
    if (typeof next !== 'string') return
    await router.replace({ query: others })
    await take(next)
  })
}
