import { createFormat } from '#renderer/composables/use-format.ts'
import { createText } from '#test/support/text.ts'
import type { Speaker } from '#renderer/composables/mutation-words.ts'
import type { Language } from '#renderer/locales/load-messages.ts'
import type { FieldDefinition, Pipeline } from '#shared/domain/directory.ts'
import {
  toStageId,
  type AccountId,
  type CompanyId,
  type ContactId,
  type FieldId,
  type MutationId,
  type UserId,
} from '#shared/domain/ids.ts'
import type { Change, Mutation } from '#shared/domain/mutation.ts'

export const accountId = 'amo1' as AccountId

const companies = new Map([['amo1.7', 'Acme'], ['amo1.8', 'Вектор']]) // prettier-ignore
const contacts = new Map([['amo1.5', 'Anna Petrova'], ['amo1.6', 'Олег Ким'], ['amo1.32', 'Пётр Ли']]) // prettier-ignore
const users = new Map([['amo1.1', 'Ivan Orlov'], ['amo1.2', 'Мария Ли']]) // prettier-ignore

export const stages = { talks: toStageId('1', '11'), won: toStageId('1', '142') } as const

const pipelines: readonly Pipeline[] = [
  {
    ...{ id: '1', accountId, name: 'Sales', sort: 1, isMain: true, currency: 'EUR' },
    stages: [
      { id: stages.talks, name: 'Talks', color: '#99ccff', kind: 'open' },
      { id: stages.won, name: 'Won', color: '#ccff66', kind: 'won' },
    ],
  },
]

export const someDefinition = (part: Partial<FieldDefinition>): FieldDefinition => ({
  id: '55' as FieldId,
  accountId,
  name: 'Source',
  kind: 'text',
  sort: 1,
  isReadOnly: false,
  options: [],
  ...part,
})

const definitions = [
  someDefinition({ id: '55' as FieldId, name: 'Source', kind: 'choice' }),
  someDefinition({ id: '56' as FieldId, name: 'Birthday', kind: 'date' }),
]

/** Speaks one language about a small directory of names. */
export const speakerOf = (language: Language): Speaker => ({
  text: createText(language),
  format: createFormat(language),
  names: {
    company: (id: CompanyId) => companies.get(id) ?? '',
    contact: (id: ContactId) => contacts.get(id) ?? '',
    user: (id: UserId) => users.get(id) ?? '',
    pipelines: () => pipelines,
    linked: (_account, { kind, id }) => (kind === 'element' && id === '5' ? 'Drill' : ''),
    requisites: () => null,
    taskType: (_account, id) => (id === '2' ? 'Meeting' : ''),
    field: (_account, id) => definitions.find((definition) => definition.id === id),
  },
})

/** One user action about Anna Petrova. */
export const mutationOf = (change: Change, subject = 'Anna Petrova'): Mutation => ({
  id: '00000000-0000-4000-8000-000000000001' as MutationId,
  accountId,
  at: 0,
  change,
  subject,
})
