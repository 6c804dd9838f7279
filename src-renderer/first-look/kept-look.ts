import { isLookElement, type LookElement } from './look-tree.ts'

const FRAME = 'look-frame'
const LINES = 'look-lines'

/** What a look has to fit: of another build, width, colour scheme or language it would jump when the window comes. */
export interface LookFit {
  readonly build: string
  readonly width: number
  readonly isDark: boolean
  readonly language: string
}

/** The window around its list, without a contact in it. */
export interface KeptFrame extends LookFit {
  readonly lang: string
  /** In whose alphabet the list is sorted. */
  readonly sortLanguage: string
  /** Of the root element: the colours of the theme. */
  readonly rootStyle: string
  /** Styles that a library writes while it runs. */
  readonly sheets: readonly string[]
  readonly tree: LookElement
}

/** The top of the plain list. */
export interface KeptLines {
  /** Contacts in the whole list. */
  readonly total: number
  readonly lines: readonly LookElement[]
}

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>

/**
 * How the window looked when it was last at its list. It lies in the storage that can be read at once, without opening a
 * database; it can be lost or deleted at any time, and the next start is a little slower to show something.
 */
export const createKeptLook = (storage: Storage) => ({
  /** `null` where nothing is kept that fits. */
  readFrame(fit: LookFit): KeptFrame | null {
    const kept = parse(storage, FRAME)
    const isWhole =
      isRecord(kept) && ['lang', 'sortLanguage', 'rootStyle'].every((name) => typeof kept[name] === 'string') &&
      Array.isArray(kept['sheets']) && kept['sheets'].every((sheet) => typeof sheet === 'string') && isLookElement(kept['tree']) // prettier-ignore
    if (!isWhole) return null
    const isFit = Object.entries(fit).every(([name, value]) => kept[name] === value)
    return isFit ? (kept as unknown as KeptFrame) : null
  },
  readLines(): KeptLines | null {
    const kept = parse(storage, LINES)
    const isWhole =
      isRecord(kept) && typeof kept['total'] === 'number' && Array.isArray(kept['lines']) && kept['lines'].every(isLookElement) // prettier-ignore
    return isWhole ? (kept as unknown as KeptLines) : null
  },
  writeFrame: (frame: KeptFrame) => write(storage, FRAME, frame),
  writeLines: (lines: KeptLines) => write(storage, LINES, lines),
  /** Contacts that are no longer as they looked, or no longer ours to show, are not shown by the next start. */
  forgetLines: () => storage.removeItem(LINES),
})
export type KeptLook = ReturnType<typeof createKeptLook>

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

function parse(storage: Storage, key: string): unknown {
  try {
    return JSON.parse(storage.getItem(key) ?? 'null')
  } catch {
    return null
  }
}

function write(storage: Storage, key: string, value: unknown): void {
  try {
    storage.setItem(key, JSON.stringify(value))
  } catch {
    // A full disk: rather nothing than what was there before.
    storage.removeItem(key)
  }
}
