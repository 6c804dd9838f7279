import { readFieldGround, toBulkEdit } from '#renderer/db/bulk-edit.ts'
import { isHere } from '#renderer/db/is-here.ts'
import type { ContactRow } from '#renderer/db/rows.ts'
import {
  newEntityId,
  toEntityId,
  type CompanyId,
  type FieldId,
  type RemoteId,
  type UserId,
} from '#shared/domain/ids.ts'
import type { BulkField, BulkWish } from '#shared/sync/bulk-wish.ts'
import type { BulkKind } from './bulk-steps.ts'
import type { SignedIn } from './device.ts'
import type { FieldWord } from './named-fields.ts'
import { aimsOfEdit } from './ledger.ts'
import { readShownRows } from './read-shown-rows.ts'
import { submitAs, type UserOptions } from './submit-as.ts'

/** Somebody changes one field of several contacts of the account of the first of them. */
export async function editMany(
  options: UserOptions,
  what: BulkKind,
  picks: readonly number[],
  n: number,
): Promise<void> {
  const { context } = options.window
  const rows = (await readShownRows(context.db)).filter(isHere)
  const chosen = picks.map((pick) => rows[pick % rows.length]).filter((row): row is ContactRow => row !== undefined)
  const signedIn = options.device.accounts.find(({ account }) => account.id === chosen[0]?.accountId)
  if (signedIn === undefined) return
  const ids = chosen.filter(({ accountId }) => accountId === signedIn.account.id).map(({ id }) => id)
  const { field, wish } = toWish(what, n, signedIn, context.uuid)
  const mutation = await toBulkEdit(context, await readFieldGround(context.db, ids, field), wish)
  if (mutation === null) return
  // Read from the words themselves: what the app makes of them is what is tried.
  const groups = mutation.change.kind === 'bulk-edit' ? mutation.change.groups : []
  const aims = groups.flatMap(({ edit, contactIds }) =>
    contactIds.flatMap((id) => aimsOfEdit(id, edit, options.ledger.companyNames)),
  )
  await submitAs(options, mutation, aims)
}

interface Wished {
  readonly field: BulkField
  readonly wish: BulkWish
}

function toWish(what: BulkKind, n: number, { account, crm }: SignedIn, uuid: () => string): Wished {
  const remote = (id: number) => String(id) as RemoteId
  const exclusive = crm.provider === 'amocrm'
  const known = toEntityId<CompanyId>(account.id, remote(crm.firstCompany + ((n / 10) % crm.companies)))
  const company = (op: 'add' | 'remove' | 'clear', companyId: CompanyId | null, createName?: string): Wished => ({
    field: { kind: 'company' },
    wish: { kind: 'company', op, companyId, exclusive, createName },
  })
  const custom = (
    word: FieldWord,
    op: CustomWish['op'],
    items: CustomWish['items'],
    merge?: CustomWish['merge'],
  ): Wished => {
    const fieldId = crm.fields[word] ?? ('' as FieldId)
    return { field: { kind: 'custom', fieldId }, wish: { kind: 'custom', fieldId, op, items, merge } }
  }
  switch (what) {
    case 'responsible': {
      const to = toEntityId<UserId>(account.id, remote(crm.users[n % crm.users.length] ?? 0))
      return { field: { kind: 'responsible' }, wish: { kind: 'responsible', to } }
    }
    case 'note':
      return custom('note', 'set', [{ value: `всем ${n}` }])
    case 'clear-note':
      return custom('note', 'set', [])
    case 'source': {
      const at = n % 20 === 0 ? 0 : 1
      const value = at === 0 ? 'Сайт' : 'Выставка'
      return custom('source', 'set', [{ value, optionId: crm.choices.source[at] ?? '' }])
    }
    case 'add-interest':
    case 'remove-interest': {
      const items = [{ value: '', optionId: crm.choices.interests[(n / 10) % 6] ?? '' }]
      return custom('interests', what === 'add-interest' ? 'add' : 'remove', items, 'set')
    }
    case 'company':
      return company('add', known)
    case 'new-company':
      return company('add', newEntityId<CompanyId>(account.id, uuid()), `Новая ${(n / 10) % 5}`)
    case 'no-company':
      return exclusive ? company('clear', null) : company('remove', known)
  }
}

type CustomWish = Extract<BulkWish, { kind: 'custom' }>
