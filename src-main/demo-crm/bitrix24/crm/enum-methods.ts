import { dealCategories } from '../seed/directory-data.ts'
import { crmMethod } from '../portal.ts'
import type { Method, MethodCall } from '../portal.ts'
import { asInt } from '../protocol/parameters.ts'
import { RestError } from '../protocol/rest-error.ts'
import { describeLines } from './describe-fields.ts'
import { DEAL } from './entities.ts'

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

/** `crm.enum.*`, and the pipelines of deals. */
export function enumMethods(): readonly (readonly [string, Method])[] {
  const lists = Object.entries(ENUMS).map(([name, entries]) => {
    return [`crm.enum.${name}`, crmMethod(() => entries.map(formatEntry))] as const
  })
  return [
    ...lists,
    ['crm.enum.getorderownertypes', crmMethod(() => ORDER_OWNERS)],
    ['crm.enum.fields', crmMethod(() => FIELDS)],
    ['crm.category.list', crmMethod(categories)],
  ]
}

/** What an order can belong to. Keys are in lower case here, and only here. */
const ORDER_OWNERS = [{ attribute: 'DYN', code: 'DEAL', id: 2, name: 'Deal' }]

function formatEntry([ID, NAME, code, letter]: Entry): unknown {
  return { ID, NAME, SYMBOL_CODE: code ?? null, SYMBOL_CODE_SHORT: letter ?? null }
}

/** Of the kinds here only deals have pipelines. */
function categories({ params }: MethodCall): unknown {
  const type = asInt(params['entityTypeId'])
  if (type !== DEAL) throw new RestError('Entity type does not support categories', 'ENTITY_TYPE_NOT_SUPPORTED')
  return {
    categories: dealCategories.map((category) => ({
      ...{ ...category, entityTypeId: DEAL, isDefault: category.id === 0 ? 'Y' : 'N' },
      ...{ originId: '', originatorId: '' },
    })),
  }
}

const FIELDS = describeLines(`
  ID int r ID
  NAME string r Name
  SYMBOL_CODE string r Symbol code
  SYMBOL_CODE_SHORT string r Short symbol code`)
