import { RestError } from './rest-error.ts'

/**
 * Families of methods that the vendor has and this portal has not: a call of one is told so, rather than that there is no
 * such method. What is in neither list is the vendor's 404.
 */
const FAMILIES =
  'crm.activity.configurable crm.automatedsolution crm.automation crm.calllist crm.catalog crm.contact.merge crm.deal.recurring crm.documentgenerator crm.duplicate crm.entity crm.externalchannel crm.invoice crm.item.delivery crm.item.payment crm.item.productrow crm.item.import crm.item.batchimport crm.livefeedmessage crm.measure crm.orderentity crm.paysystem crm.persontype crm.product crm.productrow crm.productsection crm.quote crm.sitebutton crm.stagehistory crm.timeline crm.tracking crm.type crm.userfield.type crm.vat crm.webform user.userfield user.counters userfieldconfig imopenlines imconnector im imbot tasks task disk calendar department entity lists landing log mailservice messageservice placement pull rpa sale salescenter sonet_group socialnetwork telephony timeman userconsent voximplant bizproc biconnector catalog documentgenerator sign vote ai main mobile'.split(
    ' ',
  )

/** Does the name, in lower case, belong to one of them? */
export function isOfVendor(method: string): boolean {
  return FAMILIES.some((family) => method.startsWith(`${family}.`))
}

/** What is said instead of an answer, also within a batch. */
export function notEmulatedError(method: string): RestError {
  const text = `The demo CRM does not emulate ${method}. See src-main/demo-crm/README.md.`
  return new RestError(text, 'NOT_EMULATED', 501)
}
