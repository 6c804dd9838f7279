import { defineStore } from 'pinia'
import { computed, watch } from 'vue'
import type { ContactFields } from '#shared/domain/contact.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import {
  keyOfLinked,
  linkedIn,
  linkedKinds,
  type LinkedFound,
  type LinkedKind,
  type LinkedRef,
} from '#shared/domain/linked.ts'
import { findLinkedNames, keepLinkedNames, readLinkedNames } from '../db/linked-names.ts'
import { useAppStore } from './app-store.ts'
import { useContactStore } from './contact-store.ts'
import { useServices } from './services.ts'

/** Whoever walks through cards asks about none that they pass. */
const PAUSE_MS = 400
/** A name that was told so lately is not asked for again. */
const FRESH_MS = 24 * 60 * 60_000

interface Wanted {
  readonly accountId: AccountId
  readonly refs: readonly LinkedRef[]
}

/** Customers and goods: those of the open contact are asked for by name when that is long ago, others can be found. */
export const useLinkedStore = defineStore('linked', () => {
  const { context, main } = useServices()
  const [app, open] = [useAppStore(), useContactStore()]
  const wanted = computed<Wanted | null>(() => {
    const { contact } = open
    const refs = contact === null ? [] : refsOf(contact.fields)
    return contact === null || refs.length === 0 ? null : { accountId: contact.accountId, refs }
  })
  /** The same for the same wish: the card is read again with every edit. */
  const wish = () =>
    wanted.value === null ? '' : [wanted.value.accountId, ...wanted.value.refs.map(keyOfLinked)].join('\n')

  async function ask({ accountId, refs }: Wanted): Promise<void> {
    const known = await readLinkedNames(context.db, accountId, refs)
    const oldest = context.now() - FRESH_MS
    const asked = refs.filter((_, at) => (known[at]?.at ?? Number.NEGATIVE_INFINITY) < oldest)
    if (asked.length === 0) return
    const told = await main.call('contacts/read-names', { accountId, refs: [...asked] })
    const found = told.names.map(({ ref, name }) => ({ ...ref, name }))
    await keepLinkedNames(context, accountId, asked, found)
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  const askSoon = () => {
    clearTimeout(timer)
    const asked = wanted.value
    if (asked === null || app.readOnly !== null) return
    // Without a network numbers stay numbers, and the next card asks again.
    timer = setTimeout(() => void ask(asked).catch(() => undefined), PAUSE_MS)
  }
  // Made with the first card that is opened: that one is to be asked about as well.
  watch(wish, askSoon, { immediate: true })

  /**
   * What of a kind could be linked, by a part of its name: what the CRM finds, else what is known here.
   * @throws {AppError} as `contacts/find-linked`, where nothing is known here either
   */
  async function find(accountId: AccountId, kind: LinkedKind, text: string): Promise<readonly LinkedFound[]> {
    const known = await findLinkedNames(context.db, accountId, kind, text)
    try {
      const { found } = await main.call('contacts/find-linked', { accountId, kind, text })
      const told = new Set(found.map(keyOfLinked))
      return [...found, ...known.filter((one) => !told.has(keyOfLinked(one)))]
    } catch (error) {
      if (known.length === 0) throw error
      return known
    }
  }
  /** What was chosen goes by its name from now on, without a network too. */
  const keep = (accountId: AccountId, one: LinkedFound): Promise<void> =>
    keepLinkedNames(context, accountId, [one], [one])
  /** Their names are known soon, as far as the CRM tells; without a network numbers stay numbers. */
  function askFor(accountId: AccountId, refs: readonly LinkedRef[]): void {
    if (refs.length > 0 && app.readOnly === null) void ask({ accountId, refs }).catch(() => undefined)
  }
  return { find, keep, askFor }
})

const refsOf = ({ custom }: ContactFields): readonly LinkedRef[] =>
  linkedKinds.flatMap((kind) => linkedIn(custom, kind).map(({ id, catalogId }) => ({ kind, id, catalogId })))
