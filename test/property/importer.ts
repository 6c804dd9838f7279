import * as v from 'valibot'
import { acceptImport, dropRest, partsOf } from '#renderer/db/accept-import.ts'
import { planImport, type NewPerson } from '#renderer/db/plan-import.ts'
import { readImports } from '#renderer/db/read-imports.ts'
import { undoImport } from '#renderer/db/undo-import.ts'
import { emptyContactFields } from '#shared/domain/contact.ts'
import type { ImportId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { MutationSchema } from '#shared/ipc/schemas.ts'
import type { SignedIn } from './device.ts'
import { createdMark, type Aim } from './ledger.ts'
import type { UserOptions } from './submit-as.ts'

/** Somebody at a device who takes contacts in from a table. */
export interface Importer {
  import(count: number, n: number): Promise<void>
  /** Takes the last one back, as far as it has not left. */
  'undo-import'(n: number): Promise<void>
  /** What was cut off half way goes on, or is let go. */
  'go-on-import'(n: number): Promise<void>
}

export function importerAt({ device, window, ledger, time }: UserOptions): Importer {
  const { context, main } = window
  const { db } = context

  async function accept(id: ImportId): Promise<void> {
    const done = await acceptImport(context, main, id)
    if (done === null || window.life.isOver()) return
    ledger.imports.push({ device: device.index, done })
    for (const mutationId of done.mutationIds) {
      const intent = ledger.find(mutationId)
      if (intent !== undefined) intent.isTold = true
    }
  }

  return {
    async import(count, n) {
      const signedIn = device.accounts[n % device.accounts.length]
      if (signedIn === undefined) return
      const people = Array.from({ length: count }, (_, at) => toPerson(signedIn, n + at))
      const { id } = await planImport(context, signedIn.account.id, `таблица ${n}.csv`, people)
      const planned = (await partsOf(db, id)).flatMap(({ mutations }) => v.parse(v.array(MutationSchema), mutations))
      for (const mutation of planned) {
        ledger.add(device.index, mutation, aimsOf(mutation), time.now())
      }
      await accept(id)
    },
    async 'undo-import'() {
      const last = ledger.imports.findLast((one) => one.device === device.index)
      if (last === undefined) return
      const intents = last.done.mutationIds.flatMap((id) => ledger.find(id) ?? [])
      for (const intent of intents) intent.isWithdrawn = true
      await undoImport(context, main, last.done)
      for (const intent of intents) {
        const { change } = intent.mutation
        // What the CRM has it keeps, and what was typed into it since.
        const isLeft = change.kind === 'create' && (await db.contacts.get(change.contactId)) !== undefined
        if (!window.life.isOver()) intent.isKept = isLeft
      }
    },
    async 'go-on-import'(n) {
      for (const { id } of await readImports(db)) await (n % 3 === 0 ? dropRest(context, id) : accept(id))
    },
  }
}

function toPerson({ crm }: SignedIn, n: number): NewPerson {
  const companies = ['', crm.companyName(crm.firstCompany), `Новая ${n % 5}`]
  const fields = {
    ...emptyContactFields,
    ...{ firstName: `Строка${n}`, tags: [`i${n}`] },
    phones: [{ value: `+7 901 1${String(n).padStart(6, '0')}`, kind: 'work' }],
    emails: [{ value: createdMark(n), kind: 'work' }],
  }
  return { fields, companyName: companies[n % 3] ?? '' }
}

function aimsOf({ change }: Mutation): readonly Aim[] {
  if (change.kind !== 'create') return []
  const { contactId, fields, createCompanyName: name } = change
  const aim = (facet: string, want: Aim['want']): Aim => ({ contactId, facet, want, was: want === true ? false : '' })
  return [
    ...[aim('firstName', fields.firstName)],
    ...fields.emails.map(({ value }) => aim(`emails:${value}`, true)),
    ...fields.tags.map((tag) => aim(`tag:${tag}`, true)),
    ...(name === undefined ? [] : [aim('company', `name:${name}`)]),
  ]
}
