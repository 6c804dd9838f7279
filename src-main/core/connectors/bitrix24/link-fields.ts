import * as v from 'valibot'
import type { FixedLink } from '#shared/domain/account.ts'
import type { Command, CommandOutcome } from './api.ts'
import { entriesOf } from './scalars.ts'
import { FieldWire } from './wire.ts'

/** What a link of one kind can be told there. */
export interface LinkFacts {
  /** Which is the main one. */
  readonly hasMain: boolean
  /** In which order they stand. */
  readonly hasOrder: boolean
}

export const linkKinds = ['company', 'deal', 'lead'] as const
/** Companies of contacts, contacts of deals, contacts of leads. */
export type LinkKind = (typeof linkKinds)[number]

const methods: Readonly<Record<LinkKind, string>> = {
  company: 'crm.contact.company.fields',
  deal: 'crm.deal.contact.fields',
  lead: 'crm.lead.contact.fields',
}

/**
 * Which keys links have in this portal: asked with the forms, and so for nothing.
 * @source https://apidocs.bitrix24.com/api-reference/crm/contacts/company/crm-contact-company-fields.html
 * @source https://apidocs.bitrix24.com/api-reference/crm/deals/contacts/crm-deal-contact-fields.html
 */
export const linkFieldsOf = (kind: LinkKind): Command => ({
  ...{ name: `${kind}_links`, method: methods[kind], params: {} },
})

const ALL: LinkFacts = { hasMain: true, hasOrder: true }

/** All can be told where the portal does not say: every known one takes both. */
export function toLinkFacts(outcome: CommandOutcome | undefined): LinkFacts {
  const described = outcome?.kind === 'answered' ? entriesOf(outcome.answer.result) : []
  const writable = described.flatMap(([name, wire]) => {
    const field = v.safeParse(FieldWire, wire)
    return field.success && !field.output.isReadOnly ? [name] : []
  })
  if (described.length === 0) return ALL
  return { hasMain: writable.includes('IS_PRIMARY'), hasOrder: writable.includes('SORT') }
}

/** What of links nobody can choose from here. */
export function fixedLinksOf(links: Readonly<Record<LinkKind, LinkFacts>>): readonly FixedLink[] {
  const { company } = links
  return [
    ...linkKinds.flatMap((kind): FixedLink[] => (links[kind].hasMain ? [] : [`${kind}-main`])),
    ...(company.hasOrder ? [] : (['company-order'] as const)),
  ]
}
