import type { Ticket } from '@jianzai/api'

export const isOpen = ({ state }: Ticket) => state === 'OPEN' || state === 'CLAIMED'
