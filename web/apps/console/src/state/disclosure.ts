import type { DisclosureReason } from '@jianzai/api'

export const disclosureReasons: DisclosureReason[] = ['CALL', 'CHECK_IDENTITY', 'PAYMENT', 'COMPLAINT']
/** So long the whole numbers stay on the screen, which others can see, too. */
export const SHOWN_S = 60
/** As the server has it (domain/disclosure.h): so many an operator sees within an hour, and each time counts. */
export const DISCLOSURES_MAX = 60
