import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { at, createContact, listAt, startSession } from './demo-session.ts'

const folder = mkdtempSync(join(tmpdir(), 'demo-crm-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const cli = resolve(import.meta.dirname, '../../../src-main/demo-crm/cli.ts')

type Exit = { readonly code: number | null; readonly out: string; readonly err: string }

/** Runs the command line until its end, or until its first line was used; a server that started is then killed outright. */
function run(args: readonly string[], use: (line: string) => Promise<void> = async () => undefined): Promise<Exit> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [cli, ...args])
    let [out, err] = ['', '']
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      if (out.includes('\n')) void use(out).finally(() => child.kill('SIGKILL'))
    })
    child.on('close', (code) => done({ code, out, err }))
  })
}

async function digest(seed: number): Promise<string> {
  const session = await startSession({ contacts: 200, seed })
  const contacts = await session.control('GET', '/records/contacts')
  const companies = await session.control('GET', '/records/companies')
  await session.crm.close()
  return createHash('sha256')
    .update(JSON.stringify([contacts.body, companies.body]))
    .digest('hex')
}

describe('the data', () => {
  test('is the same for the same seed and moment, and other for another seed', async () => {
    const [first, second, third] = [await digest(7), await digest(7), await digest(8)]

    expect(second).toBe(first)
    expect(third).not.toBe(first)
  })

  test('keeps its contacts and companies byte for byte from one release to the next', async () => {
    // Whatever is seeded beside them must take no chance from theirs: tests and benchmarks know these very records.
    expect(await digest(7)).toBe('cc9bc89e717ced1b84a664b94136b60a247676df81787f1dc07cfc3090e7b4c3')
  })

  test('around contacts is the same for the same seed: leads, customers, tasks, notes and chats', async () => {
    const around = async (seed: number): Promise<unknown[]> => {
      const session = await startSession({ contacts: 200, seed })
      const paths = ['/records/leads', '/records/customers', '/records/tasks', '/records/notes', '/chats']
      const answers = await Promise.all(paths.map((path) => session.control('GET', path)))
      await session.crm.close()
      return answers.map((answer) => answer.body)
    }

    const [first, second, third] = [await around(7), await around(7), await around(8)]

    expect(first.map((list) => listAt(list).length)).toEqual([40, 16, expect.any(Number), expect.any(Number), 0])
    expect(second).toEqual(first)
    for (const [index, list] of first.entries()) expect(third[index]).not.toEqual(list)
  })

  test('looks like life: several phones, no name, sixty tags, emoji, right-to-left, duplicates', async () => {
    const session = await startSession({ contacts: 60 })
    const { body } = await session.get('/api/v4/contacts?limit=250')
    const contacts = listAt(body, '_embedded', 'contacts')
    await session.crm.close()

    const names = contacts.map((contact) => String(contact['name']))
    const tagCounts = contacts.map((contact) => listAt(contact, '_embedded', 'tags').length)
    const phones = contacts.map((contact) => {
      const field = listAt(contact, 'custom_fields_values').find((item) => item['field_code'] === 'PHONE')
      return listAt(field, 'values').length
    })
    expect(contacts).toHaveLength(60)
    expect(Math.max(...tagCounts)).toBe(60)
    expect(Math.max(...phones)).toBe(8)
    expect(phones.filter((count) => count > 1).length).toBeGreaterThan(5)
    expect(names.filter((name) => name === '').length).toBeGreaterThan(0)
    expect(new Set(names).size).toBeLessThan(names.length)
    expect(names.join()).toMatch(/\p{Extended_Pictographic}/u)
    expect(names.join()).toMatch(/[\p{Script=Arabic}\p{Script=Hebrew}]/u)
  })

  test('names sole traders the way they are registered: in Russian', async () => {
    const session = await startSession({ contacts: 1500 })
    const { body } = await session.get('/api/v4/companies?limit=250')
    await session.crm.close()

    const names = listAt(body, '_embedded', 'companies').map((company) => String(company['name']))
    expect(names).toHaveLength(250)
    expect(names.filter((name) => name.startsWith('ИП ')).length).toBeGreaterThan(10)
    expect(names.filter((name) => name.startsWith('ИП ') && !/^[\p{Script=Cyrillic}\s-]+$/u.test(name))).toEqual([])
  })
})

describe('a restart with the same file', () => {
  test('keeps the data, the token, the client and the control address', async () => {
    const dataFile = join(folder, 'restart.db')
    const first = await startSession({ dataFile })
    const id = await createContact(first, { name: 'Kept' })
    await first.control('POST', '/switches', { defaultLimit: 10 })
    await first.crm.close()

    const second = await startSession({ dataFile, port: first.crm.port, contacts: 999 })
    // The connection pool of fetch still holds a line to the first server; this call makes it notice.
    await second.get('/api/v4/account').catch(() => undefined)
    const contact = await second.get(`/api/v4/contacts/${id}`)
    const page = await second.get('/api/v4/contacts')
    await second.crm.close()

    expect(second.crm.amocrm).toEqual(first.crm.amocrm)
    expect(second.crm.control).toBe(first.crm.control)
    expect(contact.body).toMatchObject({ id, name: 'Kept' })
    expect(listAt(page.body, '_embedded', 'contacts')).toHaveLength(10)
  })

  test('keeps what was committed before the process was killed', async () => {
    const dataFile = join(folder, 'killed.db')
    let token = ''
    await run(['--', '--port', '0', '--contacts', '20', '--data', dataFile], async (line) => {
      const { amocrm } = JSON.parse(line) as { amocrm: { url: string; token: string } }
      token = amocrm.token
      const headers = { authorization: `Bearer ${token}` }
      await fetch(`${amocrm.url}/api/v4/contacts`, { method: 'POST', headers, body: '[{"name":"last words"}]' })
    })

    const session = await startSession({ dataFile })
    const { body } = await session.get('/api/v4/contacts?query=last%20words', token)
    await session.crm.close()

    expect(listAt(body, '_embedded', 'contacts').map((contact) => contact['name'])).toEqual(['last words'])
  })
})

describe('the command line', () => {
  test('prints one line of JSON with addresses and credentials', async () => {
    const { out } = await run(['--contacts', '3', '--limits', 'off'])

    const text = expect.any(String) as string
    const url = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string
    expect(out.trimEnd().split('\n')).toHaveLength(1)
    expect(JSON.parse(out)).toEqual({
      amocrm: { url, token: text, clientId: text, clientSecret: text },
      bitrix24: { url, webhook: text, clientId: text, clientSecret: text, memberId: text },
      control: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/_control\/[\w-]{20,}$/) as string,
    })
  })

  test('opens the portal by the webhook that it prints, with the switches of a file', async () => {
    const file = join(folder, 'portal-switches.json')
    writeFileSync(file, JSON.stringify({ serverOffsetMinutes: -330 }))
    let body: unknown
    const { out } = await run(['--contacts', '2', '--bitrix24-switches', file], async (line) => {
      const { bitrix24 } = JSON.parse(line) as { bitrix24: { webhook: string } }
      body = await (await fetch(`${bitrix24.webhook}server.time`)).json()
    })

    expect(out).toContain('/rest/1/')
    expect(at(body, 'result')).toMatch(/-05:30$/)
  })

  test('adds a second account when it is asked to, and serves the page', async () => {
    let page = ''
    const shared = ['--second-shares-integration', '--redirect-uri', 'https://app.example/cb']
    const args = ['--contacts', '3', '--second-contacts', '2', '--second-port', '0', ...shared]
    const { out } = await run(args, async (line) => {
      const { second } = JSON.parse(line) as { second: { amocrm: { url: string } } }
      page = await (await fetch(`${second.amocrm.url}/`)).text()
    })

    expect(Object.keys(JSON.parse(out) as object)).toEqual(['amocrm', 'bitrix24', 'control', 'second'])
    const { amocrm, second } = JSON.parse(out) as Record<'amocrm' | 'second', Record<string, unknown>>
    expect(at(second, 'amocrm', 'clientId')).toBe(amocrm['clientId'])
    expect(page).toContain('Вторая Картотека')
    expect(page).toContain('name="redirectUri" value="https://app.example/cb"')
  })

  test.each([
    [['--second-port', 'x'], '--second-port must be a whole number'],
    [['--redirect-uri', 'javascript:x'], '--redirect-uri must be an address'],
    [['--prot', '1'], "Unknown option '--prot'"],
    [['--port', 'x'], '--port must be a whole number'],
    [['--limits', 'maybe'], '--limits must be "real" or "off"'],
    [['--data', ''], '--data must name a file'],
    [['--faults', '/nowhere.json'], '--faults: cannot read /nowhere.json'],
    [['--bitrix24-switches', '/nowhere.json'], '--bitrix24-switches: cannot read /nowhere.json'],
  ])('refuses %j in words', async (args, message) => {
    const { code, out, err } = await run(args)

    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
  })

  test('explains itself', async () => {
    const { out, err } = await run(['--help'])

    expect({ out, err }).toEqual({ out: expect.stringContaining('[--port N]') as string, err: '' })
  })

  test('ends with the shell that npm started it in, so that no server is left behind', async () => {
    const command = `"${process.execPath}" "${cli}" --contacts 1; :`
    const env = { ...process.env, npm_lifecycle_event: 'demo-crm' }
    const shell = spawn('sh', ['-c', command], { env, stdio: ['ignore', 'pipe', 'ignore'] })
    await new Promise((started) => shell.stdout.once('data', started))

    shell.kill('SIGTERM')

    // The server holds the other end of this pipe: it closes when the server has ended.
    await new Promise((ended) => shell.stdout.once('close', ended))
  })

  test('says that a port is taken', async () => {
    const blocker = createServer()
    await new Promise<void>((ready) => blocker.listen(0, '127.0.0.1', ready))
    const { port } = blocker.address() as AddressInfo

    const { code, err } = await run(['--contacts', '1', '--port', String(port)])
    await new Promise((closed) => blocker.close(closed))

    expect(code).toBe(1)
    expect(err).toContain(`Port ${port} is already in use`)
  })
})
