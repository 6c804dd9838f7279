import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import * as v from 'valibot'
import { useServices } from './services.ts'

/** Columns that can be chosen; the name is always there. */
export const listColumns = ['company', 'phone', 'email', 'tags', 'responsible', 'updated'] as const
export type ListColumn = (typeof listColumns)[number]

export type Theme = 'system' | 'light' | 'dark'

const WidthSchema = v.pipe(v.number(), v.finite(), v.minValue(1), v.maxValue(4_000))

/** Kept values come from storage: one that makes no sense is as good as none. */
const schemas = {
  columns: v.array(v.picklist(listColumns)),
  theme: v.picklist(['system', 'light', 'dark']),
  language: v.picklist(['system', 'ru', 'en']),
  panelWidth: WidthSchema,
}

/** Writable; what is written is kept on this device. */
export const usePreferencesStore = defineStore('preferences', () => {
  const { db } = useServices().context
  /** Shown beside the name, in this order. */
  const columns = shallowRef<readonly ListColumn[]>(listColumns)
  const theme = shallowRef<Theme>('system')
  const language = shallowRef<'system' | 'ru' | 'en'>('system')
  /** Width of the card beside the list, pixels. */
  const panelWidth = shallowRef(420)
  /** What was kept has been read. */
  const isLoaded = shallowRef(false)
  /** Whose alphabet puts names in order: the chosen language, else that of the system, be there words in it or not. */
  const sortLanguage = computed(() => (language.value === 'system' ? navigator.language : language.value))

  const kept = { columns, theme, language, panelWidth }

  /** Reads what was kept; from then on every change is kept. */
  async function load(): Promise<void> {
    if (isLoaded.value) return
    const rows = await db.preferences.toArray()
    for (const { name, value } of rows) restore(name, value)
    for (const [name, preference] of Object.entries(kept)) {
      watch(preference, (value) => void db.preferences.put({ name, value: plain(value) }).catch(() => undefined))
    }
    isLoaded.value = true
  }

  function restore(name: string, value: unknown): void {
    if (!(name in schemas)) return
    const parsed = v.safeParse(schemas[name as keyof typeof schemas], value)
    // The schema under a name is that of the preference under the same name.
    if (parsed.success) kept[name as keyof typeof kept].value = parsed.output
  }

  return { columns, theme, language, panelWidth, isLoaded, sortLanguage, load }
})

/** Without reactive wrappers, which IndexedDB cannot clone. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
