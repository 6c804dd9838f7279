declare const brand: unique symbol
type Brand<Name extends string> = string & { readonly [brand]: Name }

/** A signed-in CRM, on this device. Lower-case letters and digits. */
export type AccountId = Brand<'AccountId'>
/**
 * Ours, made on the client, never changes. It begins with its account, so that no row can be taken for another
 * account's. What came from a CRM is `account.remote`; what was created here is `account.~uuid` for ever, and the
 * journal remembers which remote id it got. The first form is computed, not stored: after a wiped cache the same
 * contact has the same id again, and the edits that wait for it find it.
 */
export type ContactId = Brand<'ContactId'>
/** Made as `ContactId`. */
export type CompanyId = Brand<'CompanyId'>
/** Made as `ContactId`; users are never created here. */
export type UserId = Brand<'UserId'>
/** A table of contacts that is taken in; made here. */
export type ImportId = Brand<'ImportId'>
/** People who work together: `account.team.remote`, so that none is taken for one of them. */
export type TeamId = Brand<'TeamId'>
/**
 * Made as `ContactId`, with its kind in the middle: `account.task.remote`, `account.task.~uuid`. So no id of one kind can be
 * taken for one of another, wherever ids of several kinds lie in one list.
 */
export type NeighbourId = Brand<'NeighbourId'>
/** Whatever an edit can be about. */
export type RecordId = ContactId | NeighbourId
/** A stage of deals: its pipeline and the stage in it, as the CRM numbers them. Stages that close deals have one number in all pipelines. */
export type StageId = Brand<'StageId'>
/** A custom field of one account, as the CRM numbers it. */
export type FieldId = Brand<'FieldId'>
/** UUID of one accepted user action. */
export type MutationId = Brand<'MutationId'>
/** The CRM's own id: opaque text. */
export type RemoteId = Brand<'RemoteId'>

const accountPattern = /^[a-z0-9]{1,32}$/
const entityPattern = /^[a-z0-9]{1,32}\.(?:~[0-9a-f-]{36}|[^~\s.][^\s.]{0,63})$/
/** What stands beside contacts, each with its own fields and the same way to the CRM. */
export const neighbourKinds = ['company', 'layout', 'note', 'task', 'chat', 'deal', 'lead', 'requisite'] as const
export type NeighbourKind = (typeof neighbourKinds)[number]
/** Those of them that are worth something, go from stage to stage, and have contacts of their own. */
export const saleKinds = ['deal', 'lead'] as const satisfies readonly NeighbourKind[]
export type SaleKind = (typeof saleKinds)[number]

const neighbourPattern = new RegExp(
  String.raw`^[a-z0-9]{1,32}\.(?:${neighbourKinds.join('|')})\.(?:~[0-9a-f-]{36}|[^~\s.][^\s.]{0,63})$`,
)
const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const matches =
  <Id extends string>(pattern: RegExp) =>
  (value: unknown): value is Id =>
    typeof value === 'string' && pattern.test(value)

export const isAccountId = matches<AccountId>(accountPattern)
export const isContactId = matches<ContactId>(entityPattern)
export const isNeighbourId = matches<NeighbourId>(neighbourPattern)
export const isRecordId = (value: unknown): value is RecordId => isContactId(value) || isNeighbourId(value)
export const isCompanyId = matches<CompanyId>(entityPattern)
export const isUserId = matches<UserId>(entityPattern)
export const isTeamId = matches<TeamId>(/^[a-z0-9]{1,32}\.team\.[^~\s.][^\s.]{0,63}$/)
export const isFieldId = matches<FieldId>(/^[^\s.]{1,64}$/)
export const isStageId = matches<StageId>(/^[^\s.:]{1,64}:[^\s.:]{1,64}$/)
export const isMutationId = matches<MutationId>(uuidPattern)
export const isRemoteId = matches<RemoteId>(/^[^~\s.][^\s.]{0,63}$/)

type EntityId = ContactId | CompanyId | UserId
type AnyId = EntityId | RecordId | TeamId

/** The id of something that the CRM already has. */
export const toEntityId = <Id extends EntityId>(accountId: AccountId, remoteId: RemoteId): Id =>
  `${accountId}.${remoteId}` as Id

/** The id of something that begins its life on this device. @param uuid lower-case UUID */
export const newEntityId = <Id extends EntityId>(accountId: AccountId, uuid: string): Id =>
  `${madeHereIn(accountId)}${uuid}` as Id

/** As `toEntityId`, for a team. */
export const toTeamId = (accountId: AccountId, remoteId: RemoteId): TeamId => `${accountId}.team.${remoteId}` as TeamId

/** As `toEntityId`, for a neighbour. */
export const toNeighbourId = (kind: NeighbourKind, accountId: AccountId, remoteId: RemoteId): NeighbourId =>
  `${accountId}.${kind}.${remoteId}` as NeighbourId

/** As `newEntityId`, for a neighbour. */
export const newNeighbourId = (kind: NeighbourKind, accountId: AccountId, uuid: string): NeighbourId =>
  `${accountId}.${kind}.~${uuid}` as NeighbourId

/**
 * The record of a company that the CRM has. It always goes by the CRM's own number, whatever id the company has here: names are
 * given to companies before the CRM has them, records are not.
 */
export const toCompanyRecordId = (accountId: AccountId, remoteId: RemoteId): NeighbourId =>
  toNeighbourId('company', accountId, remoteId)

/** By what it is found, on this device, what stands beside a company: as its record, but by the id that the company has here. */
export const homeOfCompany = (id: CompanyId): NeighbourId => `${accountOf(id)}.company.${tailOf(id)}` as NeighbourId

/** @param pipelineId the CRM's own, as `statusId` */
export const toStageId = (pipelineId: string, statusId: string): StageId => `${pipelineId}:${statusId}` as StageId

/** What `toStageId` has put together. */
export function partsOfStage(id: StageId): { readonly pipelineId: string; readonly statusId: string } {
  const at = id.indexOf(':')
  return { pipelineId: id.slice(0, at), statusId: id.slice(at + 1) }
}

/** Which kind of record it is. */
export function kindOf(id: NeighbourId): NeighbourKind {
  const [, kind = ''] = id.split('.')
  return neighbourKinds.find((known) => known === kind) ?? 'note'
}

/** How all ids begin that are made on this device for one account. */
export const madeHereIn = (accountId: AccountId): string => `${accountId}.~`

export const accountOf = (id: AnyId): AccountId => id.slice(0, id.indexOf('.')) as AccountId

/** What is unique about an id made here, on any device; `null` for one that was computed. */
export function uuidOf(id: AnyId): string | null {
  const tail = tailOf(id)
  return tail.startsWith('~') ? tail.slice(1) : null
}

/** Whether a text could be the `uuidOf` something. */
export const isUuid = (text: unknown): text is string => typeof text === 'string' && uuidPattern.test(text)

/** `null` for what was created here: only the journal knows its remote id, if it has one yet. */
export function remoteIdOf(id: AnyId): RemoteId | null {
  const tail = tailOf(id)
  return tail.startsWith('~') ? null : (tail as RemoteId)
}

const tailOf = (id: AnyId): string => id.slice(id.lastIndexOf('.') + 1)
