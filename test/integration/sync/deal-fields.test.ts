import { describe, expect, test } from 'vitest'
import { createNeighbour, editCustomOf } from '#renderer/db/edit-neighbour.ts'
import { readDeal } from '#renderer/db/read-deal.ts'
import { retryMutation } from '#renderer/db/retry-mutation.ts'
import { undoMutation } from '#renderer/db/undo-mutation.ts'
import type { CustomItem } from '#shared/domain/contact.ts'
import { mergeOfKind, ownerOf, type FieldDefinition } from '#shared/domain/directory.ts'
import type { NeighbourId } from '#shared/domain/ids.ts'
import { customField, type Deal } from '#shared/domain/neighbour.ts'
import { eventually, startWorld, type World } from '#test/support/sync-world.ts'

interface Desk {
  readonly world: World
  readonly id: NeighbourId
  readonly field: (name: string) => FieldDefinition
  readonly option: (field: FieldDefinition, value: string) => CustomItem
  readonly set: (field: FieldDefinition, to: readonly CustomItem[]) => ReturnType<World['accept']>
  readonly shown: (field: FieldDefinition) => Promise<readonly unknown[]>
  /** Whatever a colleague puts into it. */
  readonly theirs: (field: FieldDefinition, values: readonly unknown[]) => Promise<unknown>
  /** What the CRM has. */
  readonly there: (field: FieldDefinition) => Promise<readonly unknown[]>
}

/** A deal that the CRM has, and that has been pulled. */
async function startDesk(): Promise<Desk> {
  const world = await startWorld()
  const fields = (await world.context().db.fields.toArray()).filter((one) => ownerOf(one) === 'deal')
  const field = (name: string) => fields.find((one) => one.name === name) ?? fail(`no field ${name}`)
  const [who] = (await world.rows()).filter(({ deletedAt }) => deletedAt === undefined)
  if (who === undefined) return fail('no contact')
  const record: Deal = {
    kind: 'deal',
    fields: {
      ...{ name: 'Сделка с полями', price: 0, stage: null, responsibleId: null },
      ...{ contactIds: [who.id], mainContactId: who.id, companyId: null },
    },
  }
  const made = await world.accept(await createNeighbour(world.context(), who.id, record))
  await world.settle()
  if (made.change.kind !== 'create-neighbour') return fail('no create')
  const id = made.change.recordId
  const remote = Number((await world.context().db.neighbours.get(id))?.remoteId)
  const valuesOf = (items: readonly CustomItem[] | undefined) => (items ?? []).map(({ value }) => value)
  return {
    ...{ world, id, field },
    option: ({ options }, value) => {
      const found = options.find((one) => one.value === value) ?? fail(`no option ${value}`)
      return { value, optionId: found.id }
    },
    async set(definition, to) {
      const from = (await readDeal(world.context().db, id))?.fields.custom?.[definition.id] ?? []
      const merge = mergeOfKind(definition.kind)
      const how = merge === undefined ? {} : { merge }
      return world.accept(
        await editCustomOf(world.context(), id, { kind: 'custom', fieldId: definition.id, from, to, ...how }),
      )
    },
    shown: async (definition) => valuesOf((await readDeal(world.context().db, id))?.fields.custom?.[definition.id]),
    theirs: (definition, values) =>
      world.demo().vendor({
        ...{ action: 'edit', entity: 'leads', ids: [remote] },
        fields: { custom_fields_values: [{ field_id: Number(definition.id), values }] },
      }),
    async there(definition) {
      const path = `/api/v4/leads/${remote}`
      const { url, token } = world.crm().amocrm
      const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } })
      const { custom_fields_values: all } = (await answer.json()) as {
        custom_fields_values: { field_id: number; values: { value: unknown }[] }[] | null
      }
      const found = all?.find(({ field_id: one }) => one === Number(definition.id))
      return (found?.values ?? []).map(({ value }) => value)
    },
  }
}

function fail(message: string): never {
  throw new Error(message)
}

describe('custom fields of a deal', () => {
  test('edited offline arrive as last meant, once, over a restart', async () => {
    const { world, field, option, set, shown, there } = await startDesk()
    const [contract, terms] = [field('Договор'), field('Условия')]
    await world.cutNetwork()

    await set(contract, [{ value: '1' }])
    await set(contract, [{ value: '12/2026' }])
    await set(terms, [option(terms, 'Предоплата')])
    await world.restart()
    const offline = [await shown(contract), await shown(terms)]
    await world.mendNetwork(() => world.demo().forgetRequests())
    await world.settle()

    expect(offline).toEqual([['12/2026'], ['Предоплата']])
    expect([await there(contract), await there(terms)]).toEqual(offline)
    const writes = (await world.demo().requests()).filter(({ method }) => method === 'PATCH')
    expect(writes).toHaveLength(1)
  })

  test('of which both sides choose options have all of them', async () => {
    const { world, field, option, set, theirs, there } = await startDesk()
    const terms = field('Условия')
    await world.cutNetwork()
    await set(terms, [option(terms, 'Предоплата')])

    await world.mendNetwork(() => theirs(terms, [{ value: 'Доставка' }]))
    await world.settle()

    expect((await there(terms)).toSorted()).toEqual(['Доставка', 'Предоплата'])
    expect(await world.problems()).toEqual([])
  })

  test('that both sides change otherwise are asked about at the field; mine is sent then', async () => {
    const { world, id, field, set, theirs, there } = await startDesk()
    const contract = field('Договор')
    await world.cutNetwork()
    const mine = await set(contract, [{ value: 'mine' }])

    await world.mendNetwork(() => theirs(contract, [{ value: 'theirs' }]))
    await world.settle()
    const problems = await world.problems()
    await retryMutation(world.context(), world.main(), mine.id)
    await world.settle()

    expect(problems).toMatchObject([
      {
        kind: 'neighbour-conflict',
        conflict: { edit: { field: customField(contract.id) }, rebased: { from: [{ value: 'theirs' }] } },
      },
    ])
    expect(await there(contract)).toEqual(['mine'])
    expect((await readDeal(world.context().db, id))?.problems).toEqual([])
  })

  test('that the CRM refuses are set aside at the field, the others arrive', async () => {
    const { world, field, set, there } = await startDesk()
    const [channel, contract] = [field('Канал'), field('Договор')]
    await world.cutNetwork()
    await set(channel, [{ value: 'Такого нет', optionId: '1' }])
    await set(contract, [{ value: '12/2026' }])

    await world.mendNetwork()
    await world.settle()

    await eventually(async () => expect(await there(contract)).toEqual(['12/2026']))
    expect(await world.problems()).toMatchObject([
      { kind: 'rejected', field: `neighbour:${customField(channel.id)}`, reason: 'NotSupportedChoice' },
    ])
  })

  test('are as they were when an edit is undone', async () => {
    const { world, field, set, there } = await startDesk()
    const contract = field('Договор')
    await set(contract, [{ value: 'before' }])
    await world.settle()
    const edit = await set(contract, [{ value: 'after' }])
    await world.settle()

    await undoMutation(world.context(), world.main(), edit, new Set())
    await world.settle()

    expect(await there(contract)).toEqual(['before'])
  })

  test('keep the field from being deleted while an edit of it waits', async () => {
    const { world, field, set } = await startDesk()
    const contract = field('Договор')
    await world
      .demo()
      .faults([{ kind: 'status', path: '/api/v4/leads', method: 'PATCH', status: 503, body: '', times: null }])
    await set(contract, [{ value: 'waits' }])

    const wish = { of: 'deal', kind: 'delete', fieldId: contract.id } as const
    const asked = world.main().call('fields/change', { accountId: world.account.id, wish })

    await expect(asked).rejects.toMatchObject({ code: 'state/refused', details: { reason: 'field-in-use' } })
  })
})
