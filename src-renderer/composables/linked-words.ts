import type { CustomItem } from '#shared/domain/contact.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import { elementIn } from '#shared/domain/element-item.ts'
import { fromLinkedItem, type Linked, type LinkedKind, type LinkedRef } from '#shared/domain/linked.ts'
import type { Speaker } from './mutation-words.ts'

/** By its name; by its number until that is known. */
export const linkedNameText = (ref: LinkedRef, accountId: AccountId, { names, text }: Speaker): string =>
  names.linked(accountId, ref) || text.t('linked.numbered', { id: ref.id })

/** Links as one line for people; empty for none. */
export const linkedText = (
  kind: LinkedKind,
  items: readonly CustomItem[],
  accountId: AccountId,
  speaker: Speaker,
): string =>
  items
    .flatMap((item) => fromLinkedItem(kind, item) ?? [])
    .map((link) => amountText(link, accountId, speaker))
    .join(', ')

function amountText(link: Linked, accountId: AccountId, speaker: Speaker): string {
  const what = linkedNameText(link, accountId, speaker)
  const { text } = speaker
  return link.quantity === null ? what : text.t('linked.quantity', { what, quantity: text.number(link.quantity) })
}

/** What a field of `elements` names, as one line for people. */
export const elementsText = (items: readonly CustomItem[], accountId: AccountId, speaker: Speaker): string =>
  items
    .flatMap((item) => elementIn(item) ?? [])
    .map((ref) => linkedNameText(ref, accountId, speaker))
    .join(', ')
