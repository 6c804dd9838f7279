import { Dexie, type EntityTable, type Table } from 'dexie'
import type { FieldDefinition, FieldOwner, FormGroup, Pipeline, TaskType, User } from '#shared/domain/directory.ts'
import type {
  AccountId,
  CompanyId,
  ContactId,
  FieldId,
  ImportId,
  MutationId,
  NeighbourId,
  RecordId,
  UserId,
} from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { indexLogMiddleware, type IndexLogRow } from './index-log.ts'
import { packedContactsMiddleware } from './packed-contacts.ts'
import type { RowsChanged } from './rows-channel.ts'
import type {
  CheckpointRow,
  CompanyRow,
  ContactRow,
  EntityName,
  HistoryRow,
  ImportPartRow,
  ImportRow,
  IndexPartRow,
  LinkedNameRow,
  MutationRow,
  NeighbourRow,
  PreferenceRow,
  SpreadRow,
  TagRow,
  TargetRow,
} from './rows.ts'

/**
 * The whole contact base of this device, its outbox and its checkpoints. Ids begin with their account, and every row
 * carries it: nothing can cross from one CRM to another.
 */
export class CacheDb extends Dexie {
  declare readonly contacts: Table<ContactRow, ContactId>
  declare readonly companies: Table<CompanyRow, CompanyId>
  declare readonly users: Table<User, UserId>
  declare readonly fields: Table<FieldDefinition, [AccountId, FieldId]>
  declare readonly fieldGroups: Table<FormGroup, [AccountId, FieldOwner, string]>
  declare readonly tags: Table<TagRow, [AccountId, string]>
  declare readonly linkedNames: Table<LinkedNameRow, [AccountId, string]>
  declare readonly pipelines: Table<Pipeline, [AccountId, string]>
  declare readonly taskTypes: Table<TaskType, [AccountId, string]>
  declare readonly outbox: EntityTable<MutationRow, 'seq'>
  declare readonly targets: Table<TargetRow, [MutationId, RecordId]>
  declare readonly neighbours: Table<NeighbourRow, NeighbourId>
  declare readonly spreads: Table<SpreadRow, MutationId>
  declare readonly checkpoints: Table<CheckpointRow, [AccountId, EntityName]>
  declare readonly history: EntityTable<HistoryRow, 'seq'>
  declare readonly imports: Table<ImportRow, ImportId>
  declare readonly importParts: Table<ImportPartRow, [ImportId, number]>
  declare readonly preferences: Table<PreferenceRow, string>
  declare readonly indexParts: Table<IndexPartRow, string>
  declare readonly indexLog: Table<IndexLogRow, number, RowsChanged>

  /** A later version of the app owns what is here: it is shown and left as it is. */
  isReadOnly = false

  /** A bulk edit of more contacts is accepted as one record, and its rows are written later. */
  rowsAtOnce = 200

  constructor(name: string) {
    // What an answer to main or to the user calls durable has to be on the disk: Chromium's default is the OS's buffer.
    // Dexie's own cache of answers would not hear of rows that are written without telling anybody (`tellNobody`).
    super(name, { chromeTransactionDurability: 'strict', cache: 'disabled' })
    // v1: first release. A contact or company not yet in the CRM has no remoteId and so is absent from that index,
    // which is not unique: a page that tells of one record under two ids must not stop the pull. A target that is not
    // set aside has no `problem` and is absent from that index: what waits for the user is found without a walk.
    this.version(1).stores({
      contacts: 'id, accountId, [accountId+remoteId]',
      companies: 'id, accountId, [accountId+remoteId]',
      users: 'id, accountId',
      fields: '[accountId+id], accountId',
      tags: '[accountId+name], accountId',
      outbox: '++seq, &id, accountId, state',
      targets: '[mutationId+contactId], mutationId, contactId, accountId, problem.kind',
      checkpoints: '[accountId+entity], accountId',
      preferences: 'name',
    })
    // v2: the user decides on conflicts contact by contact, and can look at what was decided. A target that nobody has
    // given up has no `givenUp` and is absent from that index: what main still has to hear of is found without a walk.
    this.version(2).stores({
      targets: '[mutationId+contactId], mutationId, contactId, accountId, problem.kind, givenUp.at',
      history: '++seq, accountId',
    })
    // v3: neither a large bulk edit nor a start touches every row. Such an edit is one record at first; its targets and views
    // come slice by slice, and `spreads` says how far. The contact index is kept beside the rows that it was made of, with a
    // log of what changed since: both can be thrown away, and the index is built anew then.
    this.version(3).stores({ spreads: 'mutationId, accountId', indexParts: 'key', indexLog: '++seq' })
    // v4: each index is an entry more to be written with every row of a pull, or of a large bulk edit. Ids begin with their
    // account, so that what stands for it here is a range of them, as the targets of a mutation are one of their keys. Nobody
    // looked a row up by its remote id, or a target by its account.
    this.version(4).stores({
      contacts: 'id',
      companies: 'id',
      targets: '[mutationId+contactId], contactId, problem.kind, givenUp.at',
    })
    // v5: contacts that come in a row lie several in a record. Those that are here stay as they are.
    this.version(5).stores({ contactPacks: '[last+first+size]' })
    // v6 and v7: a target is any record, not only a contact, so its key has another name. A key cannot be changed where it
    // is: the rows move to a table of another name and back. A neighbour is found by the contacts that it is about.
    this.version(6)
      .stores({ movedTargets: '[mutationId+recordId]', targets: null, neighbours: 'id, *aboutIds' })
      .upgrade(async (transaction) => {
        const rows: readonly OldTargetRow[] = await transaction.table('targets').toArray()
        await transaction.table('movedTargets').bulkAdd(rows.map(toTargetRow))
      })
    this.version(7)
      .stores({ movedTargets: null, targets: '[mutationId+recordId], recordId, problem.kind, givenUp.at' })
      .upgrade(async (transaction) => {
        await transaction.table('targets').bulkAdd(await transaction.table('movedTargets').toArray())
      })
    // v8: deals stand beside contacts as notes and tasks do; the ways they go are a small list.
    this.version(8).stores({ pipelines: '[accountId+id], accountId' })
    // v9: names of what contacts refer to by number, as they were last told: a card shows them without a network.
    this.version(9).stores({ linkedNames: '[accountId+key], accountId' })
    // v10: the types of tasks are a small list as well.
    this.version(10).stores({ taskTypes: '[accountId+id], accountId' })
    // v11: a table of contacts is accepted part by part; what is not accepted yet outlives a kill.
    this.version(11).stores({ imports: 'id, accountId', importParts: '[importId+at]' })
    // v12: the sections of forms are a small list of their own: some are empty, and no field tells of them.
    this.version(12).stores({ fieldGroups: '[accountId+of+id], accountId' })
    this.use(packedContactsMiddleware)
    this.use(indexLogMiddleware)
    this.use({
      stack: 'dbcore',
      name: 'read-only',
      create: (core) => ({
        ...core,
        transaction: (tables, mode, options) => {
          if (this.isReadOnly && mode === 'readwrite') throw readOnly()
          return core.transaction(tables, mode, options)
        },
      }),
    })
  }

  /** From here on whatever would write is refused with `state/refused`, reason `read-only`. */
  refuseWrites(): void {
    this.isReadOnly = true
  }
}

/** As v1 to v5 knew it. */
type OldTargetRow = Omit<TargetRow, 'recordId'> & { readonly contactId: ContactId }

const toTargetRow = ({ contactId, ...row }: OldTargetRow): TargetRow => ({ ...row, recordId: contactId })

const readOnly = () => new AppError('state/refused', 'this cache is only shown', { details: { reason: 'read-only' } })
