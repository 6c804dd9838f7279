import type { SaleRow } from '#renderer/db/sale-rows.ts'
import type { Json } from '#shared/domain/contact.ts'
import type { CustomEdit } from '#shared/domain/field-edit.ts'
import type { NeighbourId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { customField, type Neighbour, type NeighbourEdit } from '#shared/domain/neighbour.ts'
import { saleFacts, tagsIn, toTagItem } from '#shared/domain/sale-facts.ts'
import { customItems, toItems } from '#shared/sync/neighbour-custom.ts'
import type { DealState } from './crm-deals.ts'
import type { SimulatedCrm } from './crm.ts'
import { isDiscarded, isKept, numberIn } from './deals.ts'
import type { Intent } from './ledger.ts'
import type { World } from './world.ts'

const TAGS = customField(saleFacts.tags)

/** What the tags of a deal are called, in the order of the alphabet. */
export const dealTagsOf = (record: Neighbour): readonly string[] =>
  tagsIn(customItems(record, saleFacts.tags))
    .map(({ name }) => name)
    .toSorted()

/** One more tag than the deal has, called like nothing else in the history; or one that it has the less, if `isOff`. */
export function someTags({ record }: SaleRow, n: number, isOff: boolean): CustomEdit | null {
  const items = customItems(record, saleFacts.tags)
  if (isOff && items.length === 0) return null
  const to = isOff
    ? items.filter((_, at) => at !== n % items.length)
    : [...items, toTagItem({ name: `ярлык ${n}`, color: '' })]
  return { kind: 'custom', fieldId: saleFacts.tags, from: items, to, merge: 'set' }
}

const namesOf = (json: Json): readonly string[] => tagsIn(toItems(json)).map(({ name }) => name)
const without = (names: readonly string[], others: readonly string[]) => names.filter((name) => !others.includes(name))
const cameWith = ({ from, to }: NeighbourEdit) => without(namesOf(to), namesOf(from))
const wentWith = ({ from, to }: NeighbourEdit) => without(namesOf(from), namesOf(to))

interface TagIntent {
  readonly intent: Intent
  readonly edit: NeighbourEdit
  readonly recordId: NeighbourId
}

/** Edits of the tags of deals, in order. */
const tagIntents = ({ ledger }: World): readonly TagIntent[] =>
  ledger.intents.flatMap((intent) => {
    const { change }: Mutation = intent.mutation
    return change.kind === 'edit-neighbour' && change.edit.field === TAGS
      ? [{ intent, edit: change.edit, recordId: change.recordId }]
      : []
  })

const statesOf = ({ deals }: SimulatedCrm, id: number): readonly DealState[] =>
  deals.states.filter((state) => state.kind === 'deal' && state.id === id)

/** Tags that never came or went although their user was told that they are kept. */
export function findTagsWrong(world: World): readonly string[] {
  const { crms, ledger } = world
  const all = tagIntents(world)
  return all.flatMap(({ intent, edit, recordId }, index) => {
    if (!isKept(intent) || isDiscarded(recordId, ledger)) return []
    const crm = crms.find((one) => numberIn(one, recordId, ledger) !== null)
    const id = crm === undefined ? null : numberIn(crm, recordId, ledger)
    if (crm === undefined || id === null) return []
    const [came, went] = [cameWith(edit), wentWith(edit)]
    const isFollowed = all
      .slice(index + 1)
      .some(
        (later) =>
          later.recordId === recordId &&
          later.intent.state !== 'refused' &&
          (came.some((name) => wentWith(later.edit).includes(name)) ||
            went.some((name) => cameWith(later.edit).includes(name))),
      )
    const states = statesOf(crm, id)
    const since = states.slice(
      Math.max(
        0,
        states.findLastIndex(({ at }) => at < intent.askedAt),
      ),
    )
    const isDone =
      came.every((name) => since.some(({ tags }) => tags.includes(name))) &&
      went.every((name) => since.some(({ tags, isTrashed }) => isTrashed || !tags.includes(name)))
    if (isFollowed || isDone) return []
    return [`lost: tags ${came.join()} on, ${went.join()} off of deal ${id} (${intent.mutation.id})`]
  })
}

/** Longer than a look and the write after it take: what came in between nobody could know of. */
const SLIP_MS = 60_000

/** Tags that a device has put on deals, or taken off, although nobody there had asked for it. */
export function findTagsUnasked(world: World): readonly string[] {
  const all = tagIntents(world)
  return world.devices.flatMap(({ index, accounts }) =>
    accounts.flatMap(({ crm, userId }) => {
      const isOf = (one: TagIntent, id: number) =>
        one.intent.device === index &&
        one.intent.state !== 'refused' &&
        numberIn(crm, one.recordId, world.ledger) === id
      return crm.deals.states.flatMap((state, place, states) => {
        const before = states.slice(0, place).filter(({ kind, id }) => kind === state.kind && id === state.id)
        const last = before.at(-1)
        if (state.userId !== userId || state.isTrashed || last === undefined) return []
        const own = all.filter((one) => isOf(one, state.id))
        const asksFor = (name: string, names: (edit: NeighbourEdit) => readonly string[]) =>
          own.some(
            ({ edit, intent }) =>
              names(edit).includes(name) ||
              (intent.isWithdrawn && names({ ...edit, from: edit.to, to: edit.from }).includes(name)),
          )
        const stoodFor = (name: string) => {
          const came = before.findLastIndex(({ tags }) => !tags.includes(name)) + 1
          return state.at - (before[came]?.at ?? state.at)
        }
        const gone = without(last.tags, state.tags).filter(
          (name) => stoodFor(name) > SLIP_MS && !asksFor(name, wentWith),
        )
        const isBack = (name: string) => before.some(({ tags, at }) => tags.includes(name) && state.at - at <= SLIP_MS)
        const come = without(state.tags, last.tags).filter((name) => !isBack(name) && !asksFor(name, cameWith))
        return [
          ...gone.map((name) => `unasked: the end of tag ${name} of deal ${state.id}`),
          ...come.map((name) => `unasked: tag ${name} of deal ${state.id}`),
        ]
      })
    }),
  )
}

/** What a colleague does to tags of a deal; `null` where there is none to take off. */
export function theirTags(tags: readonly string[], n: number) {
  const chosen = tags[n % Math.max(1, tags.length)]
  if (n % 3 > 0) return { tags_to_add: [{ name: `их ярлык ${n}` }] }
  return chosen === undefined ? null : { tags_to_delete: [{ name: chosen }] }
}
