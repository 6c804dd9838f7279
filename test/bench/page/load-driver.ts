import type { Driver, DriverName } from '../drivers/driver.ts'

/** Each driver's code comes when it is asked for: a cold start loads one library, not all. */
export async function loadDriver(name: DriverName): Promise<Driver> {
  switch (name) {
    case 'dexie':
      return (await import('../drivers/dexie-plain.ts')).createDexiePlain()
    case 'dexie-flexsearch': {
      const [{ createDexieIndexed }, { createFlexSearchIndex }] = await Promise.all([
        import('../drivers/dexie-indexed.ts'),
        import('../drivers/flexsearch-index.ts'),
      ])
      return createDexieIndexed(createFlexSearchIndex)
    }
    case 'dexie-minisearch': {
      const [{ createDexieIndexed }, { createMiniSearchIndex }] = await Promise.all([
        import('../drivers/dexie-indexed.ts'),
        import('../drivers/minisearch-index.ts'),
      ])
      return createDexieIndexed(createMiniSearchIndex)
    }
    case 'sqlite':
      return (await import('../drivers/sqlite.ts')).createSqlite()
    case 'floor':
      return (await import('../drivers/floor.ts')).createFloor()
  }
}
