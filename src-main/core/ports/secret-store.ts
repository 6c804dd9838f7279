/** Keeps credentials. What is saved is encrypted by the OS where `protection` is `os`. */
export interface SecretStore {
  /** `file`: only file permissions stand between the secret and another program of the same user. */
  readonly protection: 'os' | 'file'
  /** `null` when there is none. @throws {AppError} `storage/failed` */
  read(key: string): Promise<string | null>
  /** Durable when it resolves. @throws {AppError} `storage/failed` */
  write(key: string, secret: string): Promise<void>
  remove(key: string): Promise<void>
}
