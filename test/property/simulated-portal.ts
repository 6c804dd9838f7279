import { COMPANY, CONTACT } from '#demo-crm/bitrix24/crm/entities.ts'
import { methods } from '#demo-crm/bitrix24/methods.ts'
import type { Portal } from '#demo-crm/bitrix24/portal.ts'
import type { ParamMap } from '#demo-crm/bitrix24/protocol/parameters.ts'
import { RestError } from '#demo-crm/bitrix24/protocol/rest-error.ts'
import { ALL_SCOPES, mintWebhook, USUAL_SCOPES } from '#demo-crm/bitrix24/sign-in/portal-tokens.ts'
import type { PortalStore } from '#demo-crm/bitrix24/store/portal-store.ts'
import { createInProcessCrm } from '#demo-crm/in-process.ts'
import { CONTACTS_AT_START, type CrmContact, type CrmWrite, type SimulatedCrm } from './crm.ts'
import { watchStates } from './state-log.ts'
import { portalPlaces } from './named-fields.ts'
import { performPortalVendor } from './perform-portal-vendor.ts'
import { addFields, companyIdsIn, contactsIn, fieldNamed, itemsOf, neighboursOf } from './portal-records.ts'
import { performPortalCompany, portalCompaniesIn } from './company-records.ts'
import { isCompanyKind, type RequisiteVendorKind } from './deal-steps.ts'
import { performPortalRequisite, requisitesIn } from './portal-requisites.ts'
import { performPortalSale, salesIn } from './portal-sales.ts'
import { toCall } from './to-call.ts'
import type { VirtualTime } from './virtual-time.ts'

/** As a colleague in the portal's own interface reaches it. */
export interface SimulatedPortal extends SimulatedCrm {
  readonly provider: 'bitrix24'
  readonly data: PortalStore
  /** Calls a method for a colleague, beyond every limit; what makes no sense by now is not done. @returns its result */
  colleague(method: string, params: ParamMap): unknown
}

const COMPANIES_AT_START = 4
const WRITES =
  /crm\.(?:contact|company|deal|lead|item|activity|timeline|requisite|address)[a-z.]*\.(?:add|update|delete|set)\b/i
/** Of whole contacts: what is read of one value alone is compared with nothing else. */
const READS = /crm\.contact\.list[^"]*=(?:\*|%2A)|crm\.contact\.get\b/i

/** Bitrix24, in this process. Whoever signs in comes by a webhook of their own. */
export function createSimulatedPortal(time: VirtualTime, accountId: number): SimulatedPortal {
  const crm = createInProcessCrm({ accountId, clock: () => time.now() })
  const { portal } = crm.bitrix24
  const data = portal.data()
  const users = data.users.all().filter(({ isActive, rights }) => isActive && rights.delete === 'all')
  const boss = users.at(-1)?.id ?? 0
  const writes: CrmWrite[] = []
  const moved = new Set<number>()
  const [readAt, tokens] = [new Map<number, number>(), new Map<number, string>()]
  const companyNames = new Map<number, readonly string[]>()
  const namesOf = (id: number) => companyNames.get(id) ?? []
  const deals = watchStates(
    () => salesIn(data),
    () => time.now(),
  )
  const requisites = watchStates(
    () => requisitesIn(data),
    () => time.now(),
  )
  const houses = watchStates(
    () => portalCompaniesIn(data),
    () => time.now(),
  )
  let known = new Map<number, CrmContact>()

  /** Looks at what a request or a colleague has changed. */
  function note(userId: number, knewAt: number, isColleague = false): void {
    for (const { id, fields } of itemsOf(data, COMPANY)) {
      const name = typeof fields['TITLE'] === 'string' ? fields['TITLE'] : ''
      if (namesOf(id).at(-1) !== name) companyNames.set(id, [...namesOf(id).filter((one) => one !== name), name])
    }
    const now = new Map(contactsIn(data, namesOf).map((contact) => [contact.id, contact]))
    const write = (contact: CrmContact) => writes.push({ at: time.now(), userId, contact, readAt: knewAt })
    for (const [id, contact] of now) if (JSON.stringify(known.get(id)) !== JSON.stringify(contact)) write(contact)
    for (const [id, contact] of known) {
      if (now.has(id)) continue
      moved.add(id)
      write({ ...contact, isTrashed: true })
    }
    known = now
    deals.note(userId)
    requisites.note(userId)
    houses.note(isColleague ? undefined : userId)
  }
  function colleague(method: string, params: ParamMap): unknown {
    try {
      return portal.shared.transaction(() => methods.get(method)?.run(asUser(portal, boss, params)).result)
    } catch (error) {
      if (error instanceof RestError) return null
      throw error
    } finally {
      note(boss, time.now(), true)
    }
  }

  addFields(data)
  const self: SimulatedPortal = {
    ...{ provider: 'bitrix24', fields: portalPlaces, data, colleague, writes, moved },
    choices: {
      source: (fieldNamed(data, portalPlaces.source)?.options ?? []).map(({ id }) => String(id)),
      interests: (fieldNamed(data, portalPlaces.interests)?.options ?? []).map(({ id }) => String(id)),
    },
    users: users.map(({ id }) => id),
    token(userId) {
      const secret = tokens.get(userId) ?? mintWebhook(portal, userId, USUAL_SCOPES).secret
      tokens.set(userId, secret)
      return `rest/${userId}/${secret}/`
    },
    // A webhook is no key to another portal.
    trust: () => undefined,
    isWrite: ({ body }) => WRITES.test(decodeURIComponent(body ?? '')),
    lastReadAt: (userId) => readAt.get(userId) ?? 0,
    async handle(userId, request, knewAt) {
      const text = `${request.url} ${request.body ?? ''}`
      const outcome = await crm.handle(toCall(request))
      if (READS.test(text)) readAt.set(userId, time.now())
      if (WRITES.test(text)) note(userId, knewAt)
      return outcome
    },
    perform: (what, pick, n) => performPortalVendor(self, what, pick, n),
    performDeal(what, pick, n) {
      if (isCompanyKind(what)) performPortalCompany(self, what, pick, n)
      else if (what.startsWith('requisite')) performPortalRequisite(self, what as RequisiteVendorKind, pick, n)
      else performPortalSale(self, what, pick, n)
    },
    moveChat: () => undefined,
    contacts: () => contactsIn(data, namesOf),
    neighbours: () => neighboursOf(data),
    chats: () => [],
    isAdmin: (userId) => data.users.get(userId)?.isAdmin === true,
    ...{ deals, requisites, houses },
    companyName: (id) => namesOf(id).at(-1) ?? '',
    lostCompanies: () => [...companyNames.keys()].filter((id) => self.isCompanyGone(id)),
    isCompanyGone: (id) => data.items.get(COMPANY, id) === undefined,
    hasField: (word) => fieldNamed(data, portalPlaces[word]) !== undefined,
    options: (word) => fieldNamed(data, portalPlaces[word])?.options ?? [],
    // There is none: what is deleted is gone.
    showsTrash: true,
    firstCompany: 1,
    companies: COMPANIES_AT_START,
    normalise: () => undefined,
    close: () => crm.close(),
  }
  fill(self)
  return self
}

function asUser(portal: Portal, userId: number, params: ParamMap) {
  const user = portal.data().users.get(userId)
  if (user === undefined) throw new Error(`no user ${userId}`)
  const caller = { user: { ...user, isAdmin: true }, kind: 'app', scopes: ALL_SCOPES, credential: 'colleague' } as const
  return { portal, data: portal.data(), caller, params, start: undefined, connector: '', base: 'http://127.0.0.1' }
}

function fill(portal: SimulatedPortal): void {
  const { data } = portal
  const colleague = (method: string, params: ParamMap) => portal.colleague(method, params)
  for (let n = 0; n < COMPANIES_AT_START; n++) colleague('crm.company.add', { fields: { TITLE: `Контора ${n}` } })
  const ids = companyIdsIn(data)
  for (let n = 0; n < CONTACTS_AT_START; n++) {
    const PHONE = [{ VALUE: `+7 905 000-00-0${n}`, VALUE_TYPE: 'WORK' }]
    const fields = { NAME: `Имя${n}`, LAST_NAME: `Фамилия${n}`, PHONE }
    const id = Number(colleague('crm.contact.add', { fields }))
    const items = ids.slice(0, n % 4).map((one, at) => ({ COMPANY_ID: String(one), SORT: String((at + 1) * 10) }))
    if (items.length > 0) colleague('crm.contact.company.items.set', { id: String(id), items })
  }
  colleague('crm.deal.add', { fields: { TITLE: 'Поставка', OPPORTUNITY: '100', CONTACT_IDS: ['1', '2'] } })
  const rows = [{ PRODUCT_NAME: 'Насос', PRICE: '7', QUANTITY: '3' }]
  const lead = colleague('crm.lead.add', { fields: { TITLE: 'Заявка', NAME: 'Анна', CONTACT_IDS: ['1'] } })
  colleague('crm.lead.productrows.set', { id: String(lead), rows })
  if (data.items.get(CONTACT, CONTACTS_AT_START) === undefined) throw new Error('the portal was not filled')
}
