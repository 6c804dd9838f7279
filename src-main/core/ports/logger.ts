/** Facts for whoever looks into a failure: no secret, no personal data. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>

/** The app's log. Whoever writes to it keeps secrets and personal data out. */
export interface Logger {
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
}
