import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { ContactFields } from '#shared/domain/contact.ts'
import type { AccountId, ImportId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { acceptImport, dropRest } from '../db/accept-import.ts'
import { findAlike } from '../db/find-alike.ts'
import { planImport, type NewPerson } from '../db/plan-import.ts'
import { readImports, type UnfinishedImport } from '../db/read-imports.ts'
import { undoImport } from '../db/undo-import.ts'
import { useOutboxStore } from './outbox-store.ts'
import { useServices } from './services.ts'
import { useLiveQuery } from './use-live-query.ts'

export type { UnfinishedImport }

/** Tables of contacts that are taken in. */
export const useImportStore = defineStore('import', () => {
  const { context, main } = useServices()
  const outbox = useOutboxStore()
  const all = useLiveQuery<readonly UnfinishedImport[]>(() => readImports(context.db), [])
  /** Those that this window is at. */
  const running = shallowRef<readonly ImportId[]>([])
  const current = computed(() => all.value.find(({ id }) => running.value.includes(id)) ?? null)
  /** Cut off half way: the user says what becomes of the rest. */
  const left = computed(() => all.value.filter(({ id }) => !running.value.includes(id)))

  /** @throws {AppError} as accepting an edit does; then what is not accepted is left to be gone on with */
  async function begin(accountId: AccountId, fileName: string, people: readonly NewPerson[]): Promise<void> {
    await run(async () => (await planImport(context, accountId, fileName, people)).id)
  }

  /** @throws {AppError} as `begin` */
  const goOn = (id: ImportId): Promise<void> => run(() => Promise.resolve(id))

  async function run(prepare: () => Promise<ImportId>): Promise<void> {
    await outbox.performImport(async () => {
      const id = await prepare()
      running.value = [...running.value, id]
      try {
        return toUndoable(await acceptImport(context, main, id))
      } finally {
        running.value = running.value.filter((one) => one !== id)
      }
    })
  }

  /** Lets go of what is not accepted yet. */
  async function letGo(id: ImportId): Promise<void> {
    await outbox.performImport(async () => toUndoable(await dropRest(context, id)))
  }

  function toUndoable(done: Awaited<ReturnType<typeof acceptImport>>) {
    if (done === null) return null
    const count = done.mutationIds.length
    let kept = 0
    return {
      imported: { fileName: done.fileName, count, kept: () => kept },
      async takeBack() {
        kept = count - (await undoImport(context, main, done))
        if (kept < count) return
        throw new AppError('state/refused', 'all of it has left', { details: { reason: 'not-undoable' } })
      },
    }
  }

  /** Names of contacts that are here, by what they are known by, as far as that is asked for. */
  const namesHere = (
    accountId: AccountId,
    wanted: ReadonlySet<string>,
    keysOf: (fields: ContactFields) => readonly string[],
  ) => findAlike(context.db, accountId, wanted, keysOf)

  return { current, left, begin, goOn, letGo, namesHere }
})
