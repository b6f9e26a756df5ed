import { createApi } from '@jianzai/api'
import { createService } from '@jianzai/ui'

export const api = createApi()
export const service = createService(api)
