/** One thing that is known, in words. */
export interface Fact {
  readonly name: string
  readonly value: string
  /** How much it wants to be seen. */
  readonly tone?: 'plain' | 'soft' | 'pending' | 'attention'
}
