import type { AccountId, ContactId } from '#shared/domain/ids.ts'

/** What one line of the list shows. */
export interface ListRow {
  readonly id: ContactId
  readonly accountId: AccountId
  readonly fullName: string
  readonly company: string
  readonly phone: string
  readonly email: string
  readonly tags: readonly string[]
  readonly responsible: string
  readonly updatedAt: number
  readonly isPending: boolean
  readonly needsAttention: boolean
}
