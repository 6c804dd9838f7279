import { computed, type ComputedRef, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { SaleKind } from '#shared/domain/ids.ts'
import type { PaletteCommand } from '../components/frame/palette-command.ts'
import { saleKey } from '../composables/deal-words.ts'
import { useText } from '../composables/use-text.ts'
import { useAppStore } from '../stores/app-store.ts'
import { useContactListStore } from '../stores/contact-list-store.ts'
import { useLayoutStore } from '../stores/layout-store.ts'
import { usePreferencesStore } from '../stores/preferences-store.ts'
import { useSyncStore } from '../stores/sync-store.ts'
import { useContactPanel } from './use-contact-panel.ts'
import { useDenials } from './use-rights.ts'
import { useSalePanel } from './use-sale-panel.ts'
import { useSelectAll } from './use-select-all.ts'
import { useTagTarget } from './use-tag-target.ts'

export interface AppCommands {
  readonly palette: ComputedRef<readonly PaletteCommand[]>
  readonly create: () => void
  readonly importFile: () => void
  readonly tagSelected: () => void
  readonly selectAll: () => void
}

/** For the card that is open, where its CRM has told how it is laid out. */
function useLayOutCommand(): ComputedRef<readonly PaletteCommand[]> {
  const [layouts, router] = [useLayoutStore(), useRouter()]
  const { isLayingOut } = useContactPanel()
  const { t } = useText()
  async function layOut(): Promise<void> {
    // Another page would close it as it goes.
    await router.push('/')
    isLayingOut.value = true
  }
  const run = () => void layOut()
  return computed(() =>
    (layouts.layoutsOf('contact')?.own ?? null) === null ? [] : [{ name: t('layout.open'), keys: 'L', run }],
  )
}

/** A new deal or lead, where an account keeps such. @param go to a page */
function useSaleCommands(go: (path: string) => void) {
  const panels = { deal: useSalePanel('deal'), lead: useSalePanel('lead') } as const
  const { notice } = useContactPanel()
  const { t } = useText()
  function create(kind: SaleKind): void {
    const { isOffered, denied, isCreating } = panels[kind]
    if (!isOffered.value) return
    notice.value = denied.value
    if (denied.value !== '') return
    go(`/${kind}s`)
    isCreating.value = true
  }
  const commands = computed<readonly PaletteCommand[]>(() =>
    (['deal', 'lead'] as const)
      .filter((kind) => panels[kind].isOffered.value)
      .map((kind) => ({ name: t(saleKey(kind, 'newTitle')), keys: '', run: () => create(kind) })),
  )
  return { create, commands }
}

/** The pages. */
function usePlaces(go: (path: string) => void): ComputedRef<readonly PaletteCommand[]> {
  const app = useAppStore()
  const { t } = useText()
  return computed<readonly PaletteCommand[]>(() => [
    { name: t('palette.goContacts'), keys: '', run: () => go('/') },
    { name: t('palette.goCompanies'), keys: 'O', run: () => go('/companies') },
    { name: t('palette.goDeals'), keys: 'S', run: () => go('/deals') },
    ...(app.accounts.some(({ capabilities }) => capabilities.leads)
      ? [{ name: t('palette.goLeads'), keys: '', run: () => go('/leads') }]
      : []),
    { name: t('palette.goPending'), keys: '', run: () => go('/pending') },
    { name: t('palette.goConflicts'), keys: '', run: () => go('/conflicts') },
    { name: t('palette.goHistory'), keys: '', run: () => go('/conflicts/history') },
    { name: t('palette.goSettings'), keys: '', run: () => go('/settings') },
    { name: t('palette.goDiagnostics'), keys: 'D', run: () => go('/diagnostics') },
  ])
}

/** What can be done from anywhere, by key or from the palette. @param local commands of the frame itself */
export function useAppCommands(local: {
  undo: () => void
  showKeys: () => void
  attempt: (act: () => Promise<void>) => void
}): AppCommands {
  const [app, list, preferences, sync] = [useAppStore(), useContactListStore(), usePreferencesStore(), useSyncStore()]
  const [router, route] = [useRouter(), useRoute()]
  const { t } = useText()
  const { isCreating, isTagging, isBulkEditing, isImporting, notice } = useContactPanel()
  const [denied, layOut, { hasTarget }] = [useDenials(), useLayOutCommand(), useTagTarget()]
  const selectAllMatching = useSelectAll()
  const go = (path: string) => void router.push(path)

  /** The banner over the page says so. */
  const isReadOnly = computed(() => app.readOnly !== null)

  function add(form: Ref<boolean>): void {
    if (isReadOnly.value) return
    notice.value = denied.value.add
    if (denied.value.add !== '') return
    go('/')
    form.value = true
  }
  const createContact = () => add(isCreating)
  const importFile = () => add(isImporting)

  const [sales, places] = [useSaleCommands(go), usePlaces(go)]
  /** One more of what the list is of. */
  function create(): void {
    if (route.name === 'deals') sales.create('deal')
    else if (route.name === 'leads') sales.create('lead')
    else createContact()
  }

  const canTag = computed(() => hasTarget.value && !isReadOnly.value)

  function begin(dialog: Ref<boolean>): void {
    if (!canTag.value) return
    notice.value = denied.value.edit
    if (denied.value.edit !== '') return
    go('/')
    dialog.value = true
  }
  const tagSelected = () => begin(isTagging)

  function selectAll(): void {
    go('/')
    selectAllMatching()
  }

  function clear(): void {
    list.text = ''
    list.filters = {}
  }

  const changing = computed<readonly PaletteCommand[]>(() => [
    { name: t('palette.create'), keys: 'N', run: createContact },
    ...sales.commands.value,
    { name: t('import.title'), keys: 'I', run: importFile },
    { name: t('palette.sync'), keys: '', run: () => local.attempt(() => sync.syncNow()) },
    { name: t('palette.offline'), keys: '', run: () => local.attempt(() => app.setOffline(!app.isOffline)) },
    { name: t('palette.undo'), keys: 'Ctrl Z', run: local.undo },
  ])
  const palette = computed<readonly PaletteCommand[]>(() => [
    ...(isReadOnly.value ? [] : changing.value),
    { name: t('palette.selectAll'), keys: 'Ctrl A', run: selectAll },
    ...(canTag.value ? [{ name: t('palette.tag'), keys: 'T', run: tagSelected }] : []),
    ...layOut.value,
    ...(canTag.value ? [{ name: t('palette.bulkEdit'), keys: '', run: () => begin(isBulkEditing) }] : []),
    { name: t('palette.clear'), keys: '', run: clear },
    ...places.value,
    { name: t('palette.themeLight'), keys: '', run: () => (preferences.theme = 'light') },
    { name: t('palette.themeDark'), keys: '', run: () => (preferences.theme = 'dark') },
    { name: t('palette.keys'), keys: '?', run: local.showKeys },
  ])

  return { palette, create, importFile, tagSelected, selectAll }
}
