import { api } from './services'
import type { ExportJob, FileFormat } from './useExport'

/** Who of one's scope has not proved it under a plan; without one, under any. */
export function exportUnfinished(name: string, format: FileFormat, plan_id = ''): ExportJob {
  return {
    name,
    format,
    call: (cursor) => {
      const query = { plan_id: plan_id || undefined, cursor }
      const options = { params: { query }, parseAs: 'blob' as const }
      return format === 'csv'
        ? api.GET('/api/v1/console/exports/unfinished.csv', options)
        : api.GET('/api/v1/console/exports/unfinished.xlsx', options)
    },
  }
}
