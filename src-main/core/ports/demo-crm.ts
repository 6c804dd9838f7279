import type { Provider } from '#shared/domain/providers.ts'

/** The embedded demonstration CRM, started on demand by the host. Its data lives in the profile. */
export interface DemoCrmPort {
  /** Starts it, or answers with the one that runs: how it is entered as one of this kind. @throws {AppError} `storage/failed` */
  start(provider: Provider): Promise<{ readonly origin: string; readonly token: string }>
}
