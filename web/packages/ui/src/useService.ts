import { outcomeOf, type ApiClient, type Service } from '@jianzai/api'
import { ref } from 'vue'

const retry_ms = 5000

/** What the server says of itself; asked again until it answers. */
export function createService(api: ApiClient) {
  const service = ref<Service>()
  async function load(): Promise<void> {
    const outcome = await outcomeOf(api.GET('/api/v1/service'))
    if (outcome.ok) service.value = outcome.value
    else setTimeout(() => void load(), retry_ms)
  }
  void load()
  return service
}
