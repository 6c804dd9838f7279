import { computed } from 'vue'
import { ownerOf, type FieldDefinition, type FieldOwner, type FormGroup } from '#shared/domain/directory.ts'
import type { FieldWish } from '#shared/domain/field-wish.ts'
import type { AccountId, FieldId } from '#shared/domain/ids.ts'
import type { CacheDb } from '../db/cache-db.ts'
import type { MainClient } from '../ipc/main-client.ts'
import { useLiveQuery } from './use-live-query.ts'

/** Custom fields of all accounts, of contacts and of what else has them. Reactive. */
export function useFields(db: CacheDb, main: Pick<MainClient, 'call'>) {
  const all = useLiveQuery<readonly FieldDefinition[]>(() => db.fields.toArray(), [])
  const byAccount = computed(() =>
    Map.groupBy(
      all.value.toSorted((a, b) => a.sort - b.sort),
      ({ accountId }) => accountId,
    ),
  )

  const allGroups = useLiveQuery<readonly FormGroup[]>(() => db.fieldGroups.toArray(), [])
  const groupsByAccount = computed(() =>
    Map.groupBy(
      allGroups.value.toSorted((a, b) => a.sort - b.sort),
      ({ accountId }) => accountId,
    ),
  )

  /** In the CRM's order. */
  function fieldDefinitions(accountId: AccountId, of: FieldOwner = 'contact'): readonly FieldDefinition[] {
    return (byAccount.value.get(accountId) ?? []).filter((field) => ownerOf(field) === of)
  }
  /** The sections of a form, in the CRM's order, empty ones too; none where it has none. */
  function formGroups(accountId: AccountId, of: FieldOwner = 'contact'): readonly FormGroup[] {
    return (groupsByAccount.value.get(accountId) ?? []).filter((group) => group.of === of)
  }
  /** Whatever it is of. */
  function fieldOf(accountId: AccountId, id: FieldId): FieldDefinition | undefined {
    return byAccount.value.get(accountId)?.find((field) => field.id === id)
  }
  /** In the CRM itself, for everybody; the new form comes with a pull. @throws {AppError} as a sync, and `state/refused` */
  async function changeField(accountId: AccountId, wish: FieldWish): Promise<void> {
    await main.call('fields/change', { accountId, wish })
  }
  return { fieldDefinitions, formGroups, fieldOf, changeField }
}
