import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import type { ContactId } from '#shared/domain/ids.ts'
import { isOfNeighbour, type Mutation } from '#shared/domain/mutation.ts'
import { decide, type Decision } from '../db/decide.ts'
import type { UndoneLine } from '../db/mark-undone.ts'
import { readConflicts, type OpenConflict, type OpenQuestions } from '../db/read-conflicts.ts'
import { editInstead, putMineBack, takeTheirs as toTakeTheirs } from '../db/resolve-conflict.ts'
import { sendMine } from '../db/send-mine.ts'
import { undoMutation } from '../db/undo-mutation.ts'
import { useOutboxStore } from './outbox-store.ts'
import { useServices } from './services.ts'
import { useBesideActions } from './use-beside-actions.ts'
import { useGoneActions } from './use-gone-actions.ts'
import { useLiveQuery } from './use-live-query.ts'

export type { ConflictedContact, GoneContact, OpenConflict } from '../db/read-conflicts.ts'
export type { Survivor } from '../db/find-survivors.ts'

const nobody: ReadonlySet<ContactId> = new Set()

/** What waits for the user because others changed a contact, or took it away; and every way on, with the way back. */
export const useConflictStore = defineStore('conflicts', () => {
  const { context, main } = useServices()
  const outbox = useOutboxStore()
  const open = useLiveQuery<OpenQuestions>(() => readConflicts(context.db), { conflicts: [], gone: [] })
  const conflicts = computed(() => open.value.conflicts)
  const gone = computed(() => open.value.gone)
  /** Contacts that wait for a decision. */
  const count = computed(() => conflicts.value.length + gone.value.length)
  /** Edits of what stands beside contacts that were set aside. */
  const beside = computed(() =>
    outbox.entries.filter(({ mutation, failed }) => isOfNeighbour(mutation.change) && failed.length > 0),
  )

  const carryOut = (decision: Decision) => decide(context, main, decision)

  async function undoAll(mutations: readonly Mutation[], lines: readonly (readonly UndoneLine[])[]): Promise<void> {
    for (const [at, mutation] of mutations.entries()) await undoMutation(context, main, mutation, nobody, lines[at])
  }

  /** Sends ours after all. Undo brings back what the CRM had. */
  async function keepMine(chosen: readonly OpenConflict[]): Promise<void> {
    const failures: unknown[] = []
    await outbox.performDecision(async () => {
      const lines: (readonly UndoneLine[])[] = []
      const mutations: Mutation[] = []
      for (const one of chosen) {
        const sent = await sendMine(context, main, one).catch((error: unknown) => {
          failures.push(error)
          return null
        })
        if (sent === null) break
        lines.push(sent.lines)
        mutations.push(sent.mutation)
      }
      return { kind: 'mine', mutations, takeBack: () => undoAll(mutations, lines) }
    })
    if (failures.length > 0) throw failures[0]
  }

  /** Gives ours up. Undo sends it after all. */
  const takeTheirs = (chosen: readonly OpenConflict[]): Promise<void> =>
    outbox.performDecision(async () => {
      const lines = await carryOut(toTakeTheirs(context, chosen))
      const mutations = chosen.map(({ mutation }) => mutation)
      return {
        kind: 'theirs',
        mutations,
        async takeBack() {
          await carryOut(putMineBack(context, chosen, lines))
        },
      }
    })

  /** A third value. @param typed an edit of the same field that leads there */
  const editConflict = (one: OpenConflict, typed: FieldEdit): Promise<void> =>
    outbox.performDecision(async () => {
      const decision = await editInstead(context, one, typed)
      const lines = await carryOut(decision)
      const { mutations } = decision
      return { kind: 'edited', mutations, takeBack: () => undoAll(mutations, [lines]) }
    })

  return {
    ...{ conflicts, gone, count, beside, deleteContact: outbox.dropContact },
    ...{ keepMine, takeTheirs, editConflict },
    ...useBesideActions(),
    ...useGoneActions(),
  }
})
