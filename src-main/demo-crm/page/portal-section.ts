import { crmTypes, wordsOf } from '../bitrix24/crm/entities.ts'
import { defaultPortalSwitches, PortalSwitchesSchema } from '../bitrix24/switches.ts'
import type { Call } from '../http/exchange.ts'
import { escape, form, select, table } from './html.ts'
import type { PageContext } from './page-context.ts'
import { formsOf } from './switch-forms.ts'

/** What the page says of the Bitrix24 that lives beside: how to get in, what it holds, its switches. */
export function portalSection({ bitrix24, formAction }: PageContext, { base }: Call): string {
  const { portal, webhook } = bitrix24
  const { clientId, clientSecret, memberId } = portal.installation
  const rows: readonly (readonly [string, string])[] = [
    ['Webhook', `${base}/rest/${webhook()}/`],
    ['OAuth page', `${base}/oauth/authorize/?client_id=${clientId}`],
    ['OAuth token', `${base}/oauth/token/`],
    ['client_id', clientId],
    ['client_secret', clientSecret],
    ['member_id', memberId],
  ]
  const { items, users } = portal.data()
  const counts = crmTypes.map((type) => [wordsOf(type).title, items.count(type)])
  const names = users.all().map(({ id, name, lastName }) => `${id} ${name} ${lastName}`)
  const switchPlace = {
    ...{ action: formAction, deed: 'portal-switch', where: ' of the portal' },
    initial: defaultPortalSwitches,
  }
  const level = Math.ceil(portal.bucket.level(portal.switches().plan))
  return `<section aria-labelledby="bitrix24"><h2 id="bitrix24">Bitrix24</h2>
${table(
  'How to get into the portal',
  ['What', 'Value'],
  rows.map(([name, value]) => [name, { html: `<code>${escape(value)}</code>` }]),
)}
${table('What the portal holds', ['Kind', 'Here'], counts)}
<p>Requests in the bucket: ${level}</p>
<div class="row">${form(formAction, 'portal-limits', '', 'Empty the bucket')}${form(formAction, 'portal-webhook', select('userId', 'User of the portal', names, ''), 'New webhook')}</div>
${formsOf('Positions of the portal', switchPlace, PortalSwitchesSchema.entries, portal.switches())}</section>`
}
