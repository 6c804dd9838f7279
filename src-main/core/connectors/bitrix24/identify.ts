import * as v from 'valibot'
import { toEntityId, type RemoteId } from '#shared/domain/ids.ts'
import { providerFacts } from '#shared/domain/providers.ts'
import type { Access } from '#core/http/access.ts'
import type { Identity } from '../connector.ts'
import type { Bitrix24Context } from './context.ts'
import { isLoopbackHost } from './portal-address.ts'
import { parseResult } from './parse-result.ts'

/** Ids are texts in one answer and numbers in another. */
export const ProfileWire = v.object({
  ID: v.union([v.pipe(v.string(), v.regex(/^\d+$/)), v.pipe(v.number(), v.transform(String))]),
  ADMIN: v.optional(v.nullable(v.boolean())),
})

/**
 * Who we are. A portal has a name for ever, which only applications are told; whoever comes by a webhook knows it by its host.
 * @source https://apidocs.bitrix24.com/api-reference/common/users/profile.html
 */
export async function identify(
  { accountId, api, clock }: Bitrix24Context,
  access: Access,
  signal: AbortSignal,
): Promise<Omit<Identity, 'capabilities'>> {
  const { result } = await api.call('profile', {}, signal)
  const { ID } = parseResult(ProfileWire, result, 'profile')
  const { origin, remoteAccountId } = await access.authorize(clock.now(), signal)
  const { host, hostname } = new URL(origin)
  return {
    provider: 'bitrix24',
    remoteAccountId: (remoteAccountId ?? host) as RemoteId,
    accountName: nameOf(hostname),
    userId: toEntityId(accountId, ID as RemoteId),
  }
}

/** No method tells what a portal calls itself. */
function nameOf(hostname: string): string {
  if (isLoopbackHost(hostname)) return 'Bitrix24'
  const domain = providerFacts.bitrix24.domains.find((known) => hostname.endsWith(`.${known}`))
  return domain === undefined ? hostname : hostname.slice(0, -domain.length - 1)
}
