const shortestPassword = 8

/** Of a password that is to be set, as a field code of the server. */
export function passwordFault(password: string): 'REQUIRED' | 'TOO_SHORT' | undefined {
  if (password === '') return 'REQUIRED'
  return password.length < shortestPassword ? 'TOO_SHORT' : undefined
}
