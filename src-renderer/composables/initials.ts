/** Signs that stand before a word and are no part of it; an emoji is none of them. */
const noise = /^[\p{P}\p{Sm}\p{Sc}\p{Sk}]+/u

/** One or two letters for an avatar, none where a name has none. Counts characters as people see them: an emoji is one. */
export function initialsOf(name: string): string {
  const words = name
    .split(/\s+/u)
    .map((word) => word.replace(noise, ''))
    .filter(Boolean)
  const picked = words.length > 1 ? [words[0], words.at(-1)] : words
  return picked.map((word) => upperCase(firstCharacter(word ?? ''))).join('')
}

/** Capitals that Georgian uses for whole headlines alone; few fonts have them. */
const headline = /[\u1c90-\u1cbf]/u
function upperCase(character: string): string {
  const upper = character.toLocaleUpperCase()
  return headline.test(upper) ? character : upper
}

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
/** A letter that no mark follows is a character by itself; a list of names asks for a hundred of them at a key press. */
const plainBeginning = /^[a-zа-яё](?:[a-zа-яё]|$)/iu
function firstCharacter(word: string): string {
  if (plainBeginning.test(word)) return word.slice(0, 1)
  return characters.segment(word)[Symbol.iterator]().next().value?.segment ?? ''
}

/** A steady tint, one of `tints`, so that a face keeps its colour. */
export function tintOf(name: string, tints: number): number {
  let sum = 0
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003
  return sum % tints
}
