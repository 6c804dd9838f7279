import {
  Dexie,
  type DBCore,
  type DBCoreAddRequest,
  type DBCoreMutateRequest,
  type DBCoreMutateResponse,
  type DBCorePutRequest,
  type DBCoreQueryRequest,
  type DBCoreTable,
  type DBCoreTransaction,
  type Middleware,
} from 'dexie'
import { toIdRange, type PackedRow } from './contact-pack.ts'
import { PackStore } from './pack-store.ts'

const LOOSE = 'contacts'
const PACKS = 'contactPacks'
/** Fewer than this lie by themselves. */
const FEWEST_PACKED = 32
/** So many, as a list shows them, are looked for in both stores at once: who waits for them waits for one answer. */
const SCREENFUL = 128
/** Of fewer each is simply asked for. */
const FEW = 8
/** With more loose ones among them each is asked for, too. */
const FEWEST_LOOSE = 256
/** Under everything else that Dexie does. */
const INNERMOST = -10

interface Row {
  readonly id: string
}

/**
 * Contacts that come in a row lie several in a record: a record for each was a quarter of what a first pull costs. Who reads
 * or writes `contacts` sees nothing of it. A contact that is written by itself lies by itself, and counts before what a
 * pack still has of it; so do all those of a cache from before there were packs.
 */
export const packedContactsMiddleware: Middleware<DBCore> = {
  stack: 'dbcore',
  name: 'packed-contacts',
  level: INNERMOST,
  create(core) {
    // A cache of another version of the app, which is only looked at.
    if (!core.schema.tables.some(({ name }) => name === PACKS)) return core
    return {
      ...core,
      transaction(tables, mode, options) {
        const isWidened = tables.includes(LOOSE) && !tables.includes(PACKS)
        return core.transaction(isWidened ? [...tables, PACKS] : tables, mode, options)
      },
      table(name) {
        if (name !== LOOSE) return core.table(name)
        return new PackedTable(core.table(LOOSE), new PackStore(core.table(PACKS))).asTable()
      },
    }
  },
}

/** Both stores as one table. Promises are chained as Dexie's own code chains them, as in `PackStore`. */
class PackedTable {
  readonly #loose: DBCoreTable
  readonly #packs: PackStore
  /** There were many loose ones among those that were last asked for. */
  #isCrowded = false

  constructor(loose: DBCoreTable, packs: PackStore) {
    this.#loose = loose
    this.#packs = packs
  }

  asTable(): DBCoreTable {
    return {
      ...this.#loose,
      get: ({ trans, key }) => this.#getMany(trans, [key]).then(([row]) => row),
      getMany: ({ trans, keys }) => this.#getMany(trans, keys),
      query: (request) => this.#query(request),
      count: ({ trans, query }) =>
        this.#loose
          .query({ trans, values: false, query })
          .then(({ result }) =>
            this.#packs.count(trans, toIdRange(query.range), result).then((packed) => result.length + packed),
          ),
      // It would have to walk through both at once, and nobody does.
      openCursor: () => Dexie.Promise.reject(new Error('contacts are read by their ids or by a range of them')),
      mutate: (request) => this.#mutate(request),
    }
  }

  #getMany(trans: DBCoreTransaction, keys: readonly string[]): Promise<(Row | undefined)[]> {
    if (keys.length <= SCREENFUL) {
      return Dexie.Promise.all([this.#getLoose(trans, keys), this.#packs.find(trans, keys)]).then(([loose, packed]) =>
        keys.map((key) => loose.get(key) ?? parsed(packed.get(key))),
      )
    }
    return this.#loose.getMany({ trans, keys: [...keys] }).then((rows: (Row | undefined)[]) => {
      const missing = keys.filter((_, at) => rows[at] === undefined)
      if (missing.length === 0) return rows
      return this.#packs
        .find(trans, missing)
        .then((found) => rows.map((row, at) => row ?? parsed(found.get(keys[at] ?? ''))))
    })
  }

  /** Mostly there is none: one question for all of them tells. */
  #getLoose(trans: DBCoreTransaction, keys: readonly string[]): Promise<ReadonlyMap<string, Row>> {
    const get = (asked: readonly string[]): Promise<ReadonlyMap<string, Row>> =>
      this.#loose
        .getMany({ trans, keys: [...asked] })
        .then((rows: (Row | undefined)[]) => new Map(rows.flatMap((row) => (row === undefined ? [] : [[row.id, row]]))))
    if (keys.length <= FEW || this.#isCrowded) return get(keys)
    const sorted = keys.toSorted()
    const range = { type: 2, lower: sorted[0], upper: sorted.at(-1) } as const
    const query = { index: this.#loose.schema.primaryKey, range }
    return this.#loose.query({ trans, values: false, limit: FEWEST_LOOSE, query }).then(({ result }) => {
      this.#isCrowded = result.length === FEWEST_LOOSE
      const here = new Set<unknown>(result)
      const asked = this.#isCrowded ? keys : keys.filter((key) => here.has(key))
      return asked.length === 0 ? new Map<string, Row>() : get(asked)
    })
  }

  #query(request: DBCoreQueryRequest): Promise<{ result: (Row | string)[] }> {
    const { trans, values = false, limit = Infinity, query, direction = 'next' } = request
    if (limit === 0) return this.#loose.query(request)
    if (direction !== 'next') return Dexie.Promise.reject(new Error('contacts are read in the order of their ids'))
    const packs = this.#packs.readRange(trans, toIdRange(query.range), limit)
    return Dexie.Promise.all([this.#loose.query(request), packs]).then(([{ result }, packed]) => ({
      result: merge(result, packed, values).slice(0, limit),
    }))
  }

  #mutate(request: DBCoreMutateRequest): Promise<DBCoreMutateResponse> {
    const { trans } = request
    switch (request.type) {
      case 'delete':
        return this.#packs.remove(trans, request.keys).then(() => this.#loose.mutate(request))
      case 'deleteRange':
        return this.#packs.removeRange(trans, toIdRange(request.range)).then(() => this.#loose.mutate(request))
      case 'put':
        return this.#put(request)
      case 'add': {
        const rows = rowsOf(request)
        return this.#getMany(trans, rows.map(idOf)).then((here) => {
          if (here.some((row) => row !== undefined)) throw new Dexie.ConstraintError('the contact is there already')
          return this.#put(request)
        })
      }
    }
  }

  #put(request: DBCorePutRequest | DBCoreAddRequest): Promise<DBCoreMutateResponse> {
    const { trans } = request
    const values = rowsOf(request)
    const rows = values.toSorted((a, b) => (a.id < b.id ? -1 : 1))
    const isEachOnce = rows.every(({ id }, at) => id !== rows[at - 1]?.id)
    if (rows.length < FEWEST_PACKED || !isEachOnce) return this.#loose.mutate(request)
    return this.#makeRoom(trans, rows).then((hasRoom) => {
      if (!hasRoom) return this.#loose.mutate(request)
      const results = values.map(idOf)
      return this.#packs
        .add(trans, rows)
        .then(() => ({ numFailures: 0, failures: {}, results, lastResult: results.at(-1) }))
    })
  }

  /**
   * Where these are all that lies between the first and the last of them, what was there of them goes.
   * @returns `false`, and nothing is touched, where others lie between
   */
  #makeRoom(trans: DBCoreTransaction, rows: readonly Row[]): Promise<boolean> {
    const [first, last] = [idOf(rows[0]), idOf(rows.at(-1))]
    const query = { index: this.#loose.schema.primaryKey, range: { type: 2, lower: first, upper: last } } as const
    const ids = new Set(rows.map(idOf))
    const isOurs = (id: string): boolean => ids.has(id)
    return Dexie.Promise.all([
      this.#loose.query({ trans, values: false, limit: rows.length + 1, query }),
      this.#packs.keysAcross(trans, first, last, rows.length + 1),
    ]).then(([{ result }, keys]) => {
      if (!result.every(isOurs) || keys.some(([end, begin]) => begin < first || end > last)) return false
      if (result.length + keys.length === 0) return true
      const range = toIdRange(query.range)
      return this.#packs.readRange(trans, range, Infinity).then((packed) => {
        if (!packed.every(({ id }) => isOurs(id))) return false
        const gone = { type: 'deleteRange', trans, range: query.range } as const
        return this.#packs
          .removeRange(trans, range)
          .then(() => this.#loose.mutate(gone))
          .then(() => true)
      })
    })
  }
}

/** Rows, or ids, of both in order. */
function merge(loose: readonly (Row | string)[], packed: readonly PackedRow[], isRows: boolean): (Row | string)[] {
  const merged: (Row | string)[] = []
  let at = 0
  const next = (): Row | string | undefined => loose[at]
  for (const row of packed) {
    for (let one = next(); one !== undefined && idOf(one) < row.id; one = next()) {
      merged.push(one)
      at++
    }
    const own = next()
    if (own === undefined || idOf(own) !== row.id) merged.push(isRows ? toRow(row) : row.id)
  }
  return [...merged, ...loose.slice(at)]
}

const rowsOf = ({ values }: DBCorePutRequest | DBCoreAddRequest) => values as readonly Row[]

const idOf = (one: Row | string | undefined): string => (typeof one === 'string' ? one : (one?.id ?? ''))

const toRow = ({ json }: PackedRow): Row => JSON.parse(json) as Row

const parsed = (packed: PackedRow | undefined): Row | undefined => (packed === undefined ? undefined : toRow(packed))
