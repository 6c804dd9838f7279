/** A deliberate mistake: one text in one file, replaced by another. */
export interface Mutant {
  readonly name: string
  readonly file: string
  readonly from: string
  readonly to: string
}

/** Mistakes that the simulator has to find. Each breaks one sentence of `src-main/core/sync` or `src-renderer/db`. */
export const mutants: readonly Mutant[] = [
  {
    name: 'writes the checkpoint before the page',
    file: 'src-renderer/db/apply-contacts.ts',
    from: '  const changed = await write(',
    to: "  await db.checkpoints.put({ accountId, entity: 'contacts', ...checkpoint, at: context.now() })\n  const changed = await write(",
  },
  {
    name: 'sends a create again without looking for it',
    file: 'src-main/core/sync/target-state.ts',
    from: "  return { kind: 'ambiguous', sentAfter,",
    to: "  if (state.kind === 'sending') return { kind: 'pending' }\n  return { kind: 'ambiguous', sentAfter,",
  },
  {
    name: 'does not write down that a request is leaving',
    file: 'src-main/core/sync/push.ts',
    from: '  context.journal.advance(sending)\n',
    to: '',
  },
  {
    name: 'does not remember which record a create has become',
    file: 'src-main/core/sync/push-creates.ts',
    from: "context.journal.identities.learn('contact', intent.contactId, result.remoteId)",
    to: 'continue',
  },
  {
    name: 'takes every failure for one without effect',
    file: 'src-main/core/sync/push.ts',
    from: "error instanceof AppError && error.details['reached'] === false",
    to: 'error instanceof AppError',
  },
  {
    name: 'never hands over what main may not have heard',
    file: 'src-renderer/db/hand-over.ts',
    from: '  if ((await db.outbox.where({ id: mutation.id }).count()) === 0) return\n',
    to: "  if (mutation.id !== '') return\n",
  },
  {
    name: 'does not ask whose account the token opens',
    file: 'src-main/core/sync/engine.ts',
    from: 'if (identity.remoteAccountId !== remoteAccountId) {',
    to: "if (identity.remoteAccountId === '') {",
  },
  {
    name: 'applies a page without putting pending edits on top',
    file: 'src-renderer/db/upsert-contacts.ts',
    from: 'pending.get(contact.id) ?? [])',
    to: '[])',
  },
  {
    name: 'settles without taking the new base',
    file: 'src-renderer/db/settle.ts',
    from: 'const upserted = await upsertContacts(context, accountId, contacts, own)',
    to: 'const upserted = contacts.map(({ id }) => id)',
  },
  {
    name: 'overwrites what a colleague has written meanwhile',
    file: 'src-shared/sync/review-edit.ts',
    from: 'if (isSame(theirs, from)) return applies',
    to: 'if (!isSame(theirs, to)) return applies',
  },
  {
    name: 'puts the whole of an address over what a colleague has written',
    file: 'src-shared/sync/merge-custom.ts',
    from: '  const parts = toParts(theirs, merge)',
    to: '  const parts = toParts(to, merge)',
  },
  {
    name: 'takes off the options that a colleague has chosen',
    file: 'src-shared/sync/merge-custom.ts',
    from: 'const kept = without(theirs, without(from, to))',
    to: 'const kept = from.length === 0 ? theirs : []',
  },
  {
    name: "pulls by the device's clock",
    file: 'src-main/core/connectors/amocrm/account-state.ts',
    from: 'return Math.floor(heardAt(context) / 1000)',
    to: 'return Math.floor(context.clock.now() / 1000)',
  },
  {
    name: 'tells a refused edit as applied',
    file: 'src-main/core/sync/deliver.ts',
    from: "  if (state.kind === 'set-aside') return state",
    to: "  if (state.kind === 'set-aside') return { kind: 'applied' }",
  },
  {
    name: 'skips the journal fsync',
    file: 'src-main/core/sync/journal-schema.ts',
    from: 'PRAGMA synchronous = FULL',
    to: 'PRAGMA synchronous = OFF',
  },
  {
    name: 'lets two syncs of one account send side by side',
    file: 'src-main/core/sync/scheduler.ts',
    from: '    this.#isWanted = true\n    if (reason',
    to: '    this.#isWanted = true\n    void this.#syncOnce()\n    if (reason',
  },
  {
    name: 'forgets the marker',
    file: 'src-main/core/connectors/amocrm/marker.ts',
    from: 'values: [{ value: uuidOf(key) ?? key }]',
    to: 'values: [{ value: String(key).slice(0, 3) }]',
  },
  {
    name: 'confirms a large bulk edit before its rows are written',
    file: 'src-renderer/db/settle.ts',
    from: '    await spreadOver(db, [',
    to: '    await Promise.resolve([',
  },
  {
    name: 'takes a large bulk edit for spread after its first slice',
    file: 'src-renderer/db/spread.ts',
    from: '    await dropUnspread(db, unspread, ids)\n',
    to: '    await dropUnspread(db, unspread, [...ids, ...leftOf(unspread)])\n',
  },
  {
    name: 'sends a bulk edit for its first group of contacts alone',
    file: 'src-shared/domain/bulk-edit.ts',
    from: 'bulk.groups.flatMap(({ contactIds }) => contactIds)',
    to: 'bulk.groups.slice(0, 1).flatMap(({ contactIds }) => contactIds)',
  },
  {
    name: 'adopting drops later edits',
    file: 'src-renderer/db/adopt-contact.ts',
    from: 'await inTurn(context.db, () => finishAdoption(context, main, mutationId))',
    to: 'await cancelMutation(context, main, mutationId)',
  },
  {
    name: 'sends a note or a task again without looking for it',
    file: 'src-main/core/sync/resolve-neighbour-doubts.ts',
    from: 'fingerprintOfNeighbour(one) === state.fingerprint',
    to: 'fingerprintOfNeighbour(one) === `${state.fingerprint}?`',
  },
]
