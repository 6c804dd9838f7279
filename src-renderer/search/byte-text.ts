/**
 * Text in one byte per letter for what contacts are mostly written in. Searching bytes finds what searching the text
 * would: no code is a part of another one.
 *
 * - ASCII from the space on, and the line break, as they are
 * - 0x80-0xDF: U+0400-U+045F, the Cyrillic letters
 * - other control codes: signs and Kazakh letters that are frequent
 * - anything else in four bytes: 0xE0-0xEF and three times 0xF0-0xFF hold the sixteen bits of a code unit
 *
 * Zero stands for no letter and is never used.
 */
const FIRST_CYRILLIC = 0x400
const FIRST_LEAD = 0xe0
const FIRST_TRAIL = 0xf0
const LONGEST_CODE = 4
const frequent = '«»—–’“”№…әғқңөұүһӘҒҚҢӨҰҮҺ'

const byteOf = new Uint8Array(0x10000)
const unitOf = new Uint16Array(0x100)

for (let unit = 0x20; unit < 0x7f; unit++) pair(unit, unit)
pair('\n'.charCodeAt(0), '\n'.charCodeAt(0))
for (let byte = 0x80; byte < FIRST_LEAD; byte++) pair(byte, byte - 0x80 + FIRST_CYRILLIC)
for (const [at, letter] of [...frequent].entries()) pair(at < 9 ? at + 1 : at + 2, letter.charCodeAt(0))

function pair(byte: number, unit: number): void {
  byteOf[unit] = byte
  unitOf[byte] = unit
}

/** A letter in one byte; 0 for one that needs several. */
export const singleByteOf = (letter: string): number => byteOf[letter.charCodeAt(0)] as number

let scratch = new Uint8Array(1024)

/** @returns a view that the next call overwrites */
export function encodeText(text: string): Uint8Array {
  if (scratch.length < text.length * LONGEST_CODE) scratch = new Uint8Array(text.length * LONGEST_CODE * 2)
  let at = 0
  for (let from = 0; from < text.length; from++) {
    const unit = text.charCodeAt(from)
    const byte = byteOf[unit] as number
    if (byte !== 0) scratch[at++] = byte
    else {
      scratch[at++] = FIRST_LEAD + (unit >>> 12)
      for (let shift = 8; shift >= 0; shift -= 4) scratch[at++] = FIRST_TRAIL + ((unit >>> shift) & 15)
    }
  }
  return scratch.subarray(0, at)
}

/** @param to exclusive */
export function decodeText(bytes: Uint8Array, from: number, to: number): string {
  let text = ''
  for (let at = from; at < to;) {
    const byte = bytes[at++] as number
    if (byte < FIRST_LEAD) {
      text += String.fromCharCode(unitOf[byte] as number)
      continue
    }
    let unit = byte - FIRST_LEAD
    for (let trail = 0; trail < LONGEST_CODE - 1; trail++) unit = (unit << 4) | ((bytes[at++] as number) - FIRST_TRAIL)
    text += String.fromCharCode(unit)
  }
  return text
}
