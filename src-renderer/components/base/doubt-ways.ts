import type { Ref } from 'vue'
import type { ContactId, RemoteId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'

/** A contact of the CRM that a create may have become. */
export interface DoubtCandidate {
  readonly remoteId: RemoteId
  /** To look at; `null` while this device does not have it. */
  readonly contactId: ContactId | null
  readonly name: string
  readonly phone: string
  readonly email: string
  readonly isGone: boolean
}

export interface DoubtFacts {
  readonly candidates: readonly DoubtCandidate[]
  /** Edits of the draft since it was created. */
  readonly later: readonly Mutation[]
}

/** What can be asked and done about a create that may have arrived. */
export interface DoubtWays {
  /** Live, for as long as the caller's scope; `null` until it is read, and when it is a question no more. */
  readonly follow: () => Readonly<Ref<DoubtFacts | null>>
  /** It is this one. */
  readonly adopt: (remoteId: RemoteId) => Promise<void>
  /** It is none of them. */
  readonly sendAgain: () => Promise<void>
  /** The draft goes, with all its edits. */
  readonly discard: () => Promise<void>
}
