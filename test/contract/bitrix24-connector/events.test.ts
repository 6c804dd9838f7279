import { describe, expect, test } from 'vitest'
import type { Page, RemoteChange } from '#core/connectors/pull-page.ts'
import { add, type Params } from '../bitrix24/portal-session.ts'
import {
  boundFor,
  keptCompanies,
  keptContacts,
  keptNeighbours,
  rename,
  renamed,
  startEventWorld,
  startTold,
} from './event-world.ts'

const go = new AbortController().signal
const MINUTE = 60_000

describe('events of a portal', () => {
  test('are bound once for this installation, beside those of others', async () => {
    const world = await startTold()
    const bound = await boundFor(world)

    await world.kept.pull(await world.connect())
    await keptContacts().pull(await world.connect({ accountId: 'acc2' }))

    const records = ['CONTACT', 'COMPANY', 'DEAL', 'LEAD', 'ACTIVITY', 'TIMELINECOMMENT'].flatMap((of) =>
      ['ADD', 'UPDATE', 'DELETE'].map((deed) => `ONCRM${of}${deed}`),
    )
    const fields = ['CONTACT', 'LEAD'].flatMap((of) =>
      ['ADD', 'UPDATE', 'DELETE', 'SETENUMVALUES'].map((deed) => `ONCRM${of}USERFIELD${deed}`),
    )
    expect(bound.toSorted()).toEqual([...records, ...fields].toSorted())
    expect(await boundFor(world), 'a second start binds nothing').toHaveLength(bound.length)
    expect(world.connector.noticing()).toEqual({ kind: 'told' })
  })

  test('bring what a colleague has made, changed and deleted, and leave the queue when the next page is asked for', async () => {
    const world = await startTold()
    const made = await add(world.portal, 'contact', { NAME: 'Новая' })
    await rename(world, 7, 'Иная')
    await world.colleague('delete', 'contact', [9])

    const told = await world.kept.pull(world.connector)

    expect(told.toSorted()).toEqual(['-9', '7', String(made)].toSorted())
    expect(world.kept.ids.has('9')).toBe(false)
    expect(await world.queue()).toEqual([])
    expect(world.methods()).toEqual([
      ...['event.offline.get', 'crm.contact.list', 'crm.item.list', 'event.offline.clear'],
    ])
  })

  test('cost one request a kind where nothing has happened', async () => {
    const world = await startTold()
    const kinds = [keptCompanies(), ...(['deal', 'lead', 'task', 'note'] as const).map(keptNeighbours)]
    for (const kept of [...kinds, ...kinds]) await kept.pull(world.connector)
    world.pass(MINUTE)
    world.methods()

    for (const kept of [world.kept, ...kinds]) await kept.pull(world.connector)

    expect(world.methods()).toEqual(Array.from({ length: 6 }, () => 'event.offline.get'))
  })

  test('cost one request where ids of the kind are never compared, too', async () => {
    const world = await startEventWorld()
    const connector = await world.connect({ meanwhile: async () => Promise.resolve(world.pass(1_000)) })
    const companies = keptCompanies()
    await companies.pull(connector)
    await companies.pull(connector)
    world.methods()

    await companies.pull(connector)

    expect(world.methods()).toEqual(['event.offline.get'])
  })

  test('are not told of what was written here; what the portal made of it is read from its list once', async () => {
    const world = await startTold()
    await world.connector.updateContacts([renamed(7, 'Отсюда')], go)
    const waiting = await world.queue()
    world.methods()

    const [first, second] = [await world.kept.pull(world.connector), await world.kept.pull(world.connector)]

    expect([waiting, first, second]).toEqual([[], ['7'], []])
  })

  test('are told of what another installation of the program has written', async () => {
    const world = await startTold()
    const other = await world.connect({ accountId: 'acc2' })
    await keptContacts().pull(other)
    const others = keptContacts()
    await others.pull(other)
    await others.pull(other)

    await other.updateContacts([renamed(7, 'Оттуда')], go)

    expect(await world.queue('acc2')).toEqual([])
    expect(await world.kept.pull(world.connector)).toEqual(['7'])
  })

  test('say that the form has changed: a field, its options, and those of leads', async () => {
    const world = await startTold()
    const leads = keptNeighbours('lead')
    await leads.pull(world.connector)
    await leads.pull(world.connector)
    const fields = { FIELD_NAME: 'SIZE', USER_TYPE_ID: 'enumeration', LIST: [{ VALUE: 'S' }] }
    const id = await world.portal.result('crm.contact.userfield.add', { fields })
    const afterField = await world.kept.pull(world.connector)
    await world.portal.result('crm.contact.userfield.update', { id, fields: { LIST: [{ VALUE: 'M' }] } })
    const afterOption = await world.kept.pull(world.connector)
    await world.portal.result('crm.lead.userfield.add', { fields: { FIELD_NAME: 'WHY', USER_TYPE_ID: 'string' } })

    expect([afterField, afterOption, await leads.pull(world.connector)]).toEqual([['form'], ['form'], ['form']])
    expect(await world.queue()).toEqual([])
  })

  test('bring deals, leads, companies, tasks and notes, and tell of those that are gone', async () => {
    const world = await startTold({ contacts: 20 })
    const { connector, portal } = world
    const [deals, leads, tasks, notes] = (['deal', 'lead', 'task', 'note'] as const).map(keptNeighbours)
    const companies = keptCompanies()
    const pullAll = async () => {
      const told: Record<string, readonly string[] | undefined> = {}
      told['company'] = await companies.pull(connector)
      told['deal'] = await deals?.pull(connector)
      told['lead'] = await leads?.pull(connector)
      told['task'] = await tasks?.pull(connector)
      told['note'] = await notes?.pull(connector)
      return told
    }
    await pullAll()
    await pullAll()
    world.pass(MINUTE)
    const deal = await add(portal, 'deal', { TITLE: 'Сделка' })
    const lead = await add(portal, 'lead', { TITLE: 'Лид' })
    await world.colleague('edit', 'company', [3], { TITLE: 'Другое имя' })
    const todo = { ownerTypeId: 3, ownerId: 5, deadline: '2025-07-01T10:00:00+03:00', title: 'Позвонить' }
    const { id: task } = (await portal.result('crm.activity.todo.add', todo)) as { readonly id: number }
    await portal.result('crm.activity.todo.add', { ...todo, ownerTypeId: 2, ownerId: deal })
    const fields = { ENTITY_ID: 5, ENTITY_TYPE: 'contact', COMMENT: 'Слово' }
    const note = await portal.result('crm.timeline.comment.add', { fields })

    const came = await pullAll()
    await world.colleague('delete', 'deal', [deal])
    await world.colleague('delete', 'lead', [lead])
    await portal.result('crm.activity.delete', { id: task })
    await portal.result('crm.timeline.comment.delete', { id: note })
    const went = await pullAll()

    const text = (...ids: readonly unknown[]) => ids.map(String)
    expect(came).toMatchObject({ company: ['3'], deal: text(deal), lead: text(lead), note: text(note) })
    expect(came['task'], 'that of a deal is none of a contact').toEqual([String(task), `-${Number(task) + 1}`])
    expect(went).toEqual({
      ...{ company: [], deal: [`-${deal}`], lead: [`-${lead}`], task: [`-${task}`], note: [`-${String(note)}`] },
    })
  })
})

describe('what was read of an event', () => {
  test('before a write of ours had ended is read again', async () => {
    const world = await startTold()
    let isFirst = true
    const connector = await world.connect({
      async meanwhile(methods) {
        if (!isFirst || !methods.includes('crm.contact.get')) return
        isFirst = false
        await connector.updateContacts([renamed(7, 'Отсюда')], go)
      },
    })
    await rename(world, 7, 'Иная')

    const pages = connector.pullContacts(world.kept.cursor, go)
    const { value } = (await pages.next()) as IteratorYieldResult<Page<RemoteChange>>
    await pages.return(undefined)

    expect(value.items).toMatchObject([{ contact: { fields: { firstName: 'Отсюда' } } }])
  })
})

describe('a kill among events', () => {
  test.each([
    { name: 'after the window has written what they brought', isKept: true },
    { name: 'before the window has written anything', isKept: false },
  ])('$name loses none: the next start is told again', async ({ isKept }) => {
    const world = await startTold()
    await rename(world, 7, 'Иная')
    await world.colleague('delete', 'contact', [9])
    await world.kept.pull(world.connector, { pages: 1, isKept })
    await rename(world, 8, 'Позже')

    const told = await world.kept.pull(await world.connect())

    expect(told.toSorted()).toEqual(expect.arrayContaining(['-9', '7', '8']))
    expect(world.kept.ids.has('9')).toBe(false)
    expect(await world.queue()).toEqual([])
  })

  test('before the portal’s answer has come loses none', async () => {
    const world = await startTold()
    await world.colleague('delete', 'contact', [9])
    await world.fault({ kind: 'reset-after-commit', path: 'event.offline.get', times: 1 })
    const lost = await world.kept.pull(world.connector).catch((error: unknown) => error)

    const told = await world.kept.pull(world.connector)

    expect(lost).toMatchObject({ details: { reached: true } })
    expect(told).toContain('-9')
    expect(await world.queue()).toEqual([])
  })
})

describe('an event that cannot be applied', () => {
  test('is marked so, keeps none of the others away, and is tried again later', async () => {
    const world = await startTold()
    let isGarbled = true
    const garble = (text: string) =>
      isGarbled ? text.replaceAll(/("ID":"7",.*?"DATE_MODIFY":)"[^"]*"/g, '$1""') : text
    const connector = await world.connect({ garble })
    await world.kept.pull(connector)
    world.pass(MINUTE)
    await rename(world, 7, 'Иная')
    await rename(world, 8, 'Иная')

    const told = await world.kept.pull(connector)
    const marked = await world.queue()
    isGarbled = false
    world.pass(15 * MINUTE)
    const again = await world.kept.pull(connector)

    expect([told, marked]).toEqual([['8'], [['ONCRMCONTACTUPDATE', 7, true]]])
    expect(again).toContain('7')
    expect(await world.queue()).toEqual([])
  })

  test('is tried again by the next start as well', async () => {
    const world = await startTold()
    await rename(world, 7, 'Иная')
    const auth_connector = 'kartoteka-acc1'
    const { process_id } = (await world.app('event.offline.get', { clear: 0, auth_connector })) as Params
    await world.app('event.offline.error', { process_id, auth_connector })

    await world.kept.pull(await world.connect())

    expect(await world.queue()).toEqual([])
  })
})

describe('more events than lists take', () => {
  test('are thrown away but for deletions, and the list tells the rest', async () => {
    const world = await startTold({ contacts: 1_060 })
    const ids = Array.from({ length: 1_040 }, (_, at) => at + 1)
    await world.colleague('edit', 'contact', ids, { POST: 'Все' })
    await world.colleague('delete', 'contact', [1_050])
    const connector = await world.connect()

    const told = await world.kept.pull(connector)
    const noticing = connector.noticing()
    await world.kept.pull(connector)

    expect(told).toHaveLength(1_041)
    expect(told).toContain('-1050')
    expect(world.methods().filter((method) => method === 'event.offline.clear')).toHaveLength(1)
    expect([noticing, connector.noticing()]).toEqual([{ kind: 'asked', reason: 'backlog' }, { kind: 'told' }])
  })

  test('are left to lists as well where those were asked a moment ago', async () => {
    const world = await startTold({ contacts: 1_060 })
    const ids = Array.from({ length: 1_060 }, (_, at) => at + 1)
    await world.colleague('edit', 'contact', ids, { POST: 'Все' })
    await world.fault({ kind: 'reset-after-commit', path: 'event.offline.get', times: 1 })
    await world.kept.pull(world.connector).catch(() => undefined)

    const told = await world.kept.pull(world.connector)

    expect(new Set(told)).toEqual(new Set(ids.map(String)))
  })
})
