import type { AccessFacts, ApplicationFacts } from '#shared/domain/access-facts.ts'
import type { MessageKey } from '#renderer/locales/en.ts'
import type { Text } from './use-text.ts'

/** Letters that are known; another one is shown as it is. */
const statuses: Readonly<Record<string, MessageKey>> = {
  F: 'access.free',
  D: 'access.demo',
  T: 'access.trial',
  P: 'access.paid',
  L: 'access.local',
  S: 'access.subscription',
}

/** What a CRM says of a sign-in, a line for each thing; what it does not tell has none. */
export function accessLines({ userName, application, license }: AccessFacts, text: Text): readonly string[] {
  return [
    ...(userName === null ? [] : [text.t('access.user', { name: userName })]),
    ...(application === null ? [] : [applicationLine(application, text)]),
    ...(license === null ? [] : [text.t('access.license', { license })]),
  ]
}

function applicationLine(application: ApplicationFacts, text: Text): string {
  const { version, status, isInstalled, isPaymentExpired, daysLeft } = application
  const known = Object.hasOwn(statuses, status) ? statuses[status] : undefined
  return [
    text.t('access.application', { version: version || '—' }),
    ...(status === '' ? [] : [known === undefined ? status : text.t(known)]),
    ...(isInstalled ? [] : [text.t('access.notInstalled')]),
    ...(isPaymentExpired ? [text.t('access.expired')] : []),
    ...(daysLeft === null ? [] : [text.plural('access.daysLeft', daysLeft)]),
  ].join(' · ')
}
