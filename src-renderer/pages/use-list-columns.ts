import { computed, type ComputedRef } from 'vue'
import type { ColumnName } from '../components/contacts/list-columns.ts'
import { useAppStore } from '../stores/app-store.ts'
import { usePreferencesStore } from '../stores/preferences-store.ts'

/** The columns that the user has chosen, as far as any account has something to show in them. */
export function useListColumns(): ComputedRef<readonly ColumnName[]> {
  const [app, preferences] = [useAppStore(), usePreferencesStore()]
  const hasTags = computed(() => app.accounts.some(({ capabilities }) => capabilities.tags))
  return computed(() => preferences.columns.filter((name) => hasTags.value || name !== 'tags'))
}
