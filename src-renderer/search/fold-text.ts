import { foldName } from '#shared/domain/same-text.ts'

/** Text that folding by case and ё has finished already: nearly all of it. */
const plain = /^[\u0000-\u007fа-я]*$/u
const accents = /(?<=[\p{Script=Latin}\p{Script=Greek}]\p{M}*)\p{M}/gu

/**
 * Text as it is searched: without case, extra spaces, ё and accents, so that `Müller` is found by `muller`. Letters that
 * only look accented stay: й is not и.
 */
export function foldText(text: string): string {
  const folded = foldName(text)
  return plain.test(folded) ? folded : folded.normalize('NFD').replace(accents, '').normalize('NFC')
}
