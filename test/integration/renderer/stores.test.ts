import { createPinia, setActivePinia } from 'pinia'
import { describe, expect, test, vi } from 'vitest'
import { applyCompanies } from '#renderer/db/apply-companies.ts'
import type { Services } from '#renderer/stores/services.ts'
import { provideServices, useServices } from '#renderer/stores/services.ts'
import { useAppStore } from '#renderer/stores/app-store.ts'
import type { useContactListStore } from '#renderer/stores/contact-list-store.ts'
import { useContactStore } from '#renderer/stores/contact-store.ts'
import { useDirectoryStore } from '#renderer/stores/directory-store.ts'
import { useOutboxStore } from '#renderer/stores/outbox-store.ts'
import { usePreferencesStore } from '#renderer/stores/preferences-store.ts'
import { useSyncStore } from '#renderer/stores/sync-store.ts'
import { mutationId } from '#test/support/contacts.ts'
import { account, contactId, refusal } from '#test/support/cache-base.ts'
import { applyNames, companyId, someSearch } from '#test/support/search-base.ts'
import { OnlineMain, openWindow, someAccount } from '#test/support/window-base.ts'

const nameAt = (list: ReturnType<typeof useContactListStore>, index: number) => list.rowAt(index)?.fullName

describe('useAppStore', () => {
  test('is ready with what main tells, and is the store', async () => {
    const { app, main } = await openWindow({ 1: 'Anna' })

    await vi.waitFor(() => expect(app.isStore).toBe(true))
    expect(app).toMatchObject({ status: 'ready', connection: 'online', accounts: [someAccount], failure: null })
    expect(main.asked('store/attach')).toHaveLength(1)
  })

  test('says why when the cache cannot be opened', async () => {
    const { context, search, rows } = someSearch()
    vi.spyOn(context.db, 'open').mockRejectedValue(new DOMException('newer', 'VersionError'))
    provideServices({ context, search, rows, main: new OnlineMain() } as unknown as Services)
    setActivePinia(createPinia())
    const app = useAppStore()

    await app.start()

    expect(app).toMatchObject({
      status: 'failed',
      failure: { code: 'storage/failed', details: { reason: 'outdated' } },
    })
  })

  test('forgets the cache of an account that signed out', async () => {
    const { app, context } = await openWindow({ 1: 'Anna' })

    await app.signOut(account)

    expect(app.accounts).toEqual([])
    expect(await context.db.contacts.count()).toBe(0)
  })

  test('repeats nothing that main said of its sync once the line is cut', async () => {
    const phase = { kind: 'pushing', left: 99_250 } as const
    const { main } = await openWindow({ 1: 'Anna' }, [
      { accountId: account, phase, timeLeftMs: null, syncedAt: null, stalled: null },
    ])
    const sync = useSyncStore()
    const before = sync.phase

    main.cut()

    expect([before, sync.phase]).toEqual([phase, { kind: 'cut' }])
  })

  test('knows when all was last as the CRM has it, though main has begun a moment ago and reaches nobody', async () => {
    const status = { phase: { kind: 'offline' }, timeLeftMs: null, syncedAt: null, stalled: null } as const
    const { context } = await openWindow({ 1: 'Anna' }, [{ accountId: account, ...status }])
    const written = await context.db.checkpoints.get([account, 'contacts'])

    const sync = useSyncStore()

    expect(written?.at).toBeGreaterThan(0)
    await vi.waitFor(() => expect(sync.syncedAt).toBe(written?.at))
  })

  test('signs no account out whose edits this window has not handed over', async () => {
    const { app, context, main } = await openWindow({ 1: 'Anna' })
    await context.db.outbox.add({ id: mutationId(1), accountId: account, state: 'saving', mutation: {} })

    await expect(app.signOut(account)).rejects.toMatchObject({ details: { reason: 'pending-edits', pending: 1 } })

    expect(main.asked('accounts/sign-out')).toEqual([])
    expect(await context.db.contacts.count()).toBe(1)
  })
})

describe('useContactListStore', () => {
  test('shows lines, follows the text and the cache', async () => {
    const { list, context } = await openWindow({ 1: 'Olga', 2: 'Anna' })
    await list.loadRange(0, 2)
    const before = [nameAt(list, 0), nameAt(list, 1)]

    list.text = 'vera'
    await vi.waitFor(() => expect(list.total).toBe(0))
    await applyNames(context, { 3: 'Vera' })

    await vi.waitFor(() => expect(nameAt(list, 0)).toBe('Vera'))
    expect(before).toEqual(['Anna', 'Olga'])
  })

  test('shows a long list after a short one at once, as far as the screen goes', async () => {
    const names = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [at, `A${at}`]))
    const { list } = await openWindow({ ...names, 99: 'Zoe' })
    await list.loadRange(0, 41)
    list.text = 'zoe'
    await vi.waitFor(() => expect(list.total).toBe(1))
    await list.loadRange(0, 1)

    list.text = ''
    await vi.waitFor(() => expect(list.total).toBe(41))

    expect(Array.from({ length: 41 }, (_, at) => list.rowAt(at)?.fullName)).not.toContain(undefined)
  })

  test('selects single contacts, a range, and all that match, frozen', async () => {
    const { list, context } = await openWindow({ 1: 'A', 2: 'B', 3: 'C' })

    await list.selectRange(2, 1)
    list.toggle(contactId('1'))
    list.toggle(contactId('2'))
    const picked = await list.selectedIds()
    await list.selectAllMatching()
    await applyNames(context, { 4: 'D' })
    await vi.waitFor(() => expect(list.total).toBe(4))

    expect(picked).toEqual(['3', '1'].map(contactId))
    expect(list.selection).toMatchObject({ kind: 'all', total: 3 })
    expect([list.selectedCount, list.isSelected(contactId('4'))]).toEqual([3, false])
  })

  test('acts on the selection that was asked for last, though it is still being read', async () => {
    const { list } = await openWindow({ 1: 'A', 2: 'B', 3: 'C' })

    void list.selectAllMatching()
    const all = await list.selectedIds()
    void list.selectAllMatching()
    list.selectOnly(contactId('2'))
    const one = await list.selectedIds()
    await list.indexOf(contactId('2'))

    expect([all, one]).toEqual([['1', '2', '3'].map(contactId), [contactId('2')]])
    expect(list.selection).toMatchObject({ kind: 'ids' })
  })

  test('selects and finds in the list on screen, though others have asked so often that its answer is gone', async () => {
    const { list } = await openWindow({ 1: 'A', 2: 'B' })
    const { search } = useServices()
    const outAskTheList = async () => {
      for (let asked = 0; asked < 10; asked += 1) await search.find({ text: 'B', filters: {}, sort: list.sort })
    }

    await outAskTheList()
    await list.selectAllMatching()
    await outAskTheList()
    const index = await list.indexOf(contactId('2'))

    expect([await list.selectedIds(), index]).toEqual([['1', '2'].map(contactId), 1])
  })

  test('takes a contact out of all that were selected, and puts it back', async () => {
    const { list } = await openWindow({ 1: 'A', 2: 'B', 3: 'C' })
    await list.selectAllMatching()

    list.toggle(contactId('2'))
    const without = [list.selectedCount, list.isSelected(contactId('2')), await list.selectedIds()]
    list.toggle(contactId('2'))

    expect(without).toEqual([2, false, ['1', '3'].map(contactId)])
    expect([list.selectedCount, await list.selectedIds()]).toEqual([3, ['1', '2', '3'].map(contactId)])
  })

  test('opens the next and the previous contact of the list', async () => {
    const { list } = await openWindow({ 1: 'A', 2: 'B' })
    list.open(contactId('1'))

    expect([await list.openNext(), list.openId]).toEqual([1, contactId('2')])
    expect([await list.openNext(), list.openId]).toEqual([-1, contactId('2')])
    expect([await list.openPrevious(), list.openId]).toEqual([0, contactId('1')])
  })

  test('offers facets', async () => {
    const { list, context } = await openWindow({ 1: 'A' })

    await useOutboxStore().bulkTags([contactId('1')], { add: ['vip'], remove: [] })

    await vi.waitFor(() => expect(list.facets.tags).toEqual([{ id: 'vip', name: 'vip', count: 1 }]), 3_000)
    expect(await context.db.targets.count()).toBe(1)
  })

  test('finds companies to filter by, though the menu does not offer them by itself', async () => {
    const { list, context } = await openWindow({ 1: 'A', 2: 'B' })
    const company = { id: companyId, accountId: account, remoteId: null, name: 'Acme', updatedAt: 1 }
    await applyCompanies(context, { accountId: account, companies: [company] })

    const found = [{ id: companyId, name: 'Acme', count: 2 }]
    await vi.waitFor(async () => expect(await list.findCompanyFacets('cm')).toEqual(found))
    expect(await list.findCompanyFacets('x')).toEqual([])
  })
})

describe('useContactStore', () => {
  test('edits the open contact; the row, the card and the counter show it as pending', async () => {
    const { list } = await openWindow({ 1: 'Anna' })
    const [contact, sync] = [useContactStore(), useSyncStore()]
    list.open(contactId('1'))
    await vi.waitFor(() => expect(contact.contact?.fields.firstName).toBe('Anna'))

    await contact.edit({ kind: 'set', field: 'firstName', from: 'Anna', to: 'Anya' })

    await vi.waitFor(() => expect(contact.contact?.fields.firstName).toBe('Anya'))
    await vi.waitFor(() => expect(list.rowAt(0)).toMatchObject({ fullName: 'Anya', isPending: true }))
    await vi.waitFor(() => expect(sync.pendingCount).toBe(1))
    expect(contact.pendingFields).toEqual(new Set(['firstName']))
  })

  test('keeps the old value and throws when main refuses', async () => {
    const { list, main } = await openWindow({ 1: 'Anna' })
    const contact = useContactStore()
    list.open(contactId('1'))
    await vi.waitFor(() => expect(contact.contact).not.toBeNull())
    main.failNext('outbox/accept', refusal)

    const attempt = contact.edit({ kind: 'set', field: 'firstName', from: 'Anna', to: 'Anya' })

    await expect(attempt).rejects.toBe(refusal)
    expect(useOutboxStore().lastUndoable).toBeNull()
  })
})

describe('useDirectoryStore', () => {
  test('tells company names as they are read, and again when they change', async () => {
    const { context } = await openWindow({ 1: 'Anna' })
    const directory = useDirectoryStore()
    const company = { id: companyId, accountId: account, name: 'Acme', updatedAt: 1 }
    await context.db.companies.put(company)

    const atFirst = directory.companyName(companyId)
    await vi.waitFor(() => expect(directory.companyName(companyId)).toBe('Acme'))
    await context.db.companies.put({ ...company, name: 'Acme Ltd' })
    context.rows.announce({ kind: 'companies', ids: [companyId] })

    await vi.waitFor(() => expect(directory.companyName(companyId)).toBe('Acme Ltd'))
    await vi.waitFor(async () =>
      expect(await directory.searchCompanies(account, 'ltd', 5)).toMatchObject([{ name: 'Acme Ltd', remoteId: null }]),
    )
    expect(atFirst).toBe('')
  })
})

describe('usePreferencesStore', () => {
  test('keeps what was chosen, and ignores a kept value that makes no sense', async () => {
    const { context } = await openWindow({ 1: 'Anna' })
    usePreferencesStore().theme = 'dark'
    await vi.waitFor(async () => expect(await context.db.preferences.count()).toBe(1))
    await context.db.preferences.put({ name: 'columns', value: ['nonsense'] })

    setActivePinia(createPinia())
    const reopened = usePreferencesStore()
    await reopened.load()

    expect(reopened.theme).toBe('dark')
    expect(reopened.columns).toContain('company')
  })
})
