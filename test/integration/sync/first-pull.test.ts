import { describe, expect, test } from 'vitest'
import type { Connector } from '#core/connectors/connector.ts'
import type { Cursor, Page, RemoteChange } from '#core/connectors/pull-page.ts'
import { createEngine } from '#core/sync/engine.ts'
import type { SyncContext } from '#core/sync/sync-context.ts'
import type { SyncPhase } from '#shared/ipc/sync-status.ts'
import { remoteContact } from '#test/support/contacts.ts'
import { bench } from '#test/support/engine-bench.ts'
import { eventually, startWorld } from '#test/support/sync-world.ts'

describe('a first pull', () => {
  test('asks for contacts before all lists that only give names, so that rows show at once', async () => {
    const world = await startWorld()

    const paths = (await world.demo().requests()).map(({ path }) => path)
    const firstOf = (path: string) => paths.indexOf(`/api/v4/${path}`)

    const lists = ['users', 'contacts/custom_fields', 'contacts/tags', 'leads/pipelines', 'companies']
    expect(lists.filter((list) => firstOf(list) < firstOf('contacts'))).toEqual([])
    expect(firstOf('contacts')).toBeGreaterThan(0)
  })

  test('brings the lists although there is no contact at all', async () => {
    const world = await startWorld({ contacts: 0 })

    const { db } = world.context()

    expect(await db.contacts.count()).toBe(0)
    expect(await db.users.count()).toBeGreaterThan(0)
  })
})

/** A CRM with three pages of contacts, one of companies and one of notes, read by a window that keeps positions. */
function largeAccount() {
  const asked: string[] = []
  let breaksAt = Infinity
  async function* pages<T>(name: string, count: number, from: Cursor | null): AsyncGenerator<Page<T>> {
    for (let at = Number(from ?? 0) + 1; at <= count; at++) {
      if (name === 'contacts' && at >= breaksAt) throw new Error('the line is cut')
      asked.push(`${name} ${at}`)
      yield { items: [], cursor: String(at) as Cursor, isComplete: at === count }
    }
  }
  const crm: Partial<Connector> = {
    identify: async () =>
      ({ provider: 'amocrm', remoteAccountId: '1', accountName: '', userId: null, capabilities: {} }) as never,
    pullUsers: async () => (asked.push('lists'), []),
    pullFields: async (_signal, only) => (asked.push(`fields of ${only ?? 'all'}`), []),
    pullTags: async () => [],
    pullPipelines: async () => [],
    readRights: async () => ({}) as never,
    async *pullContacts(from) {
      for await (const page of pages<RemoteChange>('contacts', 3, from)) {
        yield { ...page, items: [{ kind: 'upsert', contact: remoteContact(Number(page.cursor)) }] }
      }
    },
    neighbours: {
      company: { pull: (from: Cursor | null) => pages('company', 1, from) } as never,
      note: { pull: (from: Cursor | null) => pages('note', 1, from) } as never,
    },
  }
  const desk = bench(crm)
  const phases: SyncPhase[] = []
  const kept: { contacts: unknown; neighbours: Record<string, unknown> } = {
    ...{ contacts: null, neighbours: {} },
  }
  const call = async (name: string, input: { readonly kind?: string; readonly checkpoint?: unknown }) => {
    if (name === 'cache/read-checkpoints') return structuredClone(kept)
    if (name === 'cache/apply-contacts') kept.contacts = input.checkpoint
    if (name === 'cache/apply-neighbours' && input.kind !== undefined) kept.neighbours[input.kind] = input.checkpoint
    return {}
  }
  const context = {
    ...desk.context,
    store: { call } as SyncContext['store'],
    onPhase: (one: SyncPhase) => phases.push(one),
  }
  /** As another process: nothing but what the window keeps is known from before. */
  const run = async () => {
    asked.length = 0
    phases.length = 0
    await createEngine({ context, remoteAccountId: '1' })
      .run(new AbortController().signal)
      .catch(() => undefined)
    return [...asked]
  }
  return { run, phases, breakAt: (page: number) => void (breaksAt = page) }
}

const isRow = (asked: string): boolean => /^(contacts|company|note) /.test(asked)

describe('the requests of a first pull', () => {
  test('are the contacts’, but for the small lists, until the last contact is here', async () => {
    const { run } = largeAccount()

    const asked = await run()

    expect(asked.filter(isRow)).toEqual(['contacts 1', 'contacts 2', 'contacts 3', 'company 1', 'note 1'])
    expect(asked.indexOf('lists'), 'after the first page, long before the companies').toBeLessThan(4)
  })

  test('leave the forms of companies and deals for when they come', async () => {
    const { run } = largeAccount()

    const asked = await run()

    const asFollows = asked.filter((one) => one.startsWith('fields') || one === 'contacts 3' || one === 'company 1')
    expect(asFollows).toEqual(['fields of contact', 'contacts 3', 'fields of all', 'company 1'])
  })

  test('are so after a kill in the middle as well', async () => {
    const { run, breakAt } = largeAccount()
    breakAt(3)
    const before = await run()

    breakAt(Infinity)
    const after = await run()

    expect(before.filter(isRow)).toEqual(['contacts 1', 'contacts 2'])
    expect(after.filter(isRow)).toEqual(['contacts 3', 'company 1', 'note 1'])
  })

  test('are told of by what they bring', async () => {
    const { run, phases } = largeAccount()

    await run()

    const told = phases.flatMap((phase) =>
      phase.kind === 'pulling' ? [[phase.what, phase.received, phase.isInitial]] : [],
    )
    expect(told).toEqual([
      ['contacts', 0, true],
      ['contacts', 1, true],
      ['contacts', 2, true],
      ['contacts', 3, true],
      ['company', 0, true],
      ['company', 0, true],
      ['note', 0, true],
      ['note', 0, true],
    ])
  })
})

test('the name of a company that is looked at before the pull has come to it is read by itself, and moves no position', async () => {
  const world = await startWorld()
  const { db } = world.context()
  const [company] = await db.companies.toArray()
  if (company?.remoteId === undefined) throw new Error('no company')
  const before = await db.checkpoints.get([world.account.id, 'company'])
  await db.companies.delete(company.id)

  await world.main().call('companies/look-up', { accountId: world.account.id, companyIds: [company.id] })

  await eventually(async () => expect((await db.companies.get(company.id))?.name).toBe(company.name))
  expect(await db.checkpoints.get([world.account.id, 'company'])).toEqual(before)
})
