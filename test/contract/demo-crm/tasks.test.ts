import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { defaultSwitches } from '#demo-crm/amocrm/switches.ts'
import { ADMIN, at, COLLEAGUE, createContact, eventTypes, fieldMissing, listAt } from './demo-session.ts'
import { notSupportedChoice, startSession, validationBody } from './demo-session.ts'
import type { DemoSession } from './demo-session.ts'

const DAY = 86_400

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 100 })
})
afterEach(() => session.control('POST', '/switches', defaultSwitches))
afterAll(() => session.crm.close())

async function addTask(item: Record<string, unknown>): Promise<number> {
  const answer = await session.send('POST', '/api/v4/tasks', [{ text: 'Call', complete_till: session.now(), ...item }])
  expect(answer.status).toBe(200)
  return Number(at(answer.body, '_embedded', 'tasks', 0, 'id'))
}

const about = (contact: number) => ({ entity_id: contact, entity_type: 'contacts' })

async function closest(contact: number): Promise<unknown> {
  return at((await session.get(`/api/v4/contacts/${contact}`)).body, 'closest_task_at')
}

async function ids(query: string): Promise<unknown[]> {
  const { body } = await session.get(`/api/v4/tasks?limit=250&${query}`)
  return listAt(body, '_embedded', 'tasks').map((task) => task['id'])
}

describe('a task', () => {
  test('is made, read back whole, and completed with a result', async () => {
    const contact = await createContact(session, {})
    const due = session.now() + DAY
    const id = await addTask({ ...about(contact), complete_till: due, task_type_id: 2, duration: 1800 })

    const before = await session.get(`/api/v4/tasks/${id}`)
    session.advance(5000)
    const patched = await session.send('PATCH', `/api/v4/tasks/${id}`, { is_completed: true, result: { text: 'Done' } })

    const self = { self: { href: `${session.crm.amocrm.url}/api/v4/tasks/${id}` } }
    expect(before.body).toEqual({
      id,
      created_by: ADMIN,
      updated_by: ADMIN,
      created_at: session.now() - 5,
      updated_at: session.now() - 5,
      responsible_user_id: ADMIN,
      group_id: 0,
      entity_id: contact,
      entity_type: 'contacts',
      duration: 1800,
      is_completed: false,
      task_type_id: 2,
      text: 'Call',
      result: [],
      complete_till: due,
      account_id: 31540218,
      _links: self,
    })
    expect(patched.body).toMatchObject({ id, updated_at: session.now(), _links: self })
    expect((await session.get(`/api/v4/tasks/${id}`)).body).toMatchObject({
      is_completed: true,
      result: { text: 'Done' },
    })
  })

  test('makes the nearest of a record its next one, until it is completed or moves on', async () => {
    const [contact, other] = [await createContact(session, {}), await createContact(session, {})]
    const [near, far] = [session.now() + DAY, session.now() + 2 * DAY]
    await addTask({ ...about(contact), complete_till: far })
    const id = await addTask({ ...about(contact), complete_till: near })

    const first = await closest(contact)
    await session.send('PATCH', '/api/v4/tasks', [{ id, ...about(other) }])
    const moved = [await closest(contact), await closest(other)]
    await session.send('PATCH', '/api/v4/tasks', [{ id, is_completed: true }])

    expect(first).toBe(near)
    expect(moved).toEqual([far, near])
    expect(await closest(other)).toBeNull()
  })

  test('stands behind every `closest_task_at` that is seeded', async () => {
    const { body } = await session.get('/api/v4/contacts?limit=250')
    const awaited = listAt(body, '_embedded', 'contacts').filter((contact) => contact['closest_task_at'] !== null)

    expect(awaited.length).toBeGreaterThan(3)
    for (const contact of awaited) {
      const filter = `filter[entity_type]=contacts&filter[entity_id][]=${String(contact['id'])}&filter[is_completed]=0`
      const tasks = listAt((await session.get(`/api/v4/tasks?${filter}`)).body, '_embedded', 'tasks')
      expect(Math.min(...tasks.map((task) => Number(task['complete_till'])))).toBe(contact['closest_task_at'])
    }
  })

  test.each([
    [{ complete_till: undefined }, [fieldMissing('complete_till')]],
    [{ text: undefined }, [fieldMissing('text')]],
    [{ entity_id: 5 }, [fieldMissing('entity_type')]],
    [{ entity_id: 5, entity_type: 'contacts' }, [notSupportedChoice('entity_id')]],
    [{ entity_id: 5, entity_type: 'tasks' }, [notSupportedChoice('entity_type')]],
    [{ task_type_id: 99 }, [notSupportedChoice('task_type_id')]],
    [{ responsible_user_id: 1 }, [notSupportedChoice('responsible_user_id')]],
    [{ result: {}, is_completed: true }, [fieldMissing('result.text')]],
  ])('with %j is refused with %j', async (item, errors) => {
    const sent = { text: 'T', complete_till: 1, ...item, request_id: 'bad' }

    const answer = await session.send('POST', '/api/v4/tasks', [sent])

    expect(answer).toMatchObject({ status: 400, body: validationBody([{ request_id: 'bad', errors }]) })
  })

  test('cannot be deleted, and one that is absent cannot be changed', async () => {
    const gone = await session.send('DELETE', '/api/v4/tasks/1', undefined)

    expect(gone).toMatchObject({ status: 403, body: { detail: 'Invalid scope' } })
    expect((await session.send('PATCH', '/api/v4/tasks', [{ id: 1 }])).body).toEqual(
      validationBody([{ request_id: '0', errors: [notSupportedChoice('id')] }]),
    )
    expect((await session.get('/api/v4/tasks/1')).status).toBe(204)
  })
})

describe('GET /tasks', () => {
  test('filters by who, what and when, and orders by time of need', async () => {
    const contact = await createContact(session, {})
    const late = await addTask({ ...about(contact), complete_till: session.now() + 9, responsible_user_id: COLLEAGUE })
    const soon = await addTask({ ...about(contact), complete_till: session.now() + 5, task_type_id: 2 })
    const own = `filter[entity_type]=contacts&filter[entity_id]=${contact}`

    expect(await ids(own)).toEqual([late, soon])
    expect(await ids(`${own}&order[complete_till]=asc`)).toEqual([soon, late])
    expect(await ids(`${own}&order[updated_at]=desc`)).toEqual([late, soon])
    expect(await ids(`${own}&filter[responsible_user_id][]=${COLLEAGUE}`)).toEqual([late])
    expect(await ids(`${own}&filter[task_type]=2`)).toEqual([soon])
    expect(await ids(`${own}&filter[is_completed]=1`)).toEqual([])
    expect(await ids(`filter[id][]=${soon}&filter[id][]=${late}`)).toEqual([late, soon])
    session.advance(60_000)
    await session.send('PATCH', '/api/v4/tasks', [{ id: soon, text: 'Later' }])
    expect(await ids(`${own}&filter[updated_at][from]=${session.now()}`)).toEqual([soon])
  })

  test('turns pages', async () => {
    const first = await session.get('/api/v4/tasks?limit=2')

    const next = at(first.body, '_links', 'next', 'href')
    expect(listAt(first.body, '_embedded', 'tasks')).toHaveLength(2)
    const second = await session.get(String(next).replace(session.crm.amocrm.url, ''))
    expect(at(second.body, '_page')).toBe(2)
    expect(at(second.body, '_embedded', 'tasks', 0)).not.toEqual(at(first.body, '_embedded', 'tasks', 0))
  })
})

describe('events of tasks', () => {
  test('name the task, or its record where the account does so', async () => {
    const contact = await createContact(session, {})
    const id = await addTask(about(contact))
    await session.send('PATCH', `/api/v4/tasks/${id}`, { is_completed: true })
    expect(await eventTypes(session, 'task', id)).toEqual(['task_completed', 'task_added'])
    expect(await eventTypes(session, 'contact', contact)).toEqual(['contact_added'])

    await session.control('POST', '/switches', { taskEventOf: 'record' })
    await addTask(about(contact))

    expect(await eventTypes(session, 'contact', contact)).toEqual(['task_added', 'contact_added'])
  })

  test.each([true, false])('and `updated_at` of the record go together: %j', async (tasksBumpUpdatedAt) => {
    const contact = await createContact(session, {})
    const before = session.now()
    await session.control('POST', '/switches', { tasksBumpUpdatedAt })
    session.advance(7000)

    await addTask(about(contact))

    const { body } = await session.get(`/api/v4/contacts/${contact}`)
    expect(at(body, 'updated_at')).toBe(tasksBumpUpdatedAt ? session.now() : before)
  })
})

test('a colleague adds, completes and deletes tasks in the interface of the vendor', async () => {
  const contact = await createContact(session, {})
  const act = (action: Record<string, unknown>) => session.control('POST', '/vendor', { entity: 'tasks', ...action })
  const due = session.now() + DAY

  const made = await act({ action: 'add', fields: { text: 'UI', complete_till: due, ...about(contact) } })
  const id = at(made.body, 0, 'id')
  const shown = await session.get(`/api/v4/tasks/${String(id)}`)
  await act({ action: 'edit', ids: [id], fields: { is_completed: true } })
  const open = await act({ action: 'add', fields: { text: 'UI', complete_till: due, ...about(contact) } })
  const awaited = await closest(contact)
  await act({ action: 'delete', ids: [id, at(open.body, 0, 'id')] })

  expect(shown.body).toMatchObject({ text: 'UI', created_by: COLLEAGUE, complete_till: due })
  expect([awaited, await closest(contact)]).toEqual([due, null])
  expect((await session.get(`/api/v4/tasks/${String(id)}`)).status).toBe(204)
  expect(await eventTypes(session, 'task', Number(id))).toEqual(['task_deleted', 'task_completed', 'task_added'])
})

test('good tasks of a bad batch are saved where the account says so', async () => {
  await session.control('POST', '/switches', { badBatch: 'save-good' })
  const contact = await createContact(session, {})

  const answer = await session.send('POST', '/api/v4/tasks', [
    { text: 'good', complete_till: 1, ...about(contact) },
    {},
  ])

  expect(answer.status).toBe(400)
  expect(await ids(`filter[entity_id]=${contact}`)).toHaveLength(1)
})

test('a task needs no text where the account says so', async () => {
  await session.control('POST', '/switches', { taskText: 'optional' })

  expect((await session.send('POST', '/api/v4/tasks', [{ complete_till: 1 }])).status).toBe(200)
})
