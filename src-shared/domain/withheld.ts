import { neighbourKinds } from './ids.ts'

/** What a CRM may show to some of its users and not to others. */
export const withheldKinds = ['contacts', ...neighbourKinds] as const
/** A kind of record that the CRM refuses to the signed-in user as a whole. */
export type WithheldKind = (typeof withheldKinds)[number]
