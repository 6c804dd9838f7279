/** Something that the command palette can do. */
export interface PaletteCommand {
  readonly name: string
  /** The keys that do the same, for reading; may be empty. */
  readonly keys: string
  readonly run: () => void
}
