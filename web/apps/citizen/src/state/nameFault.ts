const longestName = 50

/** As a field code of the server. */
export function nameFault(typed: string): 'REQUIRED' | 'TOO_LONG' | undefined {
  const name = typed.trim()
  if (name === '') return 'REQUIRED'
  return name.length > longestName ? 'TOO_LONG' : undefined
}
