import type { Pipeline, Stage, StageKind } from '#shared/domain/directory.ts'
import type { AccountId, StageId } from '#shared/domain/ids.ts'
import type { Command } from './api.ts'
import { CallRefusal } from './api.ts'
import type { Bitrix24Context } from './context.ts'
import { parseResult } from './parse-result.ts'
import { answerOf, readAll } from './run-commands.ts'
import { CategoriesWire, StageWire, type CategoryWire } from './sale-wire.ts'
import { toDealStage } from './deals.ts'
import { LEAD_PIPELINE, toLeadStage } from './leads.ts'
import { entriesOf, textOf } from './scalars.ts'
import { listOfRows } from './wire.ts'

const CATEGORIES: Command = { name: 'categories', method: 'crm.category.list', params: { entityTypeId: 2 } }
const STATUSES: Command = { name: 'statuses', method: 'crm.status.list', params: { order: { SORT: 'ASC' } } }

const DEAL_STAGES = 'DEAL_STAGE'
const LEAD_STAGES = 'STATUS'
const GENERAL = '0'

/**
 * The ways that deals and leads go, with their stages. Directories alone tell which there are; their names are told by a method that older
 * portals do not have.
 * @source https://apidocs.bitrix24.com/api-reference/crm/status/crm-status-list.html
 */
export async function pullPipelines(context: Bitrix24Context, signal: AbortSignal): Promise<readonly Pipeline[]> {
  const [categories, first] = await readAll(context, [CATEGORIES, STATUSES], signal)
  // Where the directories are not for this user, stages are shown as they are.
  if (first?.kind === 'refused') return []
  const stages = await readStages(context, answerOf(first, STATUSES.method), signal)
  const named =
    categories?.kind === 'answered'
      ? parseResult(CategoriesWire, categories.answer.result, CATEGORIES.method).categories
      : []
  const ids = new Set(stages.flatMap(({ ENTITY_ID }) => categoryOf(ENTITY_ID) ?? []))
  const ofDeals = [...ids]
    .map((id) =>
      toPipeline(
        id,
        named.find((one) => one.id === id),
        stages,
        context.accountId,
      ),
    )
    .sort((a, b) => a.sort - b.sort || Number(a.id) - Number(b.id))
  return [...ofDeals, ...toLeadPipeline(stages, context.accountId)]
}

/** None where there are no stages of leads. */
function toLeadPipeline(all: readonly StageWire[], accountId: AccountId): readonly Pipeline[] {
  const stages = stagesIn(all, LEAD_STAGES).flatMap((wire) => toStage(toLeadStage(wire.STATUS_ID), wire))
  if (stages.length === 0) return []
  const pipeline = { id: LEAD_PIPELINE, accountId, of: 'lead', name: '', sort: 0, isMain: true, currency: '' } as const
  return [{ ...pipeline, stages }]
}

/** The pipeline whose stages a directory keeps; `null` for any other directory. */
function categoryOf(entityId: string): string | null {
  if (entityId === DEAL_STAGES) return GENERAL
  return /^DEAL_STAGE_(\d+)$/.exec(entityId)?.[1] ?? null
}

async function readStages(
  { api }: Bitrix24Context,
  first: ReturnType<typeof answerOf>,
  signal: AbortSignal,
): Promise<readonly StageWire[]> {
  let answer = first
  const rows = [...parseResult(listOfRows(StageWire), answer.result, STATUSES.method)]
  while (answer.next !== null) {
    answer = await api
      .call(STATUSES.method, { ...STATUSES.params, start: answer.next }, signal)
      .catch((error: unknown) => {
        if (error instanceof CallRefusal) return { ...answer, result: [], next: null }
        throw error
      })
    rows.push(...parseResult(listOfRows(StageWire), answer.result, STATUSES.method))
  }
  return rows
}

const toPipeline = (
  id: string,
  named: CategoryWire | undefined,
  stages: readonly StageWire[],
  accountId: AccountId,
): Pipeline => ({
  ...{ id, accountId, name: named?.name ?? '', sort: named?.sort ?? Number(id) },
  isMain: named === undefined ? id === GENERAL : named.isDefault,
  // Each deal says in which currency it is.
  currency: '',
  stages: stagesIn(stages, id === GENERAL ? DEAL_STAGES : `${DEAL_STAGES}_${id}`).flatMap((wire) =>
    toStage(toDealStage({ CATEGORY_ID: id, STAGE_ID: wire.STATUS_ID }), wire),
  ),
})

const stagesIn = (stages: readonly StageWire[], directory: string): readonly StageWire[] =>
  stages.filter(({ ENTITY_ID }) => ENTITY_ID === directory).toSorted((a, b) => a.SORT - b.SORT)

function toStage(id: StageId | null, wire: StageWire): readonly Stage[] {
  if (id === null) return []
  return [{ id, name: wire.NAME, color: colorOf(wire), kind: kindOfStage(wire) }]
}

/** `S` and `F`, or words, beside the row or within it. */
function kindOfStage({ SEMANTICS, EXTRA }: StageWire): StageKind {
  const told = SEMANTICS || extraOf(EXTRA, 'SEMANTICS')
  if (/^s/i.test(told)) return 'won'
  return /^f|apology/i.test(told) ? 'lost' : 'open'
}

const extraOf = (extra: unknown, name: string): string => textOf(entriesOf(extra).find(([key]) => key === name)?.[1])

/** It goes into a style: anything but a colour stays out. */
function colorOf({ COLOR, EXTRA }: StageWire): string {
  const color = COLOR || extraOf(EXTRA, 'COLOR')
  return /^#[0-9a-f]{3,8}$/i.test(color) ? color : ''
}
