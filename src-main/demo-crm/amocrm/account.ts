import { hal } from './answers.ts'
import { nowSeconds, type AmoContext, type Handler } from './context.ts'
import { readWith } from './list-parameters.ts'
import { offsetText } from './time-zone.ts'

/**
 * GET /account
 * @source https://www.amocrm.ru/developers/content/crm_platform/account-info
 */
export const getAccount: Handler = (context, { call, user }) => {
  const { account } = context
  const withs = readWith(call.query)
  const embedded = embeddedParts(context, withs)
  return hal({
    id: account.id,
    name: account.name,
    subdomain: account.subdomain,
    created_at: account.createdAt,
    created_by: 0,
    updated_at: account.createdAt,
    updated_by: 0,
    current_user_id: user.id,
    country: 'RU',
    currency: 'RUB',
    currency_symbol: '₽',
    customers_mode: context.switches().customersMode,
    is_unsorted_on: true,
    mobile_feature_version: 0,
    is_loss_reason_enabled: true,
    is_helpbot_enabled: false,
    is_technical_account: false,
    contact_name_display_order: 1,
    language: 'ru',
    ...rootParts(context, withs, call.base),
    _links: { self: { href: `${call.base}/api/v4/account` } },
    ...(Object.keys(embedded).length > 0 ? { _embedded: embedded } : {}),
  })
}

function rootParts(context: AmoContext, withs: ReadonlySet<string>, base: string): Readonly<Record<string, unknown>> {
  const { account } = context
  const parts: Readonly<Record<string, unknown>> = {
    amojo_id: account.amojoId,
    uuid: account.uuid,
    version: 11,
    drive_url: base,
    is_api_filter_enabled: context.switches().apiFilter,
    invoices_settings: { lang: 'ru', invoices_catalog_id: null },
    entity_names: {
      contacts: { ru: { gender: 'm', plural_form: { default: 'контакты' }, singular_form: { default: 'контакт' } } },
    },
  }
  return pick(parts, withs)
}

function embeddedParts(context: AmoContext, withs: ReadonlySet<string>): Readonly<Record<string, unknown>> {
  const parts: Readonly<Record<string, unknown>> = {
    amojo_rights: { can_direct: true, can_create_groups: true },
    users_groups: context.store.directory.userGroups().map(({ id, name, uuid }) => ({ id, name, uuid })),
    task_types: [
      { id: 1, name: 'Связаться', color: null, icon_id: null, code: 'FOLLOW_UP' },
      { id: 2, name: 'Встреча', color: null, icon_id: null, code: 'MEETING' },
    ],
    datetime_settings: {
      date_pattern: 'd.m.Y H:i',
      short_date_pattern: 'd.m.Y',
      short_time_pattern: 'H:i',
      date_format: 'd.m.Y',
      time_format: 'H:i:s',
      timezone: context.switches().timeZone,
      timezone_offset: offsetText(context.switches().timeZone, nowSeconds(context)),
    },
  }
  return pick(parts, withs)
}

function pick(parts: Readonly<Record<string, unknown>>, wanted: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parts).filter(([name]) => wanted.has(name)))
}
