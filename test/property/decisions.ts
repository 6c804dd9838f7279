import { adoptContact } from '#renderer/db/adopt-contact.ts'
import { cancelMutation } from '#renderer/db/cancel-mutation.ts'
import { decide, type Decision } from '#renderer/db/decide.ts'
import { deleteUnsent } from '#renderer/db/delete-unsent.ts'
import { readConflicts, type GoneContact, type OpenConflict } from '#renderer/db/read-conflicts.ts'
import { readHistory } from '#renderer/db/read-history.ts'
import { readOutbox, type OutboxEntry } from '#renderer/db/read-outbox.ts'
import { editInstead, keepMineAlone, takeTheirs } from '#renderer/db/resolve-conflict.ts'
import { discardGone, moveGone, recreateGone } from '#renderer/db/resolve-gone.ts'
import { retryMutation } from '#renderer/db/retry-mutation.ts'
import { reverseMerge } from '#renderer/db/reverse-merge.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import type { ContactId, RemoteId } from '#shared/domain/ids.ts'
import { contactIdsOf, editsFor, isAskedAlone, type Mutation } from '#shared/domain/mutation.ts'
import { wordOf } from './named-fields.ts'
import { aimsOfEdit, createdMark, isCreatedMark, type Aim } from './ledger.ts'
import type { UserOptions } from './submit-as.ts'

/** What users decide on the page of conflicts and in the card; each rejects as the app refuses. */
export interface Decisions {
  /** Answers one question about a contact that others changed or took away. `n` says how. */
  answer(pick: number, n: number): Promise<void>
  /** Says which contact of the CRM a create has become that may have arrived, or that it is none of them. */
  'answer-doubt'(n: number): Promise<void>
  /** Puts back one side of an automatic merge. */
  reverse(pick: number, n: number): Promise<void>
  /** Deletes a contact that the CRM does not have yet. */
  'delete-unsent'(pick: number): Promise<void>
}

const MERGES_SHOWN = 20
const at = <T>(items: readonly T[], pick: number): T | undefined => items[pick % items.length]

export function decisionsAt({ device, window, ledger, time, tally }: UserOptions): Decisions {
  const { context, main } = window
  const { db } = context

  async function carryOut(decision: Decision): Promise<void> {
    for (const { mutationId, recordId } of decision.givenUp) ledger.find(mutationId)?.givenUpFor.add(recordId)
    const intents = decision.mutations.map((mutation) =>
      ledger.add(device.index, mutation, aimsOf(mutation), time.now()),
    )
    try {
      await decide(context, main, decision)
      if (!window.life.isOver()) for (const intent of intents) intent.isTold = true
    } catch (error) {
      if (!window.life.isOver()) {
        for (const intent of intents) if (intent.state === 'open') intent.state = 'refused'
      }
      throw error
    }
  }

  function aimsOf({ change }: Mutation): readonly Aim[] {
    if (change.kind === 'create') {
      const { contactId, fields } = change
      const aim = (facet: string, want: Aim['want'], was: Aim['was']): Aim => ({ contactId, facet, want, was })
      return [
        ...[aim('firstName', fields.firstName, ''), aim('lastName', fields.lastName, '')],
        ...fields.emails.map(({ value }) => aim(`emails:${value}`, true, false)),
        ...fields.tags.map((tag) => aim(`tag:${tag}`, true, false)),
      ]
    }
    return contactIdsOf(change).flatMap((id) =>
      editsFor(change, id).flatMap((edit) => aimsOfEdit(id, edit, ledger.companyNames)),
    )
  }

  async function answerConflict(open: OpenConflict, n: number): Promise<void> {
    const { rebased } = open.conflict
    // There is no third: it goes, or it stays; it stands so, or so.
    if (rebased.kind === 'delete' || rebased.kind === 'company-order') {
      if (n % 2 === 0) return carryOut(takeTheirs(context, [open]))
      if (isAskedAlone(open.mutation.change, { kind: 'conflict', conflict: open.conflict }))
        return carryOut(keepMineAlone(context, open).decision)
      const intent = ledger.find(open.mutation.id)
      if (intent !== undefined) intent.retries += 1
      await retryMutation(context, main, open.mutation.id)
      return
    }
    await carryOut(n % 2 === 0 ? takeTheirs(context, [open]) : await editInstead(context, open, retyped(rebased, n)))
  }
  async function answerGone(gone: GoneContact, n: number): Promise<void> {
    const rows = (await db.contacts.orderBy('id').toArray()).filter(({ id, accountId, deletedAt }) => {
      return accountId === gone.accountId && deletedAt === undefined && id !== gone.contactId
    })
    const survivor = at(rows, n)
    switch (n % 3) {
      case 0:
        return carryOut(discardGone(context, [gone]))
      case 1:
        return carryOut(marked(await recreateGone(context, gone), n))
      default:
        if (survivor !== undefined) await carryOut(await moveGone(context, gone, survivor.id))
    }
  }

  /** It is one of them, mostly; or none. */
  async function answerDoubt({ mutation, candidates }: Doubtful, n: number): Promise<void> {
    const intent = ledger.find(mutation.id)
    const candidate = at(candidates, n)
    if (intent !== undefined) intent.isDoubtful = true
    const isBeside = mutation.change.kind === 'create-neighbour'
    if (isBeside && n % 2 === 0) {
      if (intent !== undefined) [intent.isWithdrawn, intent.isGivenUp] = [true, true]
      await cancelMutation(context, main, mutation.id)
      return
    }
    if (n % 4 === 0 || candidate === undefined || isBeside) {
      if (intent !== undefined) intent.retries += 1
      await retryMutation(context, main, mutation.id)
      return
    }
    ledger.adopt(contactIdsOf(mutation.change)[0] as ContactId, Number(candidate))
    await adoptContact(context, main, mutation.id, candidate)
    tally.count('answer: it is this one')
  }

  return {
    async answer(pick, n) {
      const { conflicts, gone } = await readConflicts(db)
      const doubts = (await readOutbox(db)).flatMap(toDoubtful)
      const question = at([...conflicts.flatMap(({ conflicts: own }) => own), ...gone, ...doubts], pick)
      if (question === undefined) return
      if ('candidates' in question) await answerDoubt(question, n)
      else await ('conflict' in question ? answerConflict(question, n) : answerGone(question, n))
    },
    async 'answer-doubt'(n) {
      const question = at((await readOutbox(db)).flatMap(toDoubtful), n)
      if (question !== undefined) await answerDoubt(question, n)
    },
    async reverse(pick, n) {
      const merges = (await readHistory(db, MERGES_SHOWN)).filter(({ event }) => event.kind === 'merge')
      const merge = at(merges, pick)
      if (merge !== undefined) await carryOut(await reverseMerge(context, merge, n % 2 === 0 ? 'mine' : 'theirs', true))
    },
    async 'delete-unsent'(pick) {
      const rows = await db.contacts.orderBy('id').toArray()
      const row = at(
        rows.filter(({ remoteId }) => remoteId === undefined),
        pick,
      )
      if (row === undefined) return
      for (const intent of ledger.intents) {
        const { change } = intent.mutation
        if (change.kind !== 'create' || change.contactId !== row.id) continue
        intent.isWithdrawn = true
        intent.isKept = false
      }
      await deleteUnsent(context, main, row.id)
    },
  }
}

/** A create that may have arrived. */
interface Doubtful {
  readonly mutation: Mutation
  readonly candidates: readonly RemoteId[]
}

function toDoubtful({ mutation, failed }: OutboxEntry): readonly Doubtful[] {
  return failed.flatMap(({ problem }) =>
    problem.kind === 'doubtful' ? [{ mutation, candidates: problem.candidates }] : [],
  )
}

/** A third value for what both sides have changed; where that makes little sense, ours once more. */
function retyped(edit: FieldEdit, n: number): FieldEdit {
  if (edit.kind === 'set') return { ...edit, to: `Р${n}` }
  const isText =
    edit.kind === 'custom' && edit.merge === undefined && edit.to.every(({ optionId }) => optionId === undefined)
  if (!isText) return edit
  return { ...edit, to: [{ value: wordOf(edit.fieldId) === 'orders' ? `9${n}` : `решение ${n}` }] }
}

/** A contact made anew gets a mark of its own, or nobody could tell it from the one that it replaces. */
function marked(decision: Decision, n: number): Decision {
  const mutations = decision.mutations.map((mutation): Mutation => {
    const { change } = mutation
    if (change.kind !== 'create') return mutation
    const others = change.fields.emails.filter(({ value }) => !isCreatedMark(value))
    const emails = [{ value: createdMark(n), kind: 'work' }, ...others]
    return { ...mutation, change: { ...change, fields: { ...change.fields, emails } } }
  })
  return { ...decision, mutations }
}
