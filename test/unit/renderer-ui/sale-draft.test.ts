import { describe, expect, test } from 'vitest'
import {
  emptySaleDraft,
  firstStageOf,
  inAccount,
  isSaleWorthSaving,
  nameOfSale,
  toSale,
  type SaleDraft,
} from '#renderer/components/deals/sale-draft.ts'
import type { Pipeline } from '#shared/domain/directory.ts'
import {
  toEntityId,
  toStageId,
  type AccountId,
  type CompanyId,
  type RemoteId,
  type UserId,
} from '#shared/domain/ids.ts'
import { accountId, contactId } from '#test/support/contacts.ts'

const draft = (part: Partial<SaleDraft> = {}): SaleDraft => ({ ...emptySaleDraft, ...part })
const person = (n: number, name: string) => ({ id: contactId(n), name, label: `${name} · +7 900` })
const idOf = <Id extends UserId | CompanyId>(n: number) => toEntityId<Id>(accountId, String(n) as RemoteId)
const phone = (value: string) => ({ value, kind: 'work' })
const [first, second] = [toStageId('1', '10'), toStageId('1', '20')]

describe('a draft of a deal or a lead', () => {
  test.each<readonly [string, Partial<SaleDraft>, boolean]>([
    ['nothing', {}, false],
    ['a stage and a responsible alone', { stage: first, responsibleId: idOf<UserId>(1) }, false],
    ['spaces', { name: '  ', companyName: ' ' }, false],
    ['a price of nothing', { price: '0' }, false],
    ['a name', { name: 'Fair' }, true],
    ['a price', { price: '1 200' }, true],
    ['a contact', { people: [person(1, 'Anna')] }, true],
    ['a company', { company: { name: 'Acme', id: idOf<CompanyId>(1) } }, true],
    ['a last name', { lastName: 'Lee' }, true],
    ['a phone', { phones: [phone('+7 900')] }, true],
  ])('with %s is kept only where it tells something', (_, part, isWorth) => {
    expect(isSaleWorthSaving(draft(part))).toBe(isWorth)
  })

  test('is called as typed, else after whom it is about, and never nothing', () => {
    const all = draft({
      ...{ name: ' Fair ', firstName: 'Zoë', lastName: 'Lee', companyName: 'Told Ltd' },
      ...{ people: [person(1, 'Anna')], company: { name: 'Acme', id: idOf<CompanyId>(1) }, phones: [phone('+7 900')] },
    })
    const steps: Partial<SaleDraft>[] = [
      {},
      { name: '' },
      { firstName: '', lastName: '' },
      { people: [] },
      { companyName: '' },
      { company: { name: '', id: null } },
      { phones: [] },
    ]

    const drafts = steps.map((_, at) =>
      steps.slice(0, at + 1).reduce<SaleDraft>((sum, step) => ({ ...sum, ...step }), all),
    )
    const names = drafts.map((one) => nameOfSale(one, 'New deal'))

    expect(names).toEqual(['Fair', 'Zoë Lee', 'Anna', 'Told Ltd', 'Acme', '+7 900', 'New deal'])
  })

  test('becomes a deal of its contacts, the first one the main one, that begins where deals begin', () => {
    const typed = draft({
      ...{
        name: 'Fair',
        price: '1 200',
        responsibleId: idOf<UserId>(3),
        company: { name: 'Acme', id: idOf<CompanyId>(4) },
      },
      ...{ people: [person(2, 'Bob'), person(1, 'Anna')], phones: [phone('of a lead alone')] },
    })

    expect(toSale('deal', typed, first, 'New deal')).toEqual({
      kind: 'deal',
      fields: {
        ...{ name: 'Fair', price: 1200, stage: first, responsibleId: idOf<UserId>(3), companyId: idOf<CompanyId>(4) },
        ...{ contactIds: [contactId(2), contactId(1)], mainContactId: contactId(2) },
      },
    })
    expect(toSale('deal', { ...typed, stage: second }, first, '').fields.stage).toBe(second)
  })

  test('becomes a lead of somebody who is no contact yet; empty lines and equal ones fall away', () => {
    const typed = draft({
      ...{ firstName: ' Zoë ', companyName: 'Told Ltd', phones: [phone(' +7 900 '), phone(''), phone('+7 900')] },
    })

    expect(toSale('lead', typed, null, 'New lead').fields).toEqual({
      ...{ name: 'Zoë', price: 0, stage: null, responsibleId: null, companyId: null },
      ...{ contactIds: [], mainContactId: null, firstName: 'Zoë', lastName: '', companyName: 'Told Ltd' },
      ...{ phones: [phone('+7 900')], emails: [], isPriceManual: false, rows: [] },
    })
    expect(toSale('lead', { ...typed, price: '5' }, null, '').fields).toMatchObject({ price: 5, isPriceManual: true })
  })

  test('taken to another account keeps what was typed, and leaves its people and stages behind', () => {
    const typed = draft({
      ...{ accountId, name: 'Fair', stage: first, responsibleId: idOf<UserId>(3), people: [person(1, 'Anna')] },
      company: { name: 'Acme', id: idOf<CompanyId>(4) },
    })
    const other = 'acc2' as AccountId

    expect(inAccount(typed, accountId)).toBe(typed)
    expect(inAccount(typed, other)).toEqual(
      draft({ accountId: other, name: 'Fair', company: { name: 'Acme', id: null } }),
    )
  })

  test('begins at the first open stage of the main pipeline', () => {
    const stage = (id: typeof first, kind: 'incoming' | 'open') => ({ id, name: '', color: '', kind })
    const pipeline = (isMain: boolean, stages: Pipeline['stages']) => ({ isMain, stages }) as unknown as Pipeline

    const pipelines = [
      pipeline(false, [stage(toStageId('9', '1'), 'open')]),
      pipeline(true, [stage(first, 'incoming'), stage(second, 'open')]),
    ]

    expect([firstStageOf(pipelines), firstStageOf([])]).toEqual([second, null])
  })
})
