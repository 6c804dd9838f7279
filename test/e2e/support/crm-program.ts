import * as v from 'valibot'
import { startProgram } from '#test/support/child-process.ts'
import { createDemoControl, type DemoControl } from '#test/support/demo-control.ts'

export interface CrmOptions {
  readonly dataFile: string
  readonly port: number
  /** For a new data file; an existing one keeps its own. */
  readonly contacts?: number
  readonly limits?: 'real' | 'off'
}

/** The demo CRM as any client meets it: a server of its own. */
export interface RunningCrm {
  readonly url: string
  readonly token: string
  /** Of the integration that this CRM knows. */
  readonly clientId: string
  readonly clientSecret: string
  /** Looks into its database, acts as the vendor's own interface does, makes it misbehave. */
  readonly control: DemoControl
  /** From here on its port refuses connections, until it is started again. */
  kill(): Promise<void>
}

const ReadyLineSchema = v.object({
  amocrm: v.object({ url: v.string(), token: v.string(), clientId: v.string(), clientSecret: v.string() }),
  control: v.string(),
})

/** Resolves when the CRM answers. A restart on the same data keeps its token. */
export async function startCrm({ dataFile, port, contacts = 200, limits = 'off' }: CrmOptions): Promise<RunningCrm> {
  const flags = ['--data', dataFile, '--port', String(port), '--contacts', String(contacts), '--limits', limits]
  const program = startProgram(['src-main/demo-crm/cli.ts', ...flags])
  const line = await program.line((text) => text.startsWith('{'))
  const { amocrm, control } = v.parse(ReadyLineSchema, JSON.parse(line))

  return { ...amocrm, control: createDemoControl(control), kill: () => program.kill('SIGKILL') }
}
