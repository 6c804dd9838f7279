import type { Account } from '#shared/domain/account.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import { initialsOf, tintOf } from './initials.ts'

/** What tells contacts of one account from those of another, where there are several: a word, and a colour beside it. */
export interface AccountMark {
  readonly name: string
  /** One to three characters, another for each account. */
  readonly letters: string
  /** One of `ACCOUNT_TINTS`; as far as they reach, another for each account. */
  readonly tint: number
}

export const ACCOUNT_TINTS = 6

/**
 * A mark for each account; none where there is but one. It goes by the accounts' ids: signing in again, or to one more, leaves
 * the others as they are wherever it can.
 */
export function accountMarks(accounts: readonly Pick<Account, 'id' | 'name'>[]): ReadonlyMap<AccountId, AccountMark> {
  const marks = new Map<AccountId, AccountMark>()
  if (accounts.length < 2) return marks
  const taken = { letters: new Set<string>(), tints: new Set<number>() }
  for (const { id, name } of accounts.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const initials = initialsOf(name) || '#'
    let letters = initials
    for (let number = 2; taken.letters.has(letters); number++) letters = `${initials}${number}`
    let tint = tintOf(id, ACCOUNT_TINTS)
    for (let tries = 1; taken.tints.has(tint) && tries < ACCOUNT_TINTS; tries++) tint = (tint + 1) % ACCOUNT_TINTS
    taken.letters.add(letters)
    taken.tints.add(tint)
    marks.set(id, { name, letters, tint })
  }
  return marks
}
