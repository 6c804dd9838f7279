import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { commands } from '#shared/ipc/commands.ts'
import { events } from '#shared/ipc/events.ts'
import { storeCommands } from '#shared/ipc/store-commands.ts'
import { findSecretFields, findUnmentioned } from './contract-rules.ts'
import { readSources } from './source-files.ts'

const textsIn = (folder: string) => readSources([folder]).map(({ text }) => text)
const main = textsIn('src-main/core')
const renderer = textsIn('src-renderer')

describe('the contract between the processes', () => {
  test.each([
    ['main answers every command', Object.keys(commands), main],
    ['the interface asks every command', Object.keys(commands), renderer],
    ['the cache answers every store command', Object.keys(storeCommands), renderer],
    ['main asks every store command', Object.keys(storeCommands), main],
    ['main tells every event', Object.keys(events), main],
    ['the interface listens to every event', Object.keys(events), renderer],
  ])('%s', (_what, names, texts) => {
    expect(findUnmentioned(names, texts)).toEqual([])
  })

  test('carries no secret toward the interface', () => {
    const toward = [
      ...Object.entries(events),
      ...Object.entries(commands).map(([name, { output }]) => [name, output] as const),
      ...Object.entries(storeCommands).map(([name, { input }]) => [name, input] as const),
    ]

    const found = toward.flatMap(([name, schema]) => findSecretFields(schema).map((path) => `${name}: ${path}`))

    expect(found).toEqual([])
  })
})

describe('the rules of the contract', () => {
  test('find a secret at any depth', () => {
    const schema = v.object({
      accounts: v.array(v.object({ id: v.string(), accessToken: v.nullable(v.string()) })),
      state: v.variant('kind', [v.object({ kind: v.literal('in'), password: v.optional(v.string()) })]),
      byId: v.record(v.string(), v.object({ client: v.pipe(v.object({ secret: v.string() }), v.readonly()) })),
      secretsIn: v.picklist(['os', 'file']),
    })

    const found = findSecretFields(schema).map((path) => path.split('.').at(-1))

    expect(new Set(found)).toEqual(new Set(['accessToken', 'password', 'secret']))
  })

  test('find a name that nobody mentions', () => {
    expect(findUnmentioned(['sync/run', 'sync/stop'], ["main.call('sync/run', {})"])).toEqual(['sync/stop'])
  })
})
