/** How the letters of a file are written. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1251'

const marks: readonly { readonly encoding: Encoding; readonly bytes: readonly number[] }[] = [
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
]

/**
 * The text of a file that somebody saved as a table. A mark at its beginning says how it is written; without one it is UTF-8
 * if it can be, else what spreadsheets in Russian Windows save.
 */
export function decodeText(bytes: Uint8Array): { readonly text: string; readonly encoding: Encoding } {
  const marked = marks.find((mark) => mark.bytes.every((byte, at) => bytes[at] === byte))
  const encoding = marked?.encoding ?? (isUtf8(bytes) ? 'utf-8' : 'windows-1251')
  // The mark itself is no part of the text: decoders leave it out.
  return { text: new TextDecoder(encoding).decode(bytes), encoding }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
