import type { CustomItem } from '#shared/domain/contact.ts'
import type { Params } from '../bitrix24/portal-session.ts'

/** A calendar day as the window keeps it. */
export const day = (text: string) => Date.parse(`${text}T00:00:00Z`)

/** Values of each type of user field, as the engine sends them and as the portal stores them. */
export const valueCases: readonly {
  readonly type: string
  readonly more?: Params
  readonly sent: readonly CustomItem[]
  readonly read?: readonly CustomItem[]
  readonly stored: unknown
}[] = [
  { type: 'string', sent: [{ value: 'строка & "кавычки"' }], stored: 'строка & "кавычки"' },
  { type: 'string', more: { MULTIPLE: 'Y' }, sent: [{ value: 'а' }, { value: 'б' }], stored: ['а', 'б'] },
  { type: 'integer', sent: [{ value: '42' }], stored: '42' },
  { type: 'integer', more: { MULTIPLE: 'Y' }, sent: [{ value: '1' }, { value: '2' }], stored: ['1', '2'] },
  { type: 'double', sent: [{ value: '3.5' }], stored: '3.5' },
  { type: 'boolean', sent: [{ value: true }], stored: '1' },
  { type: 'boolean', sent: [{ value: false }], stored: '0' },
  { type: 'date', sent: [{ value: day('2001-11-11') }], stored: '2001-11-11T03:00:00+03:00' },
  { type: 'datetime', sent: [{ value: Date.UTC(2025, 4, 6, 7, 8, 9) }], stored: '2025-05-06T10:08:09+03:00' },
  {
    ...{ type: 'date', more: { MULTIPLE: 'Y' } },
    sent: [{ value: day('2001-11-11') }, { value: day('2002-12-12') }],
    stored: ['2001-11-11T03:00:00+03:00', '2002-12-12T03:00:00+03:00'],
  },
  {
    ...{ type: 'datetime', more: { MULTIPLE: 'Y' } },
    sent: [{ value: Date.UTC(2025, 4, 6, 7, 8, 9) }, { value: Date.UTC(2026, 0, 1) }],
    stored: ['2025-05-06T10:08:09+03:00', '2026-01-01T03:00:00+03:00'],
  },
  { type: 'money', sent: [{ value: '300', code: 'USD' }], stored: '300|USD' },
  {
    ...{ type: 'money', more: { MULTIPLE: 'Y', SETTINGS: { DEFAULT_VALUE: '|EUR' } } },
    sent: [{ value: '300', code: 'USD' }, { value: '40' }],
    read: [
      { value: '300', code: 'USD' },
      { value: '40', code: 'EUR' },
    ],
    stored: ['300|USD', '40|EUR'],
  },
  { type: 'url', sent: [{ value: 'https://example.com/?a=1&b=2' }], stored: 'https://example.com/?a=1&b=2' },
  { type: 'address', sent: [{ value: 'Москва, ул. Ленина' }], stored: 'Москва, ул. Ленина' },
  {
    ...{ type: 'crm', more: { MULTIPLE: 'Y', SETTINGS: { CONTACT: 'Y', COMPANY: 'Y', DEAL: 'Y', LEAD: 'Y' } } },
    sent: [
      ...[{ value: { kind: 'contact', id: '2' } }, { value: { kind: 'company', id: '3' } }],
      ...[{ value: { kind: 'deal', id: '4' } }, { value: { kind: 'lead', id: '5' } }],
      { value: { kind: 'other', id: 'T80_6' } },
    ],
    stored: ['C_2', 'CO_3', 'D_4', 'L_5', 'T80_6'],
  },
  {
    ...{ type: 'crm', more: { SETTINGS: { LEAD: 'N', COMPANY: 'Y' } } },
    ...{ sent: [{ value: { kind: 'company', id: '3' } }], stored: '3' },
  },
]
