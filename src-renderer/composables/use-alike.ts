import { shallowRef, type Ref } from 'vue'
import type { ContactId } from '#shared/domain/ids.ts'
import { reachKey } from '#shared/domain/same-text.ts'

/** Somebody who is there already. */
export interface Alike {
  readonly id: ContactId
  readonly name: string
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
