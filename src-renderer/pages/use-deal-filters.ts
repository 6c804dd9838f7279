import { computed, watch } from 'vue'
import { pipelinesFor } from '#shared/domain/directory.ts'
import { accountOf, isAccountId, isUserId, type AccountId, type SaleKind } from '#shared/domain/ids.ts'
import type { DealFilterKind } from '../components/deals/deal-context.ts'
import type { FilterOption } from '../components/contacts/filter-option.ts'
import { useText } from '../composables/use-text.ts'
import { noDealFilters, useSaleListStore } from '../stores/deal-list-store.ts'
import { useAppStore } from '../stores/app-store.ts'
import { useDirectoryStore } from '../stores/directory-store.ts'
import { useAccountMarks } from './use-account-marks.ts'

/** What deals, or leads, can be narrowed by, in the order of the CRM, and the way to switch each. */
export function useDealFilters(kind: SaleKind) {
  const [list, marks] = [useSaleListStore(kind), useAccountMarks()]
  const options = useOptions(kind)
  const chosen = computed(() => {
    const { accountId } = list.filters
    return {
      account: accountId === undefined ? [] : [accountId],
      pipeline: list.filters.pipelines,
      stage: list.filters.stages,
      responsible: list.filters.responsibles,
      tag: list.filters.tags,
    }
  })

  const switched = <T extends string>(all: readonly T[], one: T): readonly T[] =>
    all.includes(one) ? all.filter((other) => other !== one) : [...all, one]

  function toggle(by: DealFilterKind, id: string): void {
    const { filters } = list
    switch (by) {
      case 'account':
        // Of another account there is neither a stage nor a colleague.
        list.filters =
          filters.accountId === id || !isAccountId(id) ? noDealFilters : { ...noDealFilters, accountId: id }
        return
      case 'pipeline':
        list.filters = { ...filters, pipelines: switched(filters.pipelines, id), stages: [] }
        return
      case 'stage':
        list.filters = { ...filters, stages: switched(filters.stages, id) }
        return
      case 'tag':
        list.filters = { ...filters, tags: switched(filters.tags, id) }
        return
      case 'responsible':
        if (isUserId(id)) list.filters = { ...filters, responsibles: switched(filters.responsibles, id) }
    }
  }

  function clear(): void {
    list.filters = noDealFilters
  }

  // An account that has been signed out of, or is the only one, is no filter any more.
  watch(marks, (signedIn) => {
    const { accountId } = list.filters
    if (accountId !== undefined && !signedIn.has(accountId)) clear()
  })

  return { ...options, chosen, toggle, clear }
}

/** What each filter offers, in the order of the CRM, with how many deals have it. */
function useOptions(kind: SaleKind) {
  const [app, list, directory] = [useAppStore(), useSaleListStore(kind), useDirectoryStore()]
  const marks = useAccountMarks()
  const { t } = useText()

  const accounts = computed<readonly FilterOption[]>(() => [...marks.value].map(([id, { name }]) => ({ id, name })))
  const shownAccounts = computed(() =>
    app.accounts.filter(({ id }) => list.filters.accountId === undefined || list.filters.accountId === id),
  )
  /** The same name may stand for two things in two accounts. */
  const told = (name: string, accountId: AccountId) => {
    const account = shownAccounts.value.length > 1 ? marks.value.get(accountId)?.name : undefined
    return account === undefined ? name : `${name} · ${account}`
  }

  const known = computed(() => shownAccounts.value.flatMap(({ id }) => pipelinesFor(kind, directory.pipelines(id))))
  const pipelines = computed<readonly FilterOption[]>(() =>
    known.value.map((one) => {
      const id = list.pipelineKey(one.accountId, one.id)
      return { id, name: told(one.name, one.accountId), count: list.shown.counts.pipelines.get(id) ?? 0 }
    }),
  )
  const stages = computed<readonly FilterOption[]>(() => {
    const chosen = new Set(list.filters.pipelines)
    const offered = known.value.filter(
      (one) => chosen.size === 0 || chosen.has(list.pipelineKey(one.accountId, one.id)),
    )
    return offered.flatMap((pipeline) =>
      pipeline.stages.map((stage) => {
        const id = list.stageKey(pipeline.accountId, stage.id)
        const name =
          offered.length > 1 ? t('deals.stageOf', { pipeline: pipeline.name, stage: stage.name }) : stage.name
        return { id, name: told(name, pipeline.accountId), count: list.shown.counts.stages.get(id) ?? 0 }
      }),
    )
  })
  const responsibles = computed<readonly FilterOption[]>(() =>
    [...list.shown.counts.responsibles]
      .map(([id, count]) => ({ id, count, name: told(directory.userName(id) || t('mutation.unknown'), accountOf(id)) }))
      .toSorted((a, b) => b.count - a.count || a.name.localeCompare(b.name)),
  )
  /** Those that some deal has, and those that are chosen though none has them any more. */
  const tags = computed<readonly FilterOption[]>(() => {
    const { counts } = list.shown
    const unused = list.filters.tags.filter((key) => !counts.tags.has(key)).map((key) => [key, 0] as const)
    return [...counts.tags, ...unused]
      .map(([id, count]) => {
        const at = id.indexOf(' ')
        return { id, count, name: told(id.slice(at + 1), id.slice(0, at) as AccountId) }
      })
      .toSorted((a, b) => b.count - a.count || a.name.localeCompare(b.name))
  })
  return { accounts, pipelines, stages, responsibles, tags }
}
