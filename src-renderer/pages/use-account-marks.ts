import { computed } from 'vue'
import { accountMarks } from '../composables/account-marks.ts'
import { useAppStore } from '../stores/app-store.ts'

/** How accounts are told apart; empty while there is but one. */
export function useAccountMarks() {
  const app = useAppStore()
  return computed(() => accountMarks(app.accounts))
}
