/** Something that contacts can be filtered by. */
export interface FilterOption {
  readonly id: string
  readonly name: string
  /** Absent where nobody counts. */
  readonly count?: number | undefined
}

/** A filter that is on. */
export interface ActiveFilter {
  readonly kind: 'account' | 'tag' | 'company' | 'responsible'
  readonly id: string
  readonly name: string
}
