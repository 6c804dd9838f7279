import type { Sql } from '../../store/sql.ts'
import { BindingStore } from './binding-store.ts'
import { ItemStore } from './item-store.ts'
import { MultifieldStore } from './multifield-store.ts'
import type {
  Address,
  Currency,
  DealCategory,
  EventBinding,
  OpenLineChat,
  PortalUser,
  Status,
  UserField,
} from './portal-rows.ts'
import { RowStore } from './row-store.ts'

/** Everything that the portal remembers. */
export type PortalStore = {
  readonly sql: Sql
  readonly items: ItemStore
  readonly multifields: MultifieldStore
  readonly bindings: BindingStore
  readonly users: RowStore<PortalUser>
  readonly statuses: RowStore<Status>
  readonly userFields: RowStore<UserField>
  readonly eventBindings: RowStore<EventBinding>
  readonly chats: RowStore<OpenLineChat>
  readonly addresses: RowStore<Address>
  readonly currencies: RowStore<Currency>
  readonly dealCategories: RowStore<DealCategory>
}

/** Over tables that exist. */
export function createPortalStore(sql: Sql): PortalStore {
  return {
    sql,
    items: new ItemStore(sql),
    multifields: new MultifieldStore(sql),
    bindings: new BindingStore(sql),
    users: new RowStore(sql, 'users'),
    statuses: new RowStore(sql, 'statuses'),
    userFields: new RowStore(sql, 'user_fields'),
    eventBindings: new RowStore(sql, 'event_bindings'),
    chats: new RowStore(sql, 'chats'),
    addresses: new RowStore(sql, 'addresses'),
    currencies: new RowStore(sql, 'currencies'),
    dealCategories: new RowStore(sql, 'deal_categories'),
  }
}
