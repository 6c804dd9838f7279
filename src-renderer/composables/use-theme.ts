import { usePreferredDark } from '@vueuse/core'
import { computed, watchEffect, type ComputedRef } from 'vue'
import { palettes, type ThemeName } from '#renderer/theme.ts'

/** Paints the window in the chosen theme, or in that of the system, and says which one it is. */
export function useTheme(choice: () => ThemeName | 'system'): { readonly themeName: ComputedRef<ThemeName> } {
  const isSystemDark = usePreferredDark()
  const themeName = computed<ThemeName>(() => {
    const chosen = choice()
    return chosen === 'system' ? (isSystemDark.value ? 'dark' : 'light') : chosen
  })
  watchEffect(() => {
    const { style } = document.documentElement
    style.colorScheme = themeName.value
    for (const [name, color] of Object.entries(palettes[themeName.value])) style.setProperty(`--${name}`, color)
  })
  return { themeName }
}
