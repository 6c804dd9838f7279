import type { FieldId } from './ids.ts'

/**
 * Whether new contacts of an account carry their key into the CRM, and where. With it a create whose answer was lost can be
 * told from everything that looks like it, and is never made twice.
 */
export type MarkerChoice = { readonly kind: 'none' } | { readonly kind: 'field'; readonly fieldId: FieldId }

/** What a user may wish for: also a field that has yet to be made. */
export type MarkerWish = MarkerChoice | { readonly kind: 'new' }

/**
 * Whether a field for keys can be made: fields are made by administrators, and one of ours is enough. `built-in` where the CRM
 * has a place for them itself: then there is nothing to choose.
 */
export const markerMakings = ['possible', 'not-admin', 'made', 'built-in'] as const
export type MarkerMaking = (typeof markerMakings)[number]
