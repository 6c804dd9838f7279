import { crmMethod } from '../portal.ts'
import type { Method } from '../portal.ts'
import { describeLines } from './describe-fields.ts'
import { titleIn } from './russian-titles.ts'

type Entry = readonly [id: number, name: string, code?: string, letter?: string]

/** Lists of the vendor's own numbers: each under `crm.enum.` and its name. */
const ENUMS: Readonly<Record<string, readonly Entry[]>> = {
  ownertype: [
    [1, 'Lead', 'LEAD', 'L'],
    [2, 'Deal', 'DEAL', 'D'],
    [3, 'Contact', 'CONTACT', 'C'],
    [4, 'Company', 'COMPANY', 'CO'],
    [8, 'Details', 'REQUISITE', 'RQ'],
  ],
  'settings.mode': [
    [1, 'Classic CRM'],
    [2, 'Simple CRM'],
  ],
  activitytype: [
    [1, 'Meeting'],
    [2, 'Call'],
    [3, 'Task'],
    [4, 'E-mail'],
    [5, 'Action'],
    [6, 'User action'],
  ],
  activitystatus: [
    [1, 'Pending'],
    [2, 'Completed'],
    [3, 'Completed automatically'],
  ],
  activitypriority: [
    [1, 'Low'],
    [2, 'Normal'],
    [3, 'High'],
  ],
  activitydirection: [
    [1, 'Incoming'],
    [2, 'Outgoing'],
  ],
  activitynotifytype: [
    [0, 'None'],
    [1, 'Minutes'],
    [2, 'Hours'],
    [3, 'Days'],
  ],
  contenttype: [
    [1, 'Plain text'],
    [2, 'BB code'],
    [3, 'HTML'],
  ],
  addresstype: [
    [1, 'Actual address'],
    [4, 'Registered address'],
    [6, 'Legal address'],
    [9, 'Correspondence address'],
    [11, 'Delivery address'],
  ],
}

/** `crm.enum.*`. */
export function enumMethods(): readonly (readonly [string, Method])[] {
  const lists = Object.entries(ENUMS).map(([name, entries]) => {
    const list = crmMethod(({ portal }) => entries.map((entry) => formatEntry(portal.switches().language, entry)))
    return [`crm.enum.${name}`, list] as const
  })
  return [
    ...lists,
    ['crm.enum.getorderownertypes', crmMethod(() => ORDER_OWNERS)],
    ['crm.enum.fields', crmMethod(() => FIELDS)],
  ]
}

/** What an order can belong to. Keys are in lower case here, and only here. */
const ORDER_OWNERS = [{ attribute: 'DYN', code: 'DEAL', id: 2, name: 'Deal' }]

function formatEntry(language: 'en' | 'ru', [ID, NAME, code, letter]: Entry): unknown {
  return { ID, NAME: titleIn(language, NAME), SYMBOL_CODE: code ?? null, SYMBOL_CODE_SHORT: letter ?? null }
}

const FIELDS = describeLines(`
  ID int r ID
  NAME string r Name
  SYMBOL_CODE string r Symbol code
  SYMBOL_CODE_SHORT string r Short symbol code`)
