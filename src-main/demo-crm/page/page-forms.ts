import * as v from 'valibot'
import { nowSeconds } from '../amocrm/context.ts'
import { PartialPortalSwitchesSchema } from '../bitrix24/switches.ts'
import type { PartialPortalSwitches } from '../bitrix24/switches.ts'
import { mintWebhook, USUAL_SCOPES } from '../bitrix24/sign-in/portal-tokens.ts'
import { keepRedirect, RedirectSchema, storesOf } from '../amocrm/integration.ts'
import { PartialSwitchesSchema } from '../amocrm/switches.ts'
import type { PartialSwitches } from '../amocrm/switches.ts'
import { mintLongLived } from '../amocrm/tokens.ts'
import { FaultSchema } from '../faults/fault-schema.ts'
import { emptyReply } from '../http/exchange.ts'
import type { Call, Reply } from '../http/exchange.ts'
import { escape, page } from './html.ts'
import type { PageContext } from './page-context.ts'
import { readPortalSwitch, readSwitch } from './switch-forms.ts'

/** What a form may ask for. It answers in words when it cannot be done. */
type Deed = (context: PageContext, fields: URLSearchParams, call: Call) => string | undefined

const deeds: Readonly<Record<string, Deed>> = {
  token({ amocrm }, fields, call) {
    const user = amocrm.store.directory.user(Number.parseInt(fields.get('userId') ?? '', 10))
    if (user === undefined) return 'There is no such user.'
    const host = new URL(call.base).host
    mintLongLived(amocrm.store.tokens, amocrm.account, { userId: user.id, at: nowSeconds(amocrm), host })
    return undefined
  },
  integration({ amocrm }, fields) {
    const parsed = v.safeParse(v.union([v.literal(''), RedirectSchema]), fields.get('redirectUri')?.trim() ?? '')
    if (!parsed.success) return 'The redirect address must begin with http: or https:.'
    keepRedirect(storesOf(amocrm), parsed.output === '' ? null : parsed.output)
    return undefined
  },
  revoke({ amocrm }, fields) {
    const token = amocrm.store.tokens.findById(Number(fields.get('id')))
    if (token === undefined) return 'There is no such token.'
    amocrm.store.tokens.setState(token.id, 'revoked')
    return undefined
  },
  'forget-requests': ({ requests }) => done(() => requests.clear()),
  'reset-limits': ({ amocrm }) => done(() => amocrm.limits.reset()),
  'no-faults': ({ faults }) => done(() => faults.replace([])),
  fault({ faults }, fields) {
    const kind = fields.get('kind')
    const parsed = v.safeParse(FaultSchema, {
      kind,
      ...text('method', fields),
      ...text('path', fields),
      ...text('redirect', fields),
      ...number('times', fields),
      ...number('ms', fields),
      ...(kind === 'status' ? { ...number('status', fields), ...text('body', fields) } : {}),
    })
    if (!parsed.success) return `${v.getDotPath(parsed.issues[0]) ?? 'fault'}: ${parsed.issues[0].message}`
    // What is in force goes on with the times that it has left.
    const inForce = faults.list().map(({ remaining, ...fault }) => ({ ...fault, times: remaining }))
    faults.replace([...inForce, parsed.output])
    return undefined
  },
  switch(context, fields) {
    const parsed = v.safeParse(PartialSwitchesSchema, readSwitch(fields))
    if (!parsed.success) return `${v.getDotPath(parsed.issues[0]) ?? 'switch'}: ${parsed.issues[0].message}`
    context.setSwitches(parsed.output as PartialSwitches)
    return undefined
  },
  'portal-switch'({ bitrix24 }, fields) {
    const parsed = v.safeParse(PartialPortalSwitchesSchema, readPortalSwitch(fields))
    if (!parsed.success) return `${v.getDotPath(parsed.issues[0]) ?? 'switch'}: ${parsed.issues[0].message}`
    bitrix24.setSwitches(parsed.output as PartialPortalSwitches)
    return undefined
  },
  'portal-webhook'({ bitrix24: { portal } }, fields) {
    const user = portal.data().users.get(Number.parseInt(fields.get('userId') ?? '', 10))
    if (user === undefined) return 'There is no such user.'
    mintWebhook(portal, user.id, USUAL_SCOPES)
    return undefined
  },
  'portal-limits': ({ bitrix24: { portal } }) =>
    done(() => {
      portal.bucket.reset()
      portal.operating.reset()
    }),
}

/** POST of any form of the page: does it, and leads back to where it was. */
export function answerPageForm(context: PageContext, call: Call): Reply {
  if (call.method !== 'POST') return emptyReply(405, { Allow: 'POST' })
  // The address is a secret of this page already; a browser that names another origin has it from elsewhere.
  const { origin } = call.headers
  if (origin !== undefined && origin !== 'null' && origin !== call.base) return refused('This form is not from here.')
  const fields = new URLSearchParams(call.body)
  const name = fields.get('do') ?? ''
  const deed = Object.hasOwn(deeds, name) ? deeds[name] : undefined
  const problem = deed === undefined ? 'There is no such form.' : deed(context, fields, call)
  return problem === undefined ? emptyReply(303, { Location: `/#${SECTIONS[name] ?? ''}` }) : refused(problem)
}

const SECTIONS: Readonly<Record<string, string>> = {
  integration: 'account',
  token: 'tokens',
  revoke: 'tokens',
  'forget-requests': 'requests',
  'reset-limits': 'requests',
  fault: 'faults',
  'no-faults': 'faults',
  switch: 'switches',
  'portal-switch': 'bitrix24',
  'portal-webhook': 'tokens',
  'portal-limits': 'bitrix24',
}

function refused(problem: string): Reply {
  return page(
    400,
    'Demo CRM',
    `<main><h1>That did not work</h1><p role="alert">${escape(problem)}</p><p><a href="/">Back</a></p></main>`,
  )
}

function done(work: () => void): undefined {
  work()
  return undefined
}

function text(key: string, fields: URLSearchParams): Readonly<Record<string, string>> {
  const value = fields.get(key)?.trim() ?? ''
  return value === '' ? {} : { [key]: value }
}

function number(key: string, fields: URLSearchParams): Readonly<Record<string, number>> {
  const value = fields.get(key)?.trim() ?? ''
  return value === '' ? {} : { [key]: Number(value) }
}
