import { AppError } from '#shared/errors/app-error.ts'
import type { Clock } from '../ports/clock.ts'
import type { Network, RawAnswer, RawRequest } from '../ports/network.ts'
import { toTransportFailure } from './transport-failure.ts'

/**
 * One request, one answer, whatever its status.
 * @throws {AppError} `offline`, `timeout`, `remote/unavailable`, with `details.reached`
 * @throws the signal's reason when aborted
 */
export async function exchange(
  request: RawRequest,
  { network, clock }: { readonly network: Network; readonly clock: Clock },
  signal: AbortSignal,
): Promise<RawAnswer> {
  const line = network.openLine(request.url)
  const [deadline, done] = [new AbortController(), new AbortController()]
  clock.sleep(request.deadlineMs, done.signal).then(
    () => deadline.abort(),
    // Rejects only because the answer came first.
    () => undefined,
  )
  try {
    return await line.send(request, AbortSignal.any([signal, deadline.signal]))
  } catch (error) {
    signal.throwIfAborted()
    if (deadline.signal.aborted) {
      throw new AppError('timeout', 'no answer in time', {
        details: { deadlineMs: request.deadlineMs, reached: line.isOpen() },
      })
    }
    // No cause: axios hangs the request on its errors, and with it the token and what was sent.
    throw toTransportFailure(error, line.isOpen())
  } finally {
    done.abort()
  }
}
