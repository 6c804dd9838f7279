import { Amo } from '@shevernitskiy/amo'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { at, fieldMissing, notSupportedChoice, startSession, validationBody } from './demo-session.ts'
import type { DemoSession } from './demo-session.ts'
import { openHttpsFront } from './https-front.ts'
import type { HttpsFront } from './https-front.ts'

const REDIRECT = 'https://app.example/cb'

let session: DemoSession
let front: HttpsFront
let amo: Amo

beforeAll(async () => {
  session = await startSession({ contacts: 40, clock: Date.now })
  front = await openHttpsFront(session.crm.amocrm.url)
  amo = await signedIn()
})
afterAll(async () => {
  await front.close()
  await session.crm.close()
})

/** What a user gives an integration; the client exchanges it by itself. */
async function newClient(code?: string): Promise<Amo> {
  const { body } = await session.control('POST', '/oauth-code', { redirectUri: REDIRECT })
  const { clientId: client_id, clientSecret: client_secret } = session.crm.amocrm
  const grant = { client_id, client_secret, redirect_uri: REDIRECT, grant_type: 'authorization_code' } as const
  return new Amo(front.host, { ...grant, code: code ?? String(at(body, 'code')) }, { request_delay: 0 })
}

async function signedIn(): Promise<Amo> {
  const client = await newClient()
  await client.account.getAccount()
  return client
}

/** What the client throws: its message, and the body of the answer where there was one. */
async function failure(work: Promise<unknown>): Promise<{ readonly message: unknown; readonly response: unknown }> {
  return work.then(
    () => ({ message: undefined, response: undefined }),
    (error: unknown) => ({ message: at(error, 'message'), response: at(error, 'response') }),
  )
}

/** Its types know less than its own documentation: a body that they would not let through. */
function untyped(body: Record<string, unknown>): never {
  return body as never
}

async function addContact(name: string): Promise<number> {
  const made = await amo.contact.addContacts([{ name }])
  return made._embedded.contacts[0]?.id ?? 0
}

describe('a client that nobody here wrote, over HTTPS,', () => {
  test('signs in with a code and refreshes what it got', async () => {
    const client = await newClient()

    const account = await client.account.getAccount()
    const first = client.token
    if (first !== undefined) first.expires_at = 0
    const again = await client.account.getAccount()

    expect([account.subdomain, again.current_user_id]).toEqual(['kartotekademo', 10420110])
    expect(client.token?.refresh_token).not.toBe(first?.refresh_token)
  })

  test('adds, lists, finds and changes contacts', async () => {
    const made = await amo.contact.addContacts([
      {
        first_name: 'Ann',
        last_name: 'Foreign',
        request_id: 'a',
        custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '+1555', enum_code: 'WORK' }] }],
      },
      { name: 'Second' },
    ])
    const [ann, second] = made._embedded.contacts

    const found = await amo.contact.getContacts({ query: 'ann foreign', limit: 10, order: untyped({ id: 'asc' }) })
    const byId = await amo.contact.getContacts({ filter: (filter) => filter.multi('id', [ann?.id ?? 0]) })
    await amo.contact.updateContacts([{ id: second?.id ?? 0, name: 'Renamed' }])
    const updated = await amo.contact.updateContactById(ann?.id ?? 0, { last_name: 'Changed' })
    const read = await amo.contact.getContactById(ann?.id ?? 0, { with: ['leads', 'customers', 'catalog_elements'] })

    expect([ann?.request_id, second?.request_id]).toEqual(['a', '1'])
    expect(found._embedded.contacts.map(({ id }) => id)).toEqual([ann?.id])
    expect(byId._embedded.contacts.map(({ id }) => id)).toEqual([ann?.id])
    expect(updated).toMatchObject({ id: ann?.id, name: 'Ann Changed' })
    expect(read).toMatchObject({ name: 'Ann Changed', _embedded: { leads: [], customers: [], catalog_elements: [] } })
    expect(at(read, 'custom_fields_values', 0, 'values', 0)).toMatchObject({ value: '+1555', enum_code: 'WORK' })
  })

  test('is led on by links that speak HTTPS, at the name it came by', async () => {
    await addContact('Linked to')

    const page = await amo.contact.getContacts({ limit: 1 })
    const leads = await amo.lead.getLeads({ limit: 1 })

    const addresses = [...JSON.stringify([page, leads]).matchAll(/"href":"(https?:\/\/[^/"]+)/g)].map(
      ([, origin]) => origin,
    )
    expect(addresses.length).toBeGreaterThan(4)
    expect(new Set(addresses)).toEqual(new Set([`https://${front.host}`]))
  })

  test('makes tags, and puts them on contacts', async () => {
    const id = await addContact('Tagged')

    const made = await amo.tag.addTags('contacts', [{ name: 'foreign', color: null }])
    await amo.tag.addTagsToEntities('contacts', [untyped({ id, _embedded: { tags: [{ name: 'foreign' }] } })])

    const read = await amo.contact.getContactById(id)
    const tags = await amo.tag.getTags('contacts', { query: 'foreign' })
    expect(read._embedded.tags).toMatchObject([{ id: made._embedded.tags[0]?.id, name: 'foreign' }])
    expect(tags._embedded.tags).toHaveLength(1)
  })

  test('makes companies and links, reads them from both sides, and takes them apart', async () => {
    const contact = await addContact('Linked')
    const companies = await amo.company.addCompanies([{ name: 'Foreign Ltd' }])
    const company = companies._embedded.companies[0]?.id ?? 0
    const link = { to_entity_id: company, to_entity_type: 'companies' } as const

    const linked = await amo.link.addLinksByEntityId(contact, 'contacts', [link])
    const read = await amo.contact.getContactById(contact)
    const back = await amo.link.getLinksByEntityId(company, 'companies')
    const unlinked = await failure(amo.link.deleteLinksByEntityId(contact, 'contacts', [link]))

    expect(linked).toMatchObject({ _total_items: 1 })
    expect(read._embedded.companies).toMatchObject([{ id: company }])
    expect(at(back, '_embedded', 'links', 0)).toMatchObject({ to_entity_id: contact, to_entity_type: 'contacts' })
    // The vendor documents 204 for unlinking, and this client calls every 204 an error.
    expect(unlinked.message).toMatch(/^204/)
    expect((await amo.contact.getContactById(contact))._embedded.companies).toEqual([])
  })

  test('makes leads with contacts, moves them on, and reads pipelines', async () => {
    const contact = await addContact('Buyer')
    const pipelines = await amo.pipeline.getPipelines()
    const pipeline_id = pipelines._embedded.pipelines[0]?.id ?? 0
    const made = await amo.lead.addLeads([
      untyped({
        ...{ name: 'Foreign lead', price: 100, pipeline_id },
        _embedded: { contacts: [{ id: contact, is_main: true }] },
      }),
    ])
    const id = Number(at(made, '_embedded', 'leads', 0, 'id'))

    await amo.lead.updateLeadById(id, { status_id: 142 })

    const lead = await amo.lead.getLeadById(id, { with: ['contacts', 'loss_reason'] })
    const won = await amo.lead.getLeads({ filter: (filter) => filter.statuses([[pipeline_id, 142]]), limit: 250 })
    expect(lead).toMatchObject({
      status_id: 142,
      price: 100,
      _embedded: { contacts: [{ id: contact, is_main: true }] },
    })
    expect(won._embedded.leads.map((one) => one.id)).toContain(id)
    expect((await amo.contact.getContactById(contact, { with: ['leads'] }))._embedded.leads).toMatchObject([{ id }])
  })

  test('adds tasks and completes them', async () => {
    const contact = await addContact('Busy')
    const due = Math.floor(Date.now() / 1000) + 3600
    const about = { entity_id: contact, entity_type: 'contacts' }
    const made = await amo.task.addTasks([{ ...about, text: 'Call', complete_till: due, task_type_id: 1 }])
    const id = made._embedded.tasks[0]?.id ?? 0
    const before = await amo.contact.getContactById(contact)

    await amo.task.completeTaskById(id, { is_completed: true, result: { text: 'Talked' } })

    const open = await amo.task.getTasks({ filter: (filter) => filter.single('entity_id', contact) })
    expect(before.closest_task_at).toBe(due)
    expect(open._embedded.tasks).toMatchObject([{ id, is_completed: true, result: { text: 'Talked' } }])
    expect((await amo.contact.getContactById(contact)).closest_task_at).toBeNull()
  })

  test('writes notes and reads what happened', async () => {
    const contact = await addContact('Noted')
    const made = await amo.note.addNotes('contacts', [
      { entity_id: contact, note_type: 'common', params: { text: 'hi' } },
    ])
    const id = Number(at(made, '_embedded', 'notes', 0, 'id'))

    await amo.note.updateNoteById(
      id,
      'contacts',
      untyped({ entity_id: contact, note_type: 'common', params: { text: 'ho' } }),
    )

    const notes = await amo.note.getNotesByEntityId(contact, 'contacts')
    const events = await amo.raw.get({
      url: '/api/v4/events',
      query: `filter[entity]=contact&filter[entity_id]=${contact}`,
    })
    expect(notes._embedded.notes).toMatchObject([{ id, params: { text: 'ho' } }])
    expect(at(events, '_embedded', 'events', 0, 'type')).toBe('common_note_added')
  })

  test('moves a chat to another contact', async () => {
    const [first, second] = [await addContact('One'), await addContact('Two')]
    const fields = { channel: 'Telegram', contact_id: first }
    const { body } = await session.control('POST', '/vendor', { action: 'add', entity: 'chats', fields })
    const chat_id = String(at(body, 0, 'id'))

    await amo.contact.linkContactToChat([{ chat_id, contact_id: second }])

    const chats = await amo.contact.getContactToChat({ contact_id: [second] })
    expect(chats._embedded.chats).toMatchObject([{ chat_id, contact_id: second }])
    expect((await failure(amo.contact.getContactToChat({ contact_id: [first] }))).message).toMatch(/^204/)
  })

  test('understands the errors: nothing there, wrong input, a code used up', async () => {
    const missing = await failure(amo.contact.getContactById(1))
    const wrong = await failure(amo.task.addTasks([{ text: 'no time', request_id: 't' }]))
    const stranger = await failure(amo.contact.updateContacts([{ id: 1, name: 'X' }]))
    const garbage = await failure((await newClient('garbage')).account.getAccount())

    expect(missing.message).toMatch(/^204/)
    expect(wrong.message).toMatch(/^400/)
    const errors = [{ request_id: 't', errors: [fieldMissing('complete_till')] }]
    expect(wrong.response).toEqual(validationBody(errors))
    expect(stranger.response).toEqual(validationBody([{ request_id: '0', errors: [notSupportedChoice('id')] }]))
    expect(garbage.response).toMatchObject({ status: 400, hint: 'Cannot decrypt the authorization code' })
  })
})
