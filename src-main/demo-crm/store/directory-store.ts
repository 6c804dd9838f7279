import type {
  EntityName,
  FieldDefinition,
  FieldGroup,
  FieldOption,
  FieldType,
  User,
  UserGroup,
  UserRights,
} from './records.ts'
import { int, json, optionalText, text } from './sql.ts'
import type { Sql, SqlRow } from './sql.ts'

/** What changes seldom: users, their groups, field definitions. Read once, kept in memory, written through. */
export class DirectoryStore {
  readonly #sql: Sql
  #fields: readonly FieldDefinition[] | undefined
  #users: readonly User[] | undefined

  constructor(sql: Sql) {
    this.#sql = sql
  }

  users(): readonly User[] {
    this.#users ??= this.#sql.all('SELECT * FROM users ORDER BY id').map(toUser)
    return this.#users
  }

  user(id: number): User | undefined {
    return this.users().find((user) => user.id === id)
  }

  userGroups(): UserGroup[] {
    return this.#sql
      .all('SELECT * FROM user_groups ORDER BY id')
      .map((row) => ({ id: int(row, 'id'), name: text(row, 'name'), uuid: text(row, 'uuid') }))
  }

  addUserGroup(group: UserGroup): void {
    this.#sql.run('INSERT INTO user_groups (id, name, uuid) VALUES (?, ?, ?)', group.id, group.name, group.uuid)
  }

  addUser(user: User): void {
    const sql = `INSERT INTO users (id, name, email, lang, group_id, is_admin, is_active, uuid, phone)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
    const [isAdmin, isActive] = [user.isAdmin ? 1 : 0, user.isActive ? 1 : 0]
    this.#sql.run(
      sql,
      ...[user.id, user.name, user.email, user.lang, user.groupId, isAdmin, isActive, user.uuid, user.phone],
    )
    this.#users = undefined
  }

  /** Changes what a user is allowed, or whether they are there at all. */
  changeUser(id: number, change: Pick<User, 'isAdmin' | 'isActive' | 'rights'>): void {
    const rights = change.rights === undefined ? null : JSON.stringify(change.rights)
    const sql = 'UPDATE users SET is_admin = ?, is_active = ?, rights = ? WHERE id = ?'
    this.#sql.run(sql, change.isAdmin ? 1 : 0, change.isActive ? 1 : 0, rights, id)
    this.#users = undefined
  }

  /** Definitions of one entity, in the order of the card. */
  fields(entity: EntityName): readonly FieldDefinition[] {
    return this.#allFields().filter((field) => field.entity === entity)
  }

  field(entity: EntityName, id: number): FieldDefinition | undefined {
    return this.#allFields().find((field) => field.id === id && field.entity === entity)
  }

  fieldByCode(entity: EntityName, code: string): FieldDefinition | undefined {
    return this.#allFields().find((field) => field.code === code && field.entity === entity)
  }

  fieldGroups(entity: EntityName): FieldGroup[] {
    return this.#sql.all('SELECT * FROM field_groups WHERE entity = ? ORDER BY sort', entity).map((row) => ({
      id: text(row, 'id'),
      entity,
      name: text(row, 'name'),
      sort: int(row, 'sort'),
      isPredefined: int(row, 'is_predefined') === 1,
    }))
  }

  /** Adds or replaces a group. */
  putFieldGroup(group: FieldGroup): void {
    const sql = 'REPLACE INTO field_groups (id, entity, name, sort, is_predefined) VALUES (?, ?, ?, ?, ?)'
    this.#sql.run(sql, group.id, group.entity, group.name, group.sort, group.isPredefined ? 1 : 0)
  }

  /** Removes a group; its fields go to the first one. */
  deleteFieldGroup(entity: EntityName, id: string): void {
    this.#sql.run('DELETE FROM field_groups WHERE entity = ? AND id = ?', entity, id)
    this.#sql.run(`UPDATE fields SET group_id = 'default' WHERE entity = ? AND group_id = ?`, entity, id)
    this.#fields = undefined
  }

  /** The largest id of any definition; 0 when there is none. */
  lastFieldId(): number {
    return Math.max(0, ...this.#allFields().map(({ id }) => id))
  }

  /** Adds or replaces a definition. */
  putField(field: FieldDefinition): void {
    const sql = `REPLACE INTO fields (id, entity, name, code, type, sort, group_id, is_predefined, currency, remind, enums,
      is_required) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
    const options = field.options === null ? null : JSON.stringify(field.options)
    this.#sql.run(
      sql,
      ...[field.id, field.entity, field.name, field.code, field.type, field.sort, field.groupId],
      ...[field.isPredefined ? 1 : 0, field.currency, field.remind, options, field.isRequired === true ? 1 : 0],
    )
    this.#fields = undefined
  }

  /** Removes a definition. Stored values stay behind unseen, as they do at the vendor until it cleans up. */
  deleteField(id: number): void {
    this.#sql.run('DELETE FROM fields WHERE id = ?', id)
    this.#fields = undefined
  }

  #allFields(): readonly FieldDefinition[] {
    this.#fields ??= this.#sql.all('SELECT * FROM fields ORDER BY sort, id').map(toField)
    return this.#fields
  }
}

function toUser(row: SqlRow): User {
  return {
    id: int(row, 'id'),
    name: text(row, 'name'),
    email: text(row, 'email'),
    lang: text(row, 'lang'),
    groupId: int(row, 'group_id'),
    isAdmin: int(row, 'is_admin') === 1,
    isActive: int(row, 'is_active') === 1,
    uuid: text(row, 'uuid'),
    phone: optionalText(row, 'phone'),
    ...(optionalText(row, 'rights') === null ? {} : { rights: json<UserRights>(row, 'rights') }),
  }
}

function toField(row: SqlRow): FieldDefinition {
  return {
    id: int(row, 'id'),
    entity: text(row, 'entity') as EntityName,
    name: text(row, 'name'),
    code: optionalText(row, 'code'),
    type: text(row, 'type') as FieldType,
    sort: int(row, 'sort'),
    groupId: optionalText(row, 'group_id'),
    isPredefined: int(row, 'is_predefined') === 1,
    currency: optionalText(row, 'currency'),
    remind: optionalText(row, 'remind'),
    options: optionalText(row, 'enums') === null ? null : json<FieldOption[]>(row, 'enums'),
    ...(int(row, 'is_required') === 1 ? { isRequired: true } : {}),
  }
}
