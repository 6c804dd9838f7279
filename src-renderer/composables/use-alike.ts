import { shallowRef, type Ref } from 'vue'
import type { ContactId } from '#shared/domain/ids.ts'
import { foldName, foldPhone } from '#shared/domain/same-text.ts'

/** Somebody who is there already. */
export interface Alike {
  readonly id: ContactId
  readonly name: string
}

/** Fewer digits are not a number that anybody is known by. */
const SHORTEST_NUMBER = 5

/** By what a number or an address is compared; empty for what tells nobody apart. */
export function reachKey(text: string): string {
  if (text.includes('@')) return /\S@\S/u.test(text) ? foldName(text) : ''
  const digits = foldPhone(text)
  return digits.length >= SHORTEST_NUMBER ? digits : ''
}

export interface AlikeLook {
  readonly alike: Readonly<Ref<readonly Alike[]>>
  /** Who has one of these; the last question counts. @param among where, for another place is another question */
  readonly look: (reaches: readonly string[], among?: string) => Promise<void>
}

/** Looks for those who have the numbers or addresses that are being typed. @param find never rejects */
export function useAlike(find: (reach: string) => Promise<readonly Alike[]>): AlikeLook {
  const alike = shallowRef<readonly Alike[]>([])
  let asked = ''
  async function look(reaches: readonly string[], among = ''): Promise<void> {
    const wanted = [...new Map(reaches.map((text) => [reachKey(text), text.trim()])).entries()].filter(
      ([key]) => key !== '',
    )
    const question = [among, ...wanted.map(([key]) => key)].join(' ')
    if (question === asked) return
    asked = question
    const found = (await Promise.all(wanted.map(([, text]) => find(text)))).flat()
    if (question === asked) alike.value = [...new Map(found.map((one) => [one.id, one])).values()]
  }
  return { alike, look }
}
