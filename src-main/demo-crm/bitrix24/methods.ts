import { activityMethods } from './crm/activities.ts'
import { activityBindingMethods } from './crm/activity-bindings.ts'
import { activityRegistryMethods } from './crm/activity-registries.ts'
import { activityTodoMethods } from './crm/activity-todos.ts'
import { addressMethods } from './crm/addresses.ts'
import { bankDetailMethods } from './crm/bank-details.ts'
import { cardMethods } from './crm/card-configurations.ts'
import { categoryMethods } from './crm/categories.ts'
import { companyContactMethods } from './crm/company-contacts.ts'
import { currencyMethods } from './crm/currencies.ts'
import { dealCategoryMethods } from './crm/deal-categories.ts'
import { duplicateMethods } from './crm/duplicates.ts'
import { crmTypes } from './crm/entities.ts'
import { enumMethods } from './crm/enum-methods.ts'
import { itemMethods } from './crm/item-methods.ts'
import { itemProductRowMethods } from './crm/item-product-rows.ts'
import { legacyRecordMethods } from './crm/legacy-records.ts'
import { linkMethods } from './crm/link-methods.ts'
import { presetFieldMethods } from './crm/preset-fields.ts'
import { presetMethods } from './crm/preset-methods.ts'
import { productRowMethods } from './crm/product-rows.ts'
import { requisiteLinkMethods } from './crm/requisite-links.ts'
import { requisiteMethods } from './crm/requisites.ts'
import { settingsMethods } from './crm/settings-methods.ts'
import { statusMethods } from './crm/status-methods.ts'
import { timelineBindingMethods } from './crm/timeline-bindings.ts'
import { timelineCommentMethods } from './crm/timeline-comments.ts'
import { userFieldMethods } from './crm/user-field-methods.ts'
import { eventMethods } from './events/event-methods.ts'
import { offlineMethods } from './events/offline-methods.ts'
import type { Method } from './portal.ts'
import { accessMethods } from './system/access-methods.ts'
import { optionMethods } from './system/option-methods.ts'
import { systemMethods } from './system/system-methods.ts'
import { userChangeMethods } from './system/user-changes.ts'
import { userMethods } from './system/user-methods.ts'

/** Every method of this portal by its name in lower case; `batch` stands apart, as it runs the others. */
export const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ...systemMethods(() => methods),
  ...accessMethods(),
  ...optionMethods(),
  ...userMethods(),
  ...userChangeMethods(),
  ...eventMethods(),
  ...offlineMethods(),
  ...crmTypes.flatMap(legacyRecordMethods),
  ...linkMethods(),
  ...companyContactMethods(),
  ...userFieldMethods(),
  ...cardMethods(),
  ...productRowMethods(),
  ...itemProductRowMethods(),
  ...categoryMethods(),
  ...dealCategoryMethods(),
  ...statusMethods(),
  ...itemMethods(),
  ...duplicateMethods(),
  ...timelineCommentMethods(),
  ...timelineBindingMethods(),
  ...activityMethods(),
  ...activityTodoMethods(),
  ...activityBindingMethods(),
  ...activityRegistryMethods(),
  ...requisiteMethods(),
  ...presetMethods(),
  ...presetFieldMethods(),
  ...requisiteLinkMethods(),
  ...bankDetailMethods(),
  ...currencyMethods(),
  ...addressMethods(),
  ...settingsMethods(),
  ...enumMethods(),
])
