import { DEAL, LEAD } from './entities.ts'
import type { CrmType } from './entities.ts'

/** Names of crm.item that do not follow from the old ones. */
const SPECIAL: Readonly<Record<string, string>> = {
  DATE_CREATE: 'createdTime',
  DATE_MODIFY: 'updatedTime',
  CREATED_BY_ID: 'createdBy',
  MODIFY_BY_ID: 'updatedBy',
  MOVED_BY_ID: 'movedBy',
}
const OF_LEADS: Readonly<Record<string, string>> = { STATUS_ID: 'stageId', STATUS_SEMANTIC_ID: 'stageSemanticId' }

/** The name that crm.item has for a field. */
export function itemName(type: CrmType, name: string): string {
  if (type === LEAD && OF_LEADS[name] !== undefined) return OF_LEADS[name]
  return SPECIAL[name] ?? (name.startsWith('UF_CRM_') ? userFieldName(name) : camel(name))
}

/** `upperName` in descriptions: what a deal calls a stage is the same everywhere. */
export function upperName(type: CrmType, name: string): string {
  const special: Readonly<Record<string, string>> = {
    DATE_CREATE: 'CREATED_TIME',
    DATE_MODIFY: 'UPDATED_TIME',
    CREATED_BY_ID: 'CREATED_BY',
    MODIFY_BY_ID: 'UPDATED_BY',
    MOVED_BY_ID: 'MOVED_BY',
    ...(type === LEAD ? { STATUS_ID: 'STAGE_ID', STATUS_SEMANTIC_ID: 'STAGE_SEMANTIC_ID' } : {}),
  }
  return special[name] ?? name
}

/**
 * The name of a field whichever way a list was asked for it: the server turns all of them into `upperName` anyway, so that
 * `ORIGINATOR_ID` is as good as `originatorId` in filter, order and select. User fields keep their original names beside.
 */
export function anyName(known: ReadonlyMap<string, unknown>, name: string): string {
  if (known.has(name) || !/^[A-Z][A-Z0-9_]*$/.test(name)) return name
  return name.startsWith('UF_CRM_') ? userFieldName(name) : camel(name)
}

/** Names that crm.item does not have: lists of links go by names of their own there, and a trace is for old methods alone. */
export function isOfItems(type: CrmType, name: string): boolean {
  if (['COMPANY_IDS', 'CONTACT_IDS', 'TRACE'].includes(name)) return false
  return !(type === DEAL && name === 'STATUS_ID')
}

/** `UF_CRM_3_DIGIT` is `ufCrm3Digit`; what is nothing but a number, or mixes cases, keeps its tail after an underscore. */
function userFieldName(name: string): string {
  const tail = name.slice('UF_CRM_'.length)
  if (/^\d+$/.test(tail) || /[a-z]/.test(tail)) return `ufCrm_${tail}`
  return `ufCrm${camel(tail).replace(/^./, (letter) => letter.toUpperCase())}`
}

function camel(name: string): string {
  return name.toLowerCase().replaceAll(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase())
}
