import * as v from 'valibot'
import { startProgram } from '#test/support/child-process.ts'
import { createDemoControl, type DemoControl } from '#test/support/demo-control.ts'

export interface CrmOptions {
  readonly dataFile: string
  readonly port: number
  /** For a new data file; an existing one keeps its own. */
  readonly contacts?: number
  readonly limits?: 'real' | 'off'
  /** Adds a second account with so many contacts, whose ids are those of the first. */
  readonly secondContacts?: number
}

/** The demo CRM as any client meets it: a server of its own. */
export interface RunningCrm extends CrmAccount {
  /** Where it was asked for. */
  readonly second: CrmAccount | null
  /** The same people in another CRM's dialect. */
  readonly portal: PortalDoors
  /** Acts in that portal as its users do, below this address. */
  readonly portalControl: string
  /** From here on its port refuses connections, until it is started again. */
  kill(): Promise<void>
}

/** How that portal is entered. */
export interface PortalDoors {
  readonly url: string
  /** Of an administrator. */
  readonly webhook: string
  readonly clientId: string
  readonly clientSecret: string
  /** The webhook of another user. */
  webhookOf(userId: number): Promise<string>
}

/** One account of it. */
export interface CrmAccount {
  readonly url: string
  readonly token: string
  /** Of the integration that this CRM knows. */
  readonly clientId: string
  readonly clientSecret: string
  /** Looks into its database, acts as the vendor's own interface does, makes it misbehave. */
  readonly control: DemoControl
}

const AccountLineSchema = v.object({
  amocrm: v.object({ url: v.string(), token: v.string(), clientId: v.string(), clientSecret: v.string() }),
  control: v.string(),
})
const ReadyLineSchema = v.object({
  ...AccountLineSchema.entries,
  bitrix24: v.object({ url: v.string(), webhook: v.string(), clientId: v.string(), clientSecret: v.string() }),
  second: v.optional(AccountLineSchema),
})

const toAccount = ({ amocrm, control }: v.InferOutput<typeof AccountLineSchema>): CrmAccount => ({
  ...amocrm,
  control: createDemoControl(control),
})

async function makeWebhook(control: string, userId: number): Promise<string> {
  const response = await fetch(`${control}/bitrix24/webhooks`, {
    ...{ method: 'POST', body: JSON.stringify({ userId, scopes: ['crm', 'user'] }) },
    headers: { 'content-type': 'application/json' },
  })
  return v.parse(v.object({ url: v.string() }), await response.json()).url
}

/** Resolves when the CRM answers. A restart on the same data keeps its token. */
export async function startCrm(options: CrmOptions): Promise<RunningCrm> {
  const { dataFile, port, contacts = 200, limits = 'off', secondContacts } = options
  const flags = ['--data', dataFile, '--port', String(port), '--contacts', String(contacts), '--limits', limits]
  // Tests count what they have made themselves.
  const bare = ['--bitrix24-data', 'bare']
  const more = secondContacts === undefined ? [] : ['--second-contacts', String(secondContacts)]
  const program = startProgram(['src-main/demo-crm/cli.ts', ...flags, ...bare, ...more])
  const line = await program.line((text) => text.startsWith('{'))
  const { second, bitrix24, ...first } = v.parse(ReadyLineSchema, JSON.parse(line))
  return {
    ...toAccount(first),
    portal: { ...bitrix24, webhookOf: (userId) => makeWebhook(first.control, userId) },
    portalControl: `${first.control}/bitrix24`,
    second: second === undefined ? null : toAccount(second),
    kill: () => program.kill('SIGKILL'),
  }
}
