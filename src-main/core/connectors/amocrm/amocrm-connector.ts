import { isGroupWish } from '#shared/domain/field-wish.ts'
import type { Capabilities } from '#shared/domain/account.ts'
import type { FormGroup } from '#shared/domain/directory.ts'
import type { AccountId, FieldId } from '#shared/domain/ids.ts'
import { linkedKinds } from '#shared/domain/linked.ts'
import type { Access } from '#core/http/access.ts'
import { countWrites } from '#core/http/count-writes.ts'
import { createHttpClient } from '#core/http/http-client.ts'
import type { Clock } from '#core/ports/clock.ts'
import type { Logger } from '#core/ports/logger.ts'
import type { Network } from '#core/ports/network.ts'
import type { Random } from '#core/ports/random.ts'
import type { RateRule } from '#core/throttle/rate-rule.ts'
import type { Throttle } from '#core/throttle/throttle.ts'
import type { Connector, Identity } from '../connector.ts'
import { readAccount } from './account-state.ts'
import { createBatchLimit, writeBatches } from './batch-limit.ts'
import { changeField, newFields } from './change-field.ts'
import { changeGroup } from './change-group.ts'
import { createChatPort } from './chats.ts'
import { createCompanyMaker, readCompanies } from './companies.ts'
import { createCompanyLinker } from './company-links.ts'
import { readCompanyTags } from './company-words.ts'
import type { AmocrmContext } from './context.ts'
import { formOwners, pullTags, pullUsers, readFieldGroups, readFields, toDefinitions } from './directory.ts'
import { colorTag, createTag, saleTagColors } from './create-tag.ts'
import { readDealFacts } from './deal-facts.ts'
import { createFieldTypeCache } from './field-types.ts'
import { createFurtherFields, type FurtherFields } from './further-fields.ts'
import { findCreated, findDeleted } from './find-created.ts'
import { createLinkedFinder } from './find-linked.ts'
import { toRemoteId, toUserId } from './remote-ids.ts'
import { toTeams } from './mapping.ts'
import { createMarker } from './marker.ts'
import { noteWords } from './notes.ts'
import { makeMarkerField, offerMarkers } from './offer-markers.ts'
import { emailKinds, phoneKinds } from './point-kinds.ts'
import { pullPipelines } from './pipelines.ts'
import { pullRecords } from './pull-records.ts'
import { createCompanyPort } from './push-companies.ts'
import { createContactWriter } from './push-contacts.ts'
import { createDealPort } from './push-deals.ts'
import { createNeighbourPort } from './push-neighbours.ts'
import { createContactCollection, findContacts, readContacts } from './read-contacts.ts'
import { readNames } from './read-names.ts'
import { readTrash } from './read-trash.ts'
import { readRights } from './rights.ts'
import { pullTaskTypes } from './task-types.ts'
import { taskWords } from './tasks.ts'
import type { FieldWire } from './wire.ts'

/**
 * What one integration may ask of one account.
 * @source https://www.amocrm.ru/developers/content/api/recommendations
 */
export const amocrmRate: RateRule = { requests: 7, perMs: 1_000 }

/** The same for every account. */
const capabilities: Capabilities = {
  // Its API has no such method.
  deleteContacts: false,
  tags: true,
  leads: false,
  taskResults: true,
  fieldsOf: ['deal', 'company'],
  links: linkedKinds,
  // They are values of fields of their own there.
  requisites: null,
  tagStore: 'list',
  saleTagColors,
  trash: true,
  chats: true,
  bindsChats: true,
  // Its cards are laid out by groups of fields, which `pullFields` tells.
  layouts: false,
  fieldGroups: true,
  newFields,
  newFieldsOf: { deal: ['tracking'] },
  writeBatches,
  companiesPerContact: 'one',
  phoneKinds,
  emailKinds,
  adminOnly: ['fields', 'chats'],
}

export interface AmocrmOptions {
  readonly accountId: AccountId
  /** To an origin from `parseAccountAddress`. */
  readonly access: Access
  /** The field that keeps our keys, if there is one. */
  readonly markerField?: FieldId | null
  /** How many items one write carries, if the user has chosen it. */
  readonly writeBatch?: number | null
  /** Of this account, with `amocrmRate`. */
  readonly throttle: Throttle
  readonly network: Network
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

/** Speaks amoCRM's REST API v4, which Kommo shares. What is covered and what is not: README.md beside this file. */
export function createAmocrmConnector(options: AmocrmOptions): Connector {
  const context = createContext(options)
  const { http, marker, writes } = context
  const limit = createBatchLimit(context.clock, options.writeBatch ?? undefined)
  const types = createFieldTypeCache((signal) => learnFields(signal))
  const further = { company: createFurtherFields(context, 'company'), deal: createFurtherFields(context, 'deal') }
  const contacts = createContactCollection(context)
  const writer = createContactWriter(context, types, limit)
  const linker = createCompanyLinker(context, limit)

  async function learnFields(signal: AbortSignal) {
    const fields = await readFields(context, signal)
    types.learn(fields)
    marker.learn(fields)
    return fields
  }

  return {
    identify: (signal) => identify(context, signal),
    ...withoutCounterpart,
    ...createDirectory(context, learnFields, further),
    pullPipelines: (signal) => pullPipelines(context, signal),
    pullTaskTypes: (signal) => pullTaskTypes(context, signal),
    readCompanies: (ids, signal) => readCompanies(context, ids, signal),
    pullContacts: (cursor, signal, _known, some) => pullRecords(context, contacts, cursor, signal, some),
    readContacts: (ids, signal) => readContacts(context, ids, signal),
    findContacts: (text, signal) => findContacts(context, text, signal),
    readTrash: (signal) => readTrash(context, signal),
    readNames: (refs, signal) => readNames(context, refs, signal),
    findLinked: createLinkedFinder(context),
    get writeCount() {
      return writes.count
    },
    get writeBatch() {
      return limit.current()
    },
    createContacts: writer.create,
    updateContacts: writer.update,
    heardAt: () => http.heardAt(),
    get marksCreates() {
      return marker.isUsable()
    },
    async findCreated(since, signal) {
      // Values of a field that was deleted are told no more: whether it is there has to be known now.
      if (marker.fieldId !== null) await learnFields(signal)
      return { ...(await findCreated(context, since, signal)), showsKeys: marker.isThere() }
    },
    findDeleted: (since, signal) => findDeleted(context, since, signal),
    offerMarkers: (signal) => offerMarkers(context, signal),
    makeMarkerField: (signal) => makeMarkerField(context, signal),
    neighbours: {
      company: createCompanyPort(context, further.company.types, limit),
      note: createNeighbourPort(context, noteWords, limit),
      task: createNeighbourPort(context, taskWords, limit),
      chat: createChatPort(context, limit),
      deal: createDealPort(context, further.deal.types, limit),
    },
    ...{ ensureCompany: createCompanyMaker(context), linkCompanies: linker.link, unlinkCompanies: linker.unlink },
  }
}

function createContext(options: AmocrmOptions): AmocrmContext {
  const { accountId, access, throttle, network, clock, random, logger } = options
  const { http, writes } = countWrites(createHttpClient({ access, gate: throttle, network, clock, random, logger }))
  return {
    ...{ accountId, http, clock, logger, writes },
    marker: createMarker(options.markerField ?? null, logger),
    filters: { areObeyed: true },
    account: { toldAt: null, userId: null, currency: '', zone: null, rights: null },
  }
}

async function identify(context: AmocrmContext, signal: AbortSignal): Promise<Identity> {
  const account = await readAccount(context, signal)
  return {
    provider: 'amocrm',
    remoteAccountId: toRemoteId(account.id),
    accountName: account.name ?? '',
    userId: toUserId(context.accountId, account.current_user_id),
    capabilities,
    ...toTeams(account, context.accountId),
  }
}

/** Lists of what has changed, and a log of what was deleted: there is no other way to notice, and nothing to set up. */
const withoutCounterpart: Pick<Connector, 'noticing' | 'leave'> = {
  noticing: () => null,
  leave: async () => undefined,
}

type Directory = Pick<
  Connector,
  | 'readRights'
  | 'pullUsers'
  | 'pullFields'
  | 'fieldGroups'
  | 'changeField'
  | 'pullTags'
  | 'createTag'
  | 'colorTag'
  | 'setUpTags'
>

/** Who is there and what may be chosen: the small lists, and the changes of them. */
const createDirectory = (
  context: AmocrmContext,
  learnFields: (signal: AbortSignal) => Promise<readonly FieldWire[]>,
  further: { readonly company: FurtherFields; readonly deal: FurtherFields },
  found: { groups: readonly FormGroup[] } = { groups: [] },
): Directory => ({
  readRights: (signal) => readRights(context, signal),
  pullUsers: (signal) => pullUsers(context, signal),
  async pullFields(signal, only) {
    const read = { contact: learnFields, company: further.company.read, deal: further.deal.read } as const
    const owners = formOwners.filter((of) => only === undefined || of === only)
    const facts = { contact: [], company: [readCompanyTags], deal: [readDealFacts] } as const
    const forms = await Promise.all(
      owners.map(async (of) => {
        const [fields, groups] = await Promise.all([read[of](signal), readFieldGroups(context, of, signal)])
        return { groups, definitions: toDefinitions(context, fields, groups, of) }
      }),
    )
    const beside = await Promise.all(owners.flatMap((of) => facts[of].map((one) => one(context, signal))))
    found.groups = forms.flatMap(({ groups }) => groups)
    return [...forms.flatMap(({ definitions }) => definitions), ...beside.flat()]
  },
  fieldGroups: () => found.groups,
  changeField: (wish, signal) =>
    isGroupWish(wish) ? changeGroup(context, wish, signal) : changeField(context, wish, signal),
  pullTags: (signal) => pullTags(context, signal),
  createTag: (wish, signal) => createTag(context, wish, signal),
  colorTag: (name, color, signal) => colorTag(context, name, color, signal),
  setUpTags: async () => undefined,
})
