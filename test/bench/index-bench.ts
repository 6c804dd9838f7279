/**
 * How fast and how large the contact index is: `node --expose-gc test/bench/index-bench.ts [contacts]`. Prints a table;
 * nothing is asserted. Times are of one thread, in the order in which the worker would see them.
 */
import type { ContactQuery } from '#renderer/search/contact-query.ts'
import { ContactIndex } from '#renderer/search/contact-index.ts'
import { toIndexEntry } from '#renderer/search/index-entry.ts'
import { cutContent, JoinedContent } from '#renderer/search/cut-content.ts'
import { IndexRestore } from '#renderer/search/index-restore.ts'
import { takeSnapshot } from '#renderer/search/index-snapshot.ts'
import { sampleCompanies, sampleContact, sampleUsers } from './sample-contacts.ts'

const CHUNK = 2_000
const SCREEN = 60
/** Each question is asked this often, and its best time counts: what other work of the machine took does not. */
const ROUNDS = 5
const contacts = Number(process.argv[2] ?? 100_000)

const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`
const ms = (value: number) => value.toFixed(2).padStart(8)

/** Processor time of this process since then. */
function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1_000
}
const memory = () => {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

function build(): ContactIndex {
  const index = new ContactIndex('ru')
  let worst = 0
  let total = 0
  const cpu = process.cpuUsage()
  const timed = (work: () => void) => {
    const start = performance.now()
    work()
    const took = performance.now() - start
    worst = Math.max(worst, took)
    total += took
  }
  const companies = new Map(sampleCompanies(contacts))
  timed(() => index.putCompanies(companies))
  timed(() => index.putUsers(sampleUsers()))
  worst = 0
  for (let from = 0; from < contacts; from += CHUNK) {
    const rows = Array.from({ length: Math.min(CHUNK, contacts - from) }, (_, at) => sampleContact(from + at, contacts))
    const entries = rows.map((row) => toIndexEntry(row, false)).filter((entry) => entry !== null)
    timed(() => {
      for (const entry of entries) index.put(entry)
      index.settle()
    })
  }
  const { user, system } = process.cpuUsage(cpu)
  console.log(
    `build        ${seconds(total)} (${seconds((user + system) / 1000)} CPU with making the rows), worst slice of ${CHUNK}: ${worst.toFixed(1)} ms`,
  )
  return index
}

/** Words of real contacts, as somebody would type them. */
function queries(): ReadonlyMap<string, readonly string[]> {
  const samples = Array.from({ length: 200 }, (_, at) => sampleContact(Math.floor((at * contacts) / 200), contacts))
  const names = [...new Map(sampleCompanies(2_000)).values()]
  const word = (text: string) => text.replaceAll(/[^\p{L}\d]+/gu, ' ').trim()
  return new Map([
    ['name', samples.map(({ fields }) => fields.lastName.slice(0, 5))],
    ['two names', samples.map(({ fields }) => `${fields.firstName.slice(0, 4)} ${fields.lastName.slice(0, 4)}`)],
    ['phone digits', samples.flatMap(({ fields }) => fields.phones.map(({ value }) => value.replace(/\D/g, '').slice(-6)))], // prettier-ignore
    ['three digits', samples.flatMap(({ fields }) => fields.phones.map(({ value }) => value.replace(/\D/g, '').slice(-3)))], // prettier-ignore
    ['e-mail part', samples.flatMap(({ fields }) => fields.emails.map(({ value }) => value.slice(2, 8)))],
    ['e-mail whole', samples.flatMap(({ fields }) => fields.emails.map(({ value }) => value))],
    ['mail domain', ['mail.ru', 'gmail', '@yandex', '.com', 'ru', 'n@mail']],
    ['company', names.slice(0, 200).map((name) => word(name).split(' ').at(-1)?.slice(0, 6) ?? '')],
    ['one letter', [...'аеиокмсвдпabceimnrst']],
    ['two letters', ['ан', 'ив', 'ко', 'ма', 'ov', 'an', 'iv', 're', 'st', 'до']],
    ['nothing', ['абракадабра', 'qqqq', '000000000', 'zzzz@zz']],
    ['tag', ['клиент', 'выстав', 'vip', 'перезвон']],
  ])
}

function measure(name: string, asked: readonly ContactQuery[], index: ContactIndex): void {
  const times: number[] = []
  let total = 0
  const cpu = process.threadCpuUsage()
  for (const query of asked) {
    let best = Infinity
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now()
      const found = index.find(query)
      found.window(0, SCREEN)
      best = Math.min(best, performance.now() - start)
      if (round === 0) total += found.total
    }
    times.push(best)
  }
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  const mean = Math.round(total / asked.length)
  const { user, system } = process.threadCpuUsage(cpu)
  const mid = (user + system) / 1000 / asked.length / ROUNDS
  console.log(
    `${name.padEnd(26)} p50 ${ms(at(0.5))}  p95 ${ms(at(0.95))}  max ${ms(at(1))}  mean CPU ${ms(mid)}  found ${mean}`,
  )
}

const before = memory()
const index = build()
console.log(`memory       ${((memory() - before) / 2 ** 20).toFixed(1)} MB, ${((memory() - before) / contacts).toFixed(0)} bytes per contact`) // prettier-ignore
for (const [name, part] of Object.entries(index.sizes()))
  console.log(`  ${name.padEnd(12)}${(part / 2 ** 20).toFixed(1)} MB`)
const sort = { by: 'name', direction: 'asc' } as const
for (const [name, texts] of queries()) measure(name, texts.filter(Boolean).map((text) => ({ text, filters: {}, sort })), index) // prettier-ignore

const users = [...sampleUsers().keys()]
const year = Date.UTC(2026, 0, 1)
for (const by of ['name', 'updated', 'company', 'responsible'] as const) {
  const filtered = Array.from({ length: 100 }, (_, at): ContactQuery => {
    const filters = { tags: ['клиент'], responsibleId: users[at % users.length], updatedFrom: year }
    return { text: '', filters, sort: { by, direction: at % 2 === 0 ? 'asc' : 'desc' } }
  })
  const start = performance.now()
  index.find({ text: '', filters: {}, sort: { by, direction: 'asc' } })
  console.log(`first order by ${by}: ${(performance.now() - start).toFixed(1)} ms`)
  measure(`filter + sort by ${by}`, filtered, index)
}
const facetStart = performance.now()
index.facets(undefined, 200)
console.log(`facets ${(performance.now() - facetStart).toFixed(1)} ms`)
const all = performance.now()
const every = index.find({ text: '', filters: {}, sort }).ids.length
console.log(`all ${every} ids in order ${(performance.now() - all).toFixed(1)} ms`)

/** Bytes of all typed arrays in a stored part. */
function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength
  return typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>((sum, one) => sum + bytesOf(one), 0)
    : 0
}

const stamp = { language: 'ru', fingerprint: 'bench' }
const restore = new IndexRestore(stamp)
let saving = performance.now()
for (const part of takeSnapshot(index, stamp)) {
  // What storage takes for reading and writing it is left out.
  const cut = cutContent(part.content, 4 * 2 ** 20)
  const pieces: Uint8Array[] = []
  let longest = 0
  for (let piece = 0; piece < cut.count; piece++) {
    const start = process.cpuUsage()
    pieces.push(structuredClone(cut.copy(piece)))
    longest = Math.max(longest, cpuMs(start))
  }
  const saved = performance.now()
  const joined = new JoinedContent(cut.outline)
  for (const piece of pieces) joined.add(piece)
  restore.add({ ...part, content: joined.content })
  const size = (bytesOf(part.content) / 2 ** 20).toFixed(1)
  console.log(`snapshot ${part.name.padEnd(10)} ${size} MB, saved in ${ms(saved - saving)} ms (longest piece ${ms(longest)} CPU), taken back in ${ms(performance.now() - saved)} ms`) // prettier-ignore
  saving = performance.now()
}
const tagStart = performance.now()
for (let at = 0; at < 10_000; at++) {
  const row = sampleContact(at, contacts)
  const entry = toIndexEntry({ ...row, fields: { ...row.fields, tags: [...row.fields.tags, 'новый'] } }, true)
  if (entry !== null) index.put(entry)
}
console.log(`tag 10,000 (with making the rows) ${(performance.now() - tagStart).toFixed(1)} ms`)
