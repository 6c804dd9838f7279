import type { Pipeline, Stage, StageKind } from '#shared/domain/directory.ts'
import { toStageId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { AmocrmContext } from './context.ts'
import { PipelineWire, type StatusWire } from './deal-wire.ts'
import { readAll, type ListSource } from './read-pages.ts'

const pipelineSource: ListSource<PipelineWire> = {
  path: '/api/v4/leads/pipelines',
  key: 'pipelines',
  row: PipelineWire,
}

/** The same in every pipeline. */
const [WON, LOST] = [142, 143]
/** Of the stage where leads wait that nobody has accepted. */
const INCOMING_TYPE = 1

/**
 * The list comes whole whatever page is asked for. None where it is not for this user to read: deals then show without a stage's
 * name.
 * @source https://www.amocrm.ru/developers/content/crm_platform/leads_pipelines
 */
export async function pullPipelines(context: AmocrmContext, signal: AbortSignal): Promise<readonly Pipeline[]> {
  const all = await readAll(context, pipelineSource, {}, signal).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'auth/denied') throw error
    context.logger.warn('pipelines are not for this user to read')
    return []
  })
  return all
    .filter(({ is_archive }) => is_archive !== true)
    .map((wire) => toPipeline(context, wire))
    .sort((a, b) => a.sort - b.sort)
}

const toPipeline = (context: AmocrmContext, { id, name, sort, is_main, _embedded }: PipelineWire): Pipeline => ({
  id: String(id),
  accountId: context.accountId,
  name,
  sort: sort ?? 0,
  isMain: is_main === true,
  currency: context.account.currency,
  stages: (_embedded?.statuses ?? [])
    .toSorted((a, b) => (a.sort ?? 0) - (b.sort ?? 0))
    .map((status): Stage => ({
      id: toStageId(String(id), String(status.id)),
      name: status.name,
      color: colorOf(status),
      kind: kindOfStage(status),
    })),
})

function kindOfStage({ id, type }: StatusWire): StageKind {
  if (id === WON) return 'won'
  if (id === LOST) return 'lost'
  return type === INCOMING_TYPE ? 'incoming' : 'open'
}

/** It goes into a style: anything but a colour stays out. */
const colorOf = ({ color }: StatusWire): string => (/^#[0-9a-f]{3,8}$/i.test(color) ? color : '')
