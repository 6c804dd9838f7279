/** Small documents of this profile, as JSON. */
export interface LocalStore {
  /** `unknown`: whoever reads it parses it. `null` when there is none. @throws {AppError} `storage/failed` */
  read(name: string): Promise<unknown>
  /** Whole or not at all; durable when it resolves. @throws {AppError} `storage/failed` */
  write(name: string, document: unknown): Promise<void>
}
