/** Three stores of IndexedDB, without a library. */
export interface FloorStore {
  add(store: StoreName, value: unknown): Promise<void>
  put(store: StoreName, value: unknown, key: string): Promise<void>
  /** Of our own making: what comes out is what went in. */
  get<T>(store: StoreName, key: string): Promise<T>
  all<T>(store: StoreName): Promise<readonly T[]>
}

type StoreName = (typeof storeNames)[number]
const storeNames = ['pages', 'saved', 'overlays'] as const

export async function openFloorStore(): Promise<FloorStore> {
  const opening = indexedDB.open('floor', 1)
  opening.addEventListener('upgradeneeded', () => {
    for (const name of storeNames) opening.result.createObjectStore(name, { autoIncrement: true })
  })
  const db = await outcome(opening)

  async function write(name: StoreName, value: unknown, key?: string): Promise<void> {
    const transaction = db.transaction(name, 'readwrite', { durability: 'strict' })
    const done = new Promise<void>((resolve, reject) => {
      transaction.addEventListener('complete', () => resolve())
      transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('aborted')))
    })
    transaction.objectStore(name).put(value, key)
    transaction.commit()
    await done
  }

  return {
    add: (name, value) => write(name, value),
    put: (name, value, key) => write(name, value, key),
    get: async <T>(name: StoreName, key: string) =>
      (await outcome(db.transaction(name).objectStore(name).get(key))) as T,
    all: async <T>(name: StoreName) => (await outcome(db.transaction(name).objectStore(name).getAll())) as readonly T[],
  }
}

async function outcome<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('no reason')))
  })
}
