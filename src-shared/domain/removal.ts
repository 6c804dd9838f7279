import type { Json } from './contact.ts'

/** What a CRM may let one delete beside contacts; requisites, where there are any, always. */
export const removableKinds = ['company', 'deal', 'lead', 'note', 'task'] as const
export type RemovableKind = (typeof removableKinds)[number]

/** The field that says that a record is taken away: an edit of it leads from what was seen of it to `true`. */
export const REMOVED = 'isRemoved'

/** Whether an edit takes the whole record away. */
export const isRemoval = ({ field, to }: { readonly field: string; readonly to: Json }): boolean =>
  field === REMOVED && to === true
