import type { NeighbourKind } from '#shared/domain/ids.ts'
import type { MessageKey } from '#renderer/locales/en.ts'

/** What is made on this device, before the CRM has it. */
export type DraftKind = 'contact' | NeighbourKind

const keys: Readonly<Partial<Record<DraftKind, MessageKey>>> = {
  contact: 'pending.discardContact',
  deal: 'pending.discardDeal',
  lead: 'pending.discardLead',
  note: 'pending.discardNote',
  task: 'pending.discardTask',
  requisite: 'pending.discardRequisites',
}

/** How giving something up is called: of a draft, what goes whole. @param draft `null` for one edit alone */
export const discardKey = (draft: DraftKind | null): MessageKey =>
  (draft === null ? undefined : keys[draft]) ?? 'pending.discard'
