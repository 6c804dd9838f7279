import type { RemoteContact } from '#shared/domain/contact.ts'
import type { Company } from '#shared/domain/directory.ts'
import type { CompanyEdit } from '#shared/domain/field-edit.ts'
import { toEntityId, type CompanyId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { SquashedEdit } from '#shared/sync/squash-edits.ts'
import type { CompanyLink, ItemResult } from '../connectors/contact-writes.ts'
import { restOf } from '../connectors/held-alone.ts'
import { tell } from './deliver.ts'
import { orderEdits, pushOrders } from './push-company-order.ts'
import type { PatchedUpdate } from './push-updates.ts'
import type { SyncContext } from './sync-context.ts'
import { judgeEdits, type Part } from './verdicts.ts'

/** An update with all its answers. `contact` is `null` where nobody looked at it. */
export interface LinkedUpdate extends Pick<PatchedUpdate, 'intent'> {
  readonly parts: readonly Part[]
  readonly contact: RemoteContact | null
}

interface LinkStep {
  readonly update: PatchedUpdate
  readonly edit: SquashedEdit & { readonly edit: CompanyEdit }
  readonly link: CompanyLink | null
  readonly unlink: CompanyLink | null
}

/** Makes missing companies, links them, takes off the old ones, and puts them into their order. */
export async function pushCompanies(
  context: SyncContext,
  updates: readonly PatchedUpdate[],
  signal: AbortSignal,
): Promise<{ readonly updates: readonly LinkedUpdate[]; readonly companies: readonly Company[] }> {
  const waiting = updates
    .filter(({ isPatched }) => isPatched)
    .flatMap((update) => companyEdits(update).map((edit) => ({ update, edit })))
  const companies: Company[] = []
  const steps: LinkStep[] = []
  const refused = new Map<SquashedEdit, ItemResult>()
  for (const { update, edit } of waiting) {
    const made = await ensureTarget(context, edit.edit, signal)
    if (made !== null && 'kind' in made) refused.set(edit, made)
    else {
      if (made !== null) companies.push(made)
      steps.push(toStep(context, update, edit))
    }
  }
  const linked = new Map([...refused, ...(await runSteps(context, steps, signal))])
  const areLinked = (update: PatchedUpdate) =>
    update.isPatched && companyEdits(update).every((edit) => linked.get(edit)?.kind === 'applied')
  const results = new Map([...linked, ...(await pushOrders(context, updates.filter(areLinked), signal))])
  context.rests.noteResults('contact-company', [...results.values()])
  const partsOf = (update: PatchedUpdate): readonly Part[] => [
    ...update.parts,
    ...[...companyEdits(update), ...orderEdits(update)].flatMap((edit) =>
      // Not even begun, because the patch of this contact was refused: it stays in line.
      judgeEdits(results.get(edit) ?? { kind: 'not-sent' }, [edit]),
    ),
  ]
  return {
    companies,
    updates: updates.map((update) => ({
      intent: update.intent,
      parts: partsOf(update),
      contact: toContact(update, results),
    })),
  }
}

function companyEdits({ resolved }: PatchedUpdate): readonly (SquashedEdit & { readonly edit: CompanyEdit })[] {
  return resolved.sent.filter((sent): sent is SquashedEdit & { edit: CompanyEdit } => sent.edit.kind === 'company')
}

/** The company that had to be made, now or earlier, `null` if none had to, or why it is not: its name, or that none is made now. */
async function ensureTarget(
  context: SyncContext,
  edit: CompanyEdit,
  signal: AbortSignal,
): Promise<Company | (ItemResult & { kind: 'rejected' | 'not-sent' }) | null> {
  const { identities } = context.journal
  if (edit.to === null || edit.createName === undefined) return null
  const remoteId = identities.remoteId(edit.to)
  // Killed right after the identity was learnt, the window has not heard of it. What it has heard since is newer.
  if (remoteId !== null) {
    const { accountId } = context
    const id = toEntityId<CompanyId>(accountId, remoteId)
    return identities.adoptCompany({ id, accountId, remoteId, name: edit.createName, updatedAt: 0 })
  }
  try {
    const company = await context.connector.ensureCompany(edit.createName, signal)
    if (company.remoteId !== null) identities.learn('company', edit.to, company.remoteId)
    const adopted = identities.adoptCompany(company)
    // From here on it goes by another id, whatever becomes of the link: the window hears of it at once.
    await tell(context, { moves: [], contacts: [], companies: [adopted] })
    return adopted
  } catch (error) {
    const restMs = restOf(error)
    if (restMs !== null) return { kind: 'not-sent', restMs }
    if (!(error instanceof AppError) || error.code !== 'remote/rejected') throw error
    return { kind: 'rejected', field: 'company', reason: String(error.details['reason'] ?? ''), message: error.message }
  }
}

function toStep({ journal }: SyncContext, update: PatchedUpdate, edit: LinkStep['edit']): LinkStep {
  const linkTo = (id: CompanyEdit['to']): CompanyLink | null => {
    const companyId = id === null ? null : journal.identities.remoteId(id)
    return companyId === null ? null : { contactId: update.remoteId, companyId }
  }
  const [link, unlink] = [linkTo(edit.edit.to), linkTo(edit.edit.from)]
  const isReplaced = link !== null && unlink !== null
  return { update, edit, link: isReplaced ? { ...link, insteadOf: unlink.companyId } : link, unlink }
}

/**
 * Links first and unlinks after, so that a kill in between leaves a contact with a company. A CRM with room for one
 * may replace the old link by itself, or refuse the second: then the old one has to go first.
 */
async function runSteps(context: SyncContext, steps: readonly LinkStep[], signal: AbortSignal) {
  const { connector } = context
  const results = new Map<SquashedEdit, ItemResult>()
  const linking = steps.filter(({ link }) => link !== null)
  const linked = await sendLinks(
    linking,
    (step) => step.link,
    (links) => connector.linkCompanies(links, signal),
  )
  for (const [step, result] of linked) results.set(step.edit, result)

  const refused = linking.filter((step) => linked.get(step)?.kind === 'rejected' && step.unlink !== null)
  const missing = steps.filter(({ edit, link, unlink }) => link === null && (edit.edit.to !== null || unlink === null))
  const leaving = steps.filter(
    (step) =>
      step.unlink !== null && !missing.includes(step) && (step.link === null || linked.get(step)?.kind === 'applied'),
  )
  const before = await lookAtOld(context, [...leaving, ...refused], signal)
  const unlinked = await sendLinks(
    [...leaving, ...refused].filter((step) => before.get(step) === 'linked'),
    (step) => step.unlink,
    (links) => connector.unlinkCompanies(links, signal),
  )
  for (const step of leaving) {
    const result = unlinked.get(step) ?? (before.get(step) === 'gone' ? GONE : applied(step))
    // A new link does not make up for an old one that stays.
    if (step.link === null || result.kind !== 'applied') results.set(step.edit, result)
  }

  const again = await sendLinks(
    refused,
    (step) => step.link,
    (links) => connector.linkCompanies(links, signal),
  )
  for (const [step, result] of again) results.set(step.edit, result)
  for (const step of missing) results.set(step.edit, missingCompany)
  return results
}

/** The company that the user chose is not there any more. */
const missingCompany: ItemResult = { kind: 'rejected', field: 'company', reason: 'company-gone', message: '' }
const applied = ({ update }: LinkStep): ItemResult => ({ kind: 'applied', remoteId: update.remoteId, updatedAt: null })

const GONE: ItemResult = { kind: 'gone' }

/**
 * Whether the old company is linked still: some CRMs drop it by themselves, and unlinking twice may be refused. Of a contact that
 * has gone since, nothing was taken off.
 */
async function lookAtOld(
  context: SyncContext,
  steps: readonly LinkStep[],
  signal: AbortSignal,
): Promise<ReadonlyMap<LinkStep, 'linked' | 'apart' | 'gone'>> {
  if (steps.length === 0) return new Map()
  const contacts = await context.connector.readContacts(
    steps.map(({ update }) => update.remoteId),
    signal,
  )
  const { identities } = context.journal
  return new Map(
    steps.map((step) => {
      const contact = contacts.get(step.update.remoteId)
      if (contact === undefined) return [step, 'gone']
      const ids = contact.fields.companyIds.map((id) => identities.remoteId(id))
      return [step, step.unlink !== null && ids.includes(step.unlink.companyId) ? 'linked' : 'apart']
    }),
  )
}

async function sendLinks(
  steps: readonly LinkStep[],
  pick: (step: LinkStep) => CompanyLink | null,
  send: (links: readonly CompanyLink[]) => Promise<readonly ItemResult[]>,
): Promise<ReadonlyMap<LinkStep, ItemResult>> {
  const pairs = steps.flatMap((step) => {
    const link = pick(step)
    return link === null ? [] : [{ step, link }]
  })
  if (pairs.length === 0) return new Map()
  const results = await send(pairs.map(({ link }) => link))
  return new Map(pairs.map(({ step }, index) => [step, results[index] ?? { kind: 'not-sent' }]))
}

/** The new base: the contact as read, with what was confirmed on top. */
function toContact(update: PatchedUpdate, links: ReadonlyMap<SquashedEdit, ItemResult>): RemoteContact | null {
  const { remote, resolved, isPatched, updatedAt } = update
  if (remote === null || resolved.fields === null) return null
  if (!isPatched) return remote
  const own: readonly SquashedEdit[] = [...companyEdits(update), ...orderEdits(update)]
  const isLinked = own.every((edit) => links.get(edit)?.kind === 'applied')
  const companyIds = isLinked ? resolved.fields.companyIds : remote.fields.companyIds
  return { ...remote, fields: { ...resolved.fields, companyIds }, updatedAt: updatedAt ?? remote.updatedAt }
}
