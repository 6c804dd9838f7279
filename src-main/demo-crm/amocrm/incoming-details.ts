import type { StoredRecord } from '../store/records.ts'
import type { AmoContext } from './context.ts'

/** Where an incoming lead can have come from. */
export const CATEGORIES = ['sip', 'mail', 'forms', 'chats'] as const
export type Category = (typeof CATEGORIES)[number]

/** What was told of an incoming lead when it was made, beside its contact. */
export type IncomingDetails = {
  readonly category: Category
  readonly sourceUid: string
  readonly sourceName: string
  readonly pipelineId: number
  /** Seconds. */
  readonly createdAt: number
  /** As it was sent. */
  readonly metadata: Readonly<Record<string, unknown>>
  /** The lead that is to be made of it, as it was sent. */
  readonly lead: Readonly<Record<string, unknown>>
}

/** Undefined for contacts that came in without being told of: those of chats and of control. */
export function detailsOf({ store }: AmoContext, { id }: StoredRecord): IncomingDetails | undefined {
  const kept = store.meta(keyOf(id))
  return kept === undefined ? undefined : (JSON.parse(kept) as IncomingDetails)
}

/** Remembers them with the contact. */
export function keepDetails({ store }: AmoContext, { id }: StoredRecord, details: IncomingDetails): void {
  store.setMeta(keyOf(id), JSON.stringify(details))
}

/** Where new leads go that name no pipeline. */
export function mainPipeline({ store }: AmoContext): number {
  const pipelines = store.pipelines.pipelines()
  return (pipelines.find(({ isMain }) => isMain) ?? pipelines[0])?.id ?? 0
}

/** Where the lead of this contact will go. */
export function pipelineOf(context: AmoContext, contact: StoredRecord): number {
  return detailsOf(context, contact)?.pipelineId ?? mainPipeline(context)
}

function keyOf(id: number): string {
  return `amocrm.incoming.${id}`
}
