import { defineStore } from 'pinia'
import { computed, watch } from 'vue'
import type { ContactFacts } from '#shared/domain/contact.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import { keyOfLinked, type LinkedRef } from '#shared/domain/linked.ts'
import { keepLinkedNames, readLinkedNames } from '../db/linked-names.ts'
import { useAppStore } from './app-store.ts'
import { useContactStore } from './contact-store.ts'
import { useServices } from './services.ts'
import { useLiveQuery } from './use-live-query.ts'

/** Whoever walks through cards asks about none that they pass. */
const PAUSE_MS = 400
/** A name that was told so lately is not asked for again. */
const FRESH_MS = 24 * 60 * 60_000

interface Wanted {
  readonly accountId: AccountId
  readonly refs: readonly LinkedRef[]
}

/** What customers and goods of the open contact are called: as last told, asked again when that is long ago. */
export const useLinkedStore = defineStore('linked', () => {
  const { context, main } = useServices()
  const [app, open] = [useAppStore(), useContactStore()]
  const wanted = computed<Wanted | null>(() => {
    const { contact } = open
    const refs = contact === null ? [] : refsOf(contact.facts)
    return contact === null || refs.length === 0 ? null : { accountId: contact.accountId, refs }
  })
  /** The same for the same wish: the card is read again with every edit. */
  const wish = () =>
    wanted.value === null ? '' : [wanted.value.accountId, ...wanted.value.refs.map(keyOfLinked)].join('\n')

  async function read(): Promise<ReadonlyMap<string, string>> {
    if (wanted.value === null) return new Map()
    const rows = await readLinkedNames(context.db, wanted.value.accountId, wanted.value.refs)
    return new Map(rows.flatMap((row) => (row === undefined ? [] : [[`${row.accountId} ${row.key}`, row.name]])))
  }
  const names = useLiveQuery(read, new Map(), wish)

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

  /** `null` while nobody has told it. Reactive. */
  function nameOf(accountId: AccountId, ref: LinkedRef): string | null {
    return names.value.get(`${accountId} ${keyOfLinked(ref)}`) || null
  }
  return { nameOf }
})

const refsOf = (facts: ContactFacts | null): readonly LinkedRef[] => [
  ...(facts?.customerIds ?? []).map((id) => ({ kind: 'customer' as const, id, catalogId: null })),
  ...(facts?.elements ?? []).map(({ id, catalogId }) => ({ kind: 'element' as const, id, catalogId })),
]
