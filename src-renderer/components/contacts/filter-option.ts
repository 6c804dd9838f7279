/** Something that contacts can be filtered by. */
export interface FilterOption {
  readonly id: string
  readonly name: string
  readonly count: number
}

/** A filter that is on. */
export interface ActiveFilter {
  readonly kind: 'tag' | 'company' | 'responsible'
  readonly id: string
  readonly name: string
}
