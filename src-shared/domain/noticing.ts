/** Why a CRM is asked what has changed, and does not tell by itself. */
export const askedReasons = ['webhook', 'plan', 'rights', 'refused', 'backlog'] as const
/**
 * The way in is told nothing · the plan has no such thing · the user is no administrator · the CRM did not let us · so much has
 * happened at once that lists are quicker.
 */
export type AskedReason = (typeof askedReasons)[number]

/** How changes that others make in a CRM come to be known. */
export type Noticing =
  /** It keeps an account of what happens for this device. */
  | { readonly kind: 'told' }
  /** It is asked what has changed since, and which records it still has. */
  | { readonly kind: 'asked'; readonly reason: AskedReason }
