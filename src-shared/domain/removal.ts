import type { Json } from './contact.ts'

/** The field that says that a record is taken away: an edit of it leads from what was seen of it to `true`. */
export const REMOVED = 'isRemoved'

/** Whether an edit takes the whole record away. */
export const isRemoval = ({ field, to }: { readonly field: string; readonly to: Json }): boolean =>
  field === REMOVED && to === true
