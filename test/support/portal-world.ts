import { startWorld, type World } from './sync-world.ts'

type Params = Readonly<Record<string, unknown>>
/** A record as the portal tells it. */
export type Stored = Readonly<Record<string, unknown>>

/** A whole app, signed in to the demo portal by its webhook. */
export const startPortalWorld = (): Promise<World> => startWorld({ provider: 'bitrix24' })

/** Asks the portal itself, as its administrator. */
export async function askPortal(world: World, method: string, params: Params = {}): Promise<unknown> {
  const response = await fetch(`${world.crm().bitrix24.webhook}${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(params),
  })
  const { result } = (await response.json()) as { readonly result: unknown }
  return result
}

/** One page of one of its lists. */
export const listPortal = async (world: World, method: string, filter: Params = {}): Promise<readonly Stored[]> =>
  (await askPortal(world, method, { filter })) as readonly Stored[]

/** Makes its requests fail: as control of the demo CRM takes it. */
export async function breakPortal(world: World, faults: readonly Params[]): Promise<void> {
  await fetch(`${world.crm().control}/faults`, { method: 'POST', body: JSON.stringify(faults) })
}
