import { api } from './services'
import type { ExportJob, FileFormat } from './useExport'

/** The people of one's scope. */
export function exportPersons(name: string, format: FileFormat): ExportJob {
  return {
    name,
    format,
    call: (reason, cursor) => {
      const options = { params: { query: { reason, cursor } }, parseAs: 'blob' as const }
      return format === 'csv'
        ? api.GET('/api/v1/console/exports/persons.csv', options)
        : api.GET('/api/v1/console/exports/persons.xlsx', options)
    },
  }
}
