import { describe, expect, test } from 'vitest'
import { toStageId, type FieldId } from '#shared/domain/ids.ts'
import type { DealFields } from '#shared/domain/neighbour.ts'
import { isAsMade } from '#shared/sync/is-as-made.ts'
import { companyId, contactId, userId } from '#test/support/contacts.ts'
import { someDeal } from '#test/support/neighbours.ts'

const field = '7' as FieldId
const items = [{ value: 'Опт', optionId: '70' }]
const given: Partial<DealFields> = {
  ...{ price: 70, stage: toStageId('1', '2'), companyId: companyId(5), responsibleId: userId(3) },
  custom: { [field]: items },
}

describe('a deal of the CRM that may be the one that was sent', () => {
  test.each<[string, boolean, Partial<DealFields>, Partial<DealFields>, readonly string[]]>([
    ['has all of it', true, given, given, []],
    ['has other contacts', true, { ...given, contactIds: [contactId(9)] }, given, []],
    ['has more fields filled in', true, { ...given, custom: { [field]: items, ['8' as FieldId]: items } }, given, []],
    ['has what was left to the CRM', true, given, { ...given, stage: null, responsibleId: null }, []],
    ['costs something else', false, { ...given, price: 71 }, given, []],
    ['stands elsewhere', false, { ...given, stage: toStageId('1', '3') }, given, []],
    ['belongs to another company', false, { ...given, companyId: null }, given, []],
    ['is worked on by somebody else', false, { ...given, responsibleId: userId(4) }, given, []],
    ['lacks what was chosen', false, { ...given, custom: {} }, given, []],
    ['differs where it was edited since', true, { ...given, price: 71, custom: {} }, given, ['price', 'custom:7']],
  ])('%s: %s', (_what, expected, theirs, ours, edited) => {
    expect(isAsMade(someDeal(theirs), someDeal(ours), new Set(edited))).toBe(expected)
  })
})
