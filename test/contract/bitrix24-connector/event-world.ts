import { createBitrix24Connector } from '#core/connectors/bitrix24/bitrix24-connector.ts'
import { createMethodPauses } from '#core/connectors/bitrix24/method-pauses.ts'
import type { Connector } from '#core/connectors/connector.ts'
import type { Cursor, Page } from '#core/connectors/pull-page.ts'
import type { Access } from '#core/http/access.ts'
import type { Network, RawAnswer } from '#core/ports/network.ts'
import type { AccountId, RemoteId } from '#shared/domain/ids.ts'
import { at, column, rows, tokenOf, type Params } from '../bitrix24/portal-session.ts'
import { startApiWorld, type ApiWorld } from './api-world.ts'
import { remoteId } from './contact-world.ts'

/** A portal that the connector enters as an application, whose events it may be told. */
export interface EventWorld extends ApiWorld {
  /** The connector of one installation, as after a start of its app. */
  readonly connect: (options?: ConnectOptions) => Promise<Connector>
  /** What a colleague does in the portal. */
  colleague(action: 'add' | 'edit' | 'delete', entity: string, ids: readonly number[], fields?: Params): Promise<void>
  /** What waits in the queue of an installation, by name and record; `true` where it is marked as failed. */
  queue(accountId?: string): Promise<readonly (readonly [name: unknown, id: unknown, hasFailed: boolean])[]>
  /** Calls as the application, for an administrator. */
  app(method: string, params?: Params): Promise<unknown>
  /** Methods that have left since this was asked last, those of batches too. */
  methods(): readonly string[]
}

interface ConnectOptions {
  readonly accountId?: string
  readonly userId?: number
  /** Instead of an access token of the user. */
  readonly token?: string
  /** Changes what comes back. */
  readonly garble?: (text: string) => string
  /** Happens when the portal has answered and nobody here has heard it yet. */
  readonly meanwhile?: (methods: readonly string[]) => Promise<void>
}

export async function startEventWorld(options: Parameters<typeof startApiWorld>[0] = {}): Promise<EventWorld> {
  const world = await startApiWorld(options)
  const { portal, throttle, clock } = world
  const called: string[] = []
  const logger = { info: () => undefined, warn: () => undefined }
  const random = { next: () => 0.5, uuid: () => '00000000-0000-4000-8000-000000000000' }
  const app = async (method: string, params: Params = {}) => {
    const { status, body } = await portal.callWith(await tokenOf(portal), method, params)
    if (status !== 200) throw new Error(`${method} was refused: ${JSON.stringify(body)}`)
    return at(body, 'result')
  }
  return {
    ...world,
    async connect({
      accountId = 'acc1',
      userId = 1,
      token: own,
      garble = (text: string) => text,
      meanwhile = async () => undefined,
    } = {}) {
      let token = own ?? (await tokenOf(portal, userId))
      const access: Access = {
        authorize: async () => Promise.resolve({ origin: portal.crm.bitrix24.url, token, remoteAccountId: 'member' }),
        // It lives for an hour.
        async refused() {
          token = await tokenOf(portal, userId)
          return true
        },
      }
      const network = overhear(world.network, called, { garble, meanwhile })
      const pauses = createMethodPauses(clock)
      const account = { accountId: accountId as AccountId, markerField: null, writeBatch: null }
      return createBitrix24Connector({ ...account, access, throttle, pauses, network, clock, random, logger })
    },
    async colleague(action, entity, ids, fields = {}) {
      const { status, body } = await portal.control('POST', '/bitrix24/vendor', { action, entity, ids, fields })
      if (status >= 300) throw new Error(JSON.stringify(body))
    },
    async queue(accountId = 'acc1') {
      const found = await app('event.offline.list', { auth_connector: `kartoteka-${accountId}` })
      return rows(found).map((row) => [row['EVENT_NAME'], at(row, 'EVENT_DATA', 'FIELDS', 'ID'), row['ERROR'] === '1'])
    },
    app,
    methods: () => called.splice(0),
  }
}

/** Lists the methods of requests on their way. */
function overhear(
  network: Network,
  called: string[],
  { garble, meanwhile }: Required<Pick<ConnectOptions, 'garble' | 'meanwhile'>>,
): Network {
  return {
    openLine(url) {
      const line = network.openLine(url)
      return {
        isOpen: () => line.isOpen(),
        async send(request, signal): Promise<RawAnswer> {
          const method = new URL(url).pathname.split('/').at(-1) ?? ''
          const commands = Object.values((at(JSON.parse(request.body ?? '{}'), 'cmd') ?? {}) as Record<string, string>)
          const methods = method === 'batch' ? commands.map((text) => text.split('?')[0] ?? '') : [method]
          called.push(...methods)
          const answer = await line.send(request, signal)
          await meanwhile(methods)
          return { ...answer, text: garble(answer.text) }
        },
      }
    },
  }
}

type Pull<Item> = (
  connector: Connector,
  cursor: Cursor | null,
  known: () => AsyncIterable<readonly RemoteId[]>,
) => Pages<Item>
type Pages<Item> = AsyncIterable<Page<Item>>

/** What a window would have of one kind of records: ids, and where pulls have come. */
export class Kept<Item> {
  readonly ids = new Set<string>()
  cursor: Cursor | null = null
  readonly #pull: Pull<Item>
  readonly #apply: (item: Item, ids: Set<string>) => string

  constructor(pull: Pull<Item>, apply: (item: Item, ids: Set<string>) => string) {
    this.#pull = pull
    this.#apply = apply
  }

  /**
   * Pulls to the end.
   * @param options.pages   after so many pages the app is killed
   * @param options.isKept  whether the window has written the last of them
   * @returns what came, by id; what is gone with a minus
   */
  async pull(connector: Connector, { pages = Infinity, isKept = true } = {}): Promise<readonly string[]> {
    const told: string[] = []
    let count = 0
    for await (const page of this.#pull(connector, this.cursor, () => this.#known())) {
      count += 1
      if (count === pages && !isKept) break
      for (const item of page.items) told.push(this.#apply(item, this.ids))
      if (page.isFormChanged === true) told.push('form')
      this.cursor = page.cursor
      if (count === pages) break
    }
    return told
  }

  async *#known(): AsyncGenerator<readonly RemoteId[]> {
    yield await Promise.resolve([...this.ids] as RemoteId[])
  }
}

const go = new AbortController().signal

function keep(ids: Set<string>, id: string, isThere: boolean): string {
  if (isThere) ids.add(id)
  else ids.delete(id)
  return isThere ? id : `-${id}`
}

export const keptContacts = () =>
  new Kept(
    (connector, cursor, known) => connector.pullContacts(cursor, go, known),
    (change, ids) =>
      change.kind === 'upsert' ? keep(ids, change.contact.remoteId, true) : keep(ids, change.remoteId, false),
  )

export const keptCompanies = () => keptNeighbours('company')

export const keptNeighbours = (kind: 'company' | 'deal' | 'lead' | 'task' | 'note') =>
  new Kept(
    (connector, cursor, known) => {
      const port = connector.neighbours[kind]
      if (port === undefined) throw new Error(`no ${kind}s here`)
      return port.pull(cursor, go, known)
    },
    (change, ids) =>
      change.kind === 'upsert' ? keep(ids, change.neighbour.remoteId, true) : keep(ids, change.remoteId, false),
  )

/** Names of what is bound for an installation, of whatever it is. */
export async function boundFor(world: EventWorld, accountId = 'acc1'): Promise<readonly unknown[]> {
  const bound = rows(await world.app('event.get')).filter((row) => row['connector_id'] === `kartoteka-${accountId}`)
  return column(bound, 'event')
}

/** An installation that has been told everything so far. */
export async function startTold(options: Parameters<typeof startEventWorld>[0] = {}) {
  const world = await startEventWorld(options)
  const connector = await world.connect()
  const kept = keptContacts()
  await kept.pull(connector)
  await kept.pull(connector)
  world.pass(60_000)
  world.methods()
  return { ...world, connector, kept }
}

/** A colleague gives a contact another name. */
export const rename = (world: EventWorld, id: number, name: string) =>
  world.colleague('edit', 'contact', [id], { NAME: name })

/** An edit of ours, as the engine would send it. */
export const renamed = (id: number, firstName: string) => ({
  remoteId: remoteId(id),
  patch: { names: { firstName, lastName: 'Иная' }, addTags: [], removeTags: [] },
})
