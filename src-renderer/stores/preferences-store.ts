import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

/** Columns that can be chosen; the name is always there. */
export const listColumns = ['company', 'phone', 'email', 'tags', 'responsible', 'updated'] as const
export type ListColumn = (typeof listColumns)[number]

export type Theme = 'system' | 'light' | 'dark'
export type Language = 'system' | 'ru' | 'en'

/** Writable; what is written is kept on this device. */
export const usePreferencesStore = defineStore('preferences', () => {
  /** Shown beside the name, in this order. */
  const columns = shallowRef<readonly ListColumn[]>(listColumns)
  /** Pixels; a column without an entry has its usual width. */
  const columnWidths = shallowRef<Readonly<Partial<Record<ListColumn | 'name', number>>>>({})
  const theme = shallowRef<Theme>('system')
  const language = shallowRef<Language>('system')
  /** Width of the card beside the list, pixels. */
  const panelWidth = shallowRef(420)
  /** What was kept has been read. */
  const isLoaded = shallowRef(false)

  async function load(): Promise<void> {
    throw new Error('being written')
  }
  return { columns, columnWidths, theme, language, panelWidth, isLoaded, load }
})
