import { api } from './services'
import type { ExportJob, FileFormat } from './useExport'

/** Who of one's scope, or of a region in it, has not proved it under a plan; without one, under any that is not closed. */
export function exportUnfinished(name: string, format: FileFormat, plan_id = '', region = ''): ExportJob {
  return {
    name,
    format,
    call: (reason, cursor) => {
      const query = { reason, plan_id: plan_id || undefined, region: region || undefined, cursor }
      const options = { params: { query }, parseAs: 'blob' as const }
      return format === 'csv'
        ? api.GET('/api/v1/console/exports/unfinished.csv', options)
        : api.GET('/api/v1/console/exports/unfinished.xlsx', options)
    },
  }
}
