/** The embedded demonstration CRM, started on demand by the host. Its data lives in the profile. */
export interface DemoCrmPort {
  /** Starts it, or answers with the one that runs. @throws {AppError} `storage/failed` */
  start(): Promise<{ readonly origin: string; readonly token: string }>
}
