import { idNumberFault, normaliseIdNumber, normalisePhone, phoneFault } from '@jianzai/ui'

export type LoginName = { id_number: string } | { phone: string }

/** What somebody logs in with: an ID number, or the phone that they registered with. */
export function loginNameOf(typed: string): LoginName {
  return phoneFault(typed) === undefined
    ? { phone: normalisePhone(typed) }
    : { id_number: normaliseIdNumber(typed) }
}

/** As a field code of the server. */
export function loginNameFault(typed: string): string | undefined {
  return phoneFault(typed) === undefined ? undefined : idNumberFault(typed)
}
