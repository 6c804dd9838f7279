import { Dexie, type DBCoreKeyRange, type DBCoreQueryResponse, type DBCoreTable, type DBCoreTransaction } from 'dexie'
import {
  isWithin,
  keyOfPack,
  PACK_SIZE,
  toPack,
  toPacks,
  unpack,
  type ContactPack,
  type IdRange,
  type PackedRow,
  type PackKey,
} from './contact-pack.ts'

/** Packs read at once. */
const MOST_PACKS = 128

/**
 * The records that hold several contacts each. Promises are chained as Dexie's own code chains them: an `await` here would
 * leave its transaction.
 */
export class PackStore {
  readonly #table: DBCoreTable

  constructor(table: DBCoreTable) {
    this.#table = table
  }

  /** Those that are in packs; the others have no entry. */
  find(trans: DBCoreTransaction, ids: readonly string[]): Promise<ReadonlyMap<string, PackedRow>> {
    const asked = ids.map((id) => this.#read(trans, keysFrom(id), 1).then(([pack]) => rowIn(pack, id)))
    return Dexie.Promise.all(asked).then(
      (rows) => new Map(rows.flatMap((row) => (row === null ? [] : [[row.id, row]]))),
    )
  }

  /** In order; all of them, or at least as many as `limit`. */
  readRange(trans: DBCoreTransaction, range: IdRange, limit: number): Promise<readonly PackedRow[]> {
    const found: PackedRow[] = []
    const wanted = Math.min(MOST_PACKS, Math.ceil(limit / PACK_SIZE) + 1)
    const readOn = (keys: DBCoreKeyRange): Promise<readonly PackedRow[]> =>
      this.#read(trans, keys, wanted).then((packs) => {
        for (const row of packs.flatMap(unpack)) if (isWithin(row.id, range)) found.push(row)
        const last = packs.at(-1)
        if (found.length >= limit) return found
        if (last !== undefined && packs.length === wanted) return readOn(keysAfter(last.last, range.upper))
        return this.#readAcross(trans, range).then((rows) => [...found, ...rows])
      })
    return readOn(keysWithin(range))
  }

  /** @param apart ids that are not to be counted, in order */
  count(trans: DBCoreTransaction, range: IdRange, apart: readonly string[]): Promise<number> {
    const beyond = range.upper === null ? Dexie.Promise.resolve([]) : this.#keys(trans, keysAfter(range.upper, null), 1)
    return Dexie.Promise.all([this.#keys(trans, keysWithin(range)), beyond]).then(([within, [last]]) => {
      const [whole, inPart] = sortOut(last === undefined ? within : [...within, last], range, apart)
      const isApart = new Set(apart)
      const asked = inPart.map((key) => this.#read(trans, keysFrom(key[0]), 1))
      return Dexie.Promise.all(asked).then((packs) => {
        const ids = packs.flat().flatMap((pack) => pack.ids)
        return whole + ids.filter((id) => isWithin(id, range) && !isApart.has(id)).length
      })
    })
  }

  /** Keys of the packs that begin at or before `last`, and end at or after `first`; at most `limit`. */
  keysAcross(trans: DBCoreTransaction, first: string, last: string, limit: number): Promise<readonly PackKey[]> {
    return this.#keys(trans, keysFrom(first), limit).then((keys) => keys.filter(([, from]) => from <= last))
  }

  /** @param rows in the order of their ids, where no pack is */
  add(trans: DBCoreTransaction, rows: readonly { readonly id: string }[]): Promise<void> {
    return this.#write(trans, [], toPacks(rows))
  }

  remove(trans: DBCoreTransaction, ids: readonly string[]): Promise<void> {
    const gone = new Set(ids)
    const asked = ids.map((id) => this.#read(trans, keysFrom(id), 1))
    return Dexie.Promise.all(asked).then((answers) => {
      const touched = answers.flat().filter((pack) => pack.ids.some((id) => gone.has(id)))
      return this.#leaveOut(trans, touched, (id) => gone.has(id))
    })
  }

  removeRange(trans: DBCoreTransaction, range: IdRange): Promise<void> {
    const isGone = (id: string): boolean => isWithin(id, range)
    // Packs that end within it may begin before, or have their end alone there where the bound itself stays.
    const edges = range.upper === null ? [range.lower] : [range.lower, range.upper]
    const asked = edges.map((id) => this.#read(trans, keysFrom(id), 1))
    return Dexie.Promise.all(asked).then((packs) =>
      this.#table
        .mutate({ type: 'deleteRange', trans, range: keysWithin(range) })
        .then(() => this.#leaveOut(trans, packs.flat(), isGone)),
    )
  }

  /** Of the one that ends after the range. */
  #readAcross(trans: DBCoreTransaction, range: IdRange): Promise<readonly PackedRow[]> {
    const { upper } = range
    if (upper === null) return Dexie.Promise.resolve([])
    const after = keysAfter(upper, null)
    return this.#keys(trans, after, 1).then(([key]) => {
      if (key === undefined || key[1] > upper) return []
      return this.#read(trans, after, 1).then((packs) => packs.flatMap(unpack).filter(({ id }) => isWithin(id, range)))
    })
  }

  /** Writes the packs anew without those rows. */
  #leaveOut(trans: DBCoreTransaction, found: readonly ContactPack[], isGone: (id: string) => boolean): Promise<void> {
    const packs = [...new Map(found.map((pack) => [pack.last, pack])).values()]
    const left = packs.map((pack) => unpack(pack).filter(({ id }) => !isGone(id)))
    return this.#write(trans, packs.map(keyOfPack), left.filter((rows) => rows.length > 0).map(toPack))
  }

  #write(trans: DBCoreTransaction, gone: readonly PackKey[], packs: readonly ContactPack[]): Promise<void> {
    return this.#table
      .mutate({ type: 'delete', trans, keys: [...gone] })
      .then(() => this.#table.mutate({ type: 'put', trans, values: packs }))
      .then(({ numFailures, failures }) => {
        if (numFailures > 0) throw Object.values(failures)[0] ?? new Error('a pack of contacts was not written')
      })
  }

  #read(trans: DBCoreTransaction, range: DBCoreKeyRange, limit: number): Promise<ContactPack[]> {
    const query = { index: this.#table.schema.primaryKey, range }
    return this.#table.query({ trans, values: true, limit, query }).then(toResult<ContactPack>)
  }

  #keys(trans: DBCoreTransaction, range: DBCoreKeyRange, limit = Infinity): Promise<PackKey[]> {
    const query = { index: this.#table.schema.primaryKey, range }
    return this.#table.query({ trans, values: false, limit, query }).then(toResult<PackKey>)
  }
}

const toResult = <Result>({ result }: DBCoreQueryResponse): Result[] => result as Result[]

const RANGE: DBCoreKeyRange['type'] = 2
/** After every key that begins with the same id. */
const END: readonly unknown[] = []

/** Keys of packs that end at this id or later. */
const keysFrom = (id: string): DBCoreKeyRange => ({ type: RANGE, lower: [id], upper: undefined })

const keysAfter = (id: string, upper: string | null): DBCoreKeyRange => ({
  type: RANGE,
  lower: [id, END],
  upper: upper === null ? undefined : [upper, END],
})

/** Keys of packs that end within it. */
const keysWithin = ({ lower, upper }: IdRange): DBCoreKeyRange => ({
  type: RANGE,
  lower: [lower],
  upper: upper === null ? undefined : [upper, END],
})

/** How many are in packs that count as a whole, and the keys of those that have to be looked into. */
function sortOut(keys: readonly PackKey[], range: IdRange, apart: readonly string[]): readonly [number, PackKey[]] {
  const inPart: PackKey[] = []
  let [count, at] = [0, 0]
  for (const key of keys) {
    const [last, first, size] = key
    while (at < apart.length && (apart[at] ?? '') < first) at++
    const hasApart = at < apart.length && (apart[at] ?? '') <= last
    if (!hasApart && isWithin(first, range) && isWithin(last, range)) count += size
    else inPart.push(key)
  }
  return [count, inPart]
}

function rowIn(pack: ContactPack | undefined, id: string): PackedRow | null {
  if (pack === undefined || !pack.ids.includes(id)) return null
  return unpack(pack).find((row) => row.id === id) ?? null
}
