/**
 * Which of the forms one, few, many a Russian number takes: 1, 21, 101 one; 2–4, 22–24 few; the rest, 11–14 too, many.
 * @param forms how many forms the message has
 */
export function russianPlural(count: number, forms: number): number {
  const [tens, ones] = [Math.abs(count) % 100, Math.abs(count) % 10]
  const isTeen = tens > 10 && tens < 15
  const form = !isTeen && ones === 1 ? 0 : !isTeen && ones > 1 && ones < 5 ? 1 : 2
  return Math.min(form, forms - 1)
}
