import type { MethodCall } from '../portal.ts'
import type { FieldMap } from '../store/item-store.ts'
import { describeField, describeLines } from './describe-fields.ts'
import { defineFields } from './system-fields.ts'

/** Fields of an activity that are one value each. */
export const activityFields = new Map(
  defineFields(`
    ID integer r ID
    OWNER_ID integer - Owner ID
    OWNER_TYPE_ID crm_enum_ownertype - Owner type
    TYPE_ID crm_enum_activitytype i Type
    PROVIDER_ID string - Provider
    PROVIDER_TYPE_ID string - Provider type
    PROVIDER_GROUP_ID string - Connector type
    ASSOCIATED_ENTITY_ID integer r Associated item
    SUBJECT string - Subject
    CREATED datetime r Created on
    LAST_UPDATED datetime r Updated on
    START_TIME datetime - Start
    END_TIME datetime - End
    DEADLINE datetime - Deadline
    COMPLETED char - Completed
    STATUS crm_enum_activitystatus - Status
    RESPONSIBLE_ID user - Responsible person
    PRIORITY crm_enum_activitypriority - Priority
    NOTIFY_TYPE crm_enum_activitynotifytype - Reminder type
    NOTIFY_VALUE integer - Reminder
    DESCRIPTION string - Description
    DESCRIPTION_TYPE crm_enum_contenttype - Description type
    DIRECTION crm_enum_activitydirection - Direction
    LOCATION string - Location
    ORIGINATOR_ID string - Data source
    ORIGIN_ID string - Item ID in data source
    AUTHOR_ID user r Created by
    EDITOR_ID user r Modified by
    RESULT_MARK integer - Result mark
    RESULT_STATUS integer - Result status
    RESULT_STREAM integer - Result stream
    AUTOCOMPLETE_RULE integer - Automatic completion`).map((field) => [field.name, field]),
)

/** What an activity has of which nobody says anything. */
export const usualActivity: FieldMap = {
  ...{
    PRIORITY: '2',
    STATUS: '1',
    COMPLETED: 'N',
    DESCRIPTION: '',
    DESCRIPTION_TYPE: '1',
    DIRECTION: '0',
    LOCATION: '',
  },
  ...{ NOTIFY_TYPE: '0', NOTIFY_VALUE: '0', RESULT_MARK: '0', RESULT_STATUS: '0', RESULT_STREAM: '0' },
  ...{ AUTOCOMPLETE_RULE: '0', ASSOCIATED_ENTITY_ID: '0' },
}

/** What holds nothing here, or stands in a list beside the rest, is described all the same. */
export function describeActivities(call: MethodCall): Readonly<Record<string, unknown>> {
  const own = [...activityFields].map(([name, field]) => [name, describeField(call, field)])
  const others = describeLines(`
    SETTINGS object - Settings
    PROVIDER_PARAMS object - Provider parameters
    PROVIDER_DATA string - Provider data
    RESULT_VALUE double - Result
    RESULT_SUM double - Result amount
    RESULT_CURRENCY_ID string - Result currency
    RESULT_SOURCE_ID string - Result source
    BINDINGS crm_activity_binding rm Bindings
    COMMUNICATIONS crm_activity_communication m Communications
    FILES diskfile m Files
    WEBDAV_ELEMENTS diskfile m Files (old)
    IS_INCOMING_CHANNEL char r From an incoming channel`)
  return { ...(Object.fromEntries(own) as Readonly<Record<string, unknown>>), ...others }
}

export const communicationFields = describeLines(`
  ID integer r ID
  ACTIVITY_ID integer r Activity
  ENTITY_ID integer - Entity ID
  ENTITY_TYPE_ID integer - Entity type
  TYPE string - Type
  VALUE string - Value`)
