import type { Language } from '../locales/load-messages.ts'

/** Every currency by its code and its name, by code; those named first come first. */
export function currencyOptions(
  language: Language,
  first: readonly string[],
): readonly { readonly id: string; readonly name: string }[] {
  const names = new Intl.DisplayNames(language, { type: 'currency' })
  const known = Intl.supportedValuesOf('currency')
  const codes = new Set([...first.filter((code) => code !== ''), ...known])
  return [...codes].map((code) => ({ id: code, name: `${code} · ${nameOf(names, code)}` }))
}

/** A CRM may know one that this computer has no name for. */
function nameOf(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code) ?? code
  } catch {
    return code
  }
}
