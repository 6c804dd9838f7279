import { crmTypes, REQUISITE_FIELDS, wordsOf } from '../crm/entities.ts'

const DEEDS = ['ADD', 'UPDATE', 'DELETE']
const USER_FIELD_DEEDS = [...DEEDS, 'SETENUMVALUES']

const ofRecords = crmTypes.flatMap((type) => DEEDS.map((deed) => `ONCRM${wordsOf(type).event}${deed}`))
const ofUserFields = [...crmTypes.map(wordsOf), REQUISITE_FIELDS].flatMap(({ event }) => {
  return USER_FIELD_DEEDS.map((deed) => `ONCRM${event}USERFIELD${deed}`)
})
const ofTimeline = ['ACTIVITY', 'TIMELINECOMMENT'].flatMap((what) => DEEDS.map((deed) => `ONCRM${what}${deed}`))

/** A deal has gone to another pipeline, which is a change of it besides. */
export const MOVED_TO_CATEGORY = 'ONCRMDEALMOVETOCATEGORY'

/** Events of the CRM that this portal raises. */
export const crmEvents: readonly string[] = [...ofRecords, MOVED_TO_CATEGORY, ...ofUserFields, ...ofTimeline]
/** Events that every application may bind. They are never raised here. */
export const basicEvents: readonly string[] = [
  'ONAPPUNINSTALL',
  'ONAPPINSTALL',
  'ONAPPUPDATE',
  'ONAPPPAYMENT',
  'ONOFFLINEEVENT',
]

/** Does the portal know this event? */
export function isEvent(name: string): boolean {
  return crmEvents.includes(name) || basicEvents.includes(name)
}
