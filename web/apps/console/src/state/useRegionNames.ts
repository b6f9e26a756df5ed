import { codeOf, outcomeOf } from '@jianzai/api'
import { reactive } from 'vue'
import { api } from './services'

/** What regions are called, from the province down; kept while the app is open. */
const names = reactive(new Map<string, string[]>())
const asked = new Set<string>()

async function ask(code: string): Promise<void> {
  if (asked.has(code)) return
  asked.add(code)
  const params = { path: { region: code } }
  const outcome = await outcomeOf(api.GET('/api/v1/console/regions/{region}', { params }))
  if (outcome.ok)
    names.set(
      code,
      outcome.value.path.map(({ name = '' }) => name),
    )
  else if (codeOf(outcome.failure) === 'NOT_FOUND') names.set(code, [])
  else asked.delete(code)
}

/** After somebody gave a region another name. */
function forget(): void {
  asked.clear()
  names.clear()
}

export function useRegionNames() {
  function pathOf(code: string): string[] {
    if (/^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})$/.test(code)) void ask(code)
    return names.get(code) ?? []
  }
  /** With those around it. Empty until the server has answered, and for what nobody named or what is no code. */
  const nameOf = (code: string): string => pathOf(code).join('')
  /** The same, alone. */
  const ownNameOf = (code: string): string => pathOf(code).at(-1) ?? ''
  /** Whether the server has answered that nobody named it, or that it is no code. */
  const isUnnamed = (code: string): boolean => names.has(code) && nameOf(code) === ''
  return { nameOf, ownNameOf, isUnnamed, forget }
}
