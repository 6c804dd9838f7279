import { defineStore } from 'pinia'
import { decide } from '../db/decide.ts'
import type { MergeSide } from '../db/history-event.ts'
import { readHistory, type HistoryEntry } from '../db/read-history.ts'
import { reverseMerge } from '../db/reverse-merge.ts'
import { undoMutation } from '../db/undo-mutation.ts'
import { useAppStore } from './app-store.ts'
import { useOutboxStore } from './outbox-store.ts'
import { useServices } from './services.ts'
import { useLiveQuery } from './use-live-query.ts'

export type { HistoryEntry }

/** Lines shown; more are kept. */
const MAX_SHOWN = 200

/** What was decided about conflicts, and what was merged without asking. Lives with the page that shows it. */
export const useHistoryStore = defineStore('history', () => {
  const { context, main } = useServices()
  const [app, outbox] = [useAppStore(), useOutboxStore()]
  /** Live, newest first. */
  const entries = useLiveQuery<readonly HistoryEntry[]>(() => readHistory(context.db, MAX_SHOWN), [])

  /**
   * Puts one side of an automatic merge back, by ordinary edits.
   * @throws {AppError} `state/refused` with reason `changed-since` or `contact-missing`, else as accepting an edit does
   */
  const reverse = (entry: HistoryEntry, side: MergeSide): Promise<void> =>
    outbox.performDecision(async () => {
      const account = app.accounts.find(({ id }) => id === entry.accountId)
      const decision = await reverseMerge(context, entry, side, account?.capabilities.companiesPerContact === 'one')
      await decide(context, main, decision)
      const { mutations } = decision
      return {
        kind: 'reversed',
        mutations: mutations.slice(0, 1),
        async takeBack() {
          const line = { seq: entry.seq, side }
          for (const mutation of mutations) await undoMutation(context, main, mutation, new Set(), [line])
        },
      }
    })
  return { entries, reverse }
})
