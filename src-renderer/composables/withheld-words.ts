import type { WithheldKind } from '#shared/domain/withheld.ts'
import type { Text } from './use-text.ts'

/** What the CRM does not show to the user at all, and what can be done about it; empty where it shows all. */
export function withheldText(kinds: readonly WithheldKind[] | undefined, { t }: Text): string {
  if (kinds === undefined || kinds.length === 0) return ''
  return t('rights.withheld', { kinds: kinds.map((kind) => t(`rights.kinds.${kind}`)).join(', ') })
}
