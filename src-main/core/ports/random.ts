/** Chance as core sees it. */
export interface Random {
  /** In [0, 1). */
  next(): number
  /** Lower-case UUID. */
  uuid(): string
}
