import type { ContactRow } from './rows.ts'

/** Whether a contact can be found, chosen and changed: neither has the CRM deleted it, nor has the user. */
export const isHere = ({ deletedAt, isLeaving }: Pick<ContactRow, 'deletedAt' | 'isLeaving'>): boolean =>
  deletedAt === undefined && isLeaving !== true
