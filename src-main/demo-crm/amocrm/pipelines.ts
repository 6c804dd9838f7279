import { emptyReply, isJsonList, isJsonObject } from '../http/exchange.ts'
import type { Reply } from '../http/exchange.ts'
import { LOST_STAGE, standardStages, WON_STAGE } from '../seed/neighbour-data.ts'
import type { Pipeline, Stage } from '../store/pipeline-store.ts'
import { fieldMissing, hal, nothingThere, notSupportedChoice, problem, validationProblem } from './answers.ts'
import type { FieldError } from './answers.ts'
import { readBatch, readInt, readText, saveBatch } from './batch.ts'
import type { Item } from './batch.ts'
import type { AmoContext, ApiCall, Handler } from './context.ts'
import { readJsonBody, readJsonItems } from './json-body.ts'
import { forbidden } from './rights.ts'

/**
 * GET /leads/pipelines: all of them, whatever `page` and `limit` say. A client that turns pages here turns them for ever.
 * @source https://www.amocrm.ru/developers/content/crm_platform/leads_pipelines
 */
export const listPipelines: Handler = (context, { call }) => {
  const pipelines = context.store.pipelines.pipelines()
  return hal({
    _total_items: pipelines.length,
    _links: { self: { href: `${call.base}/api/v4/leads/pipelines` } },
    _embedded: { pipelines: pipelines.map((pipeline) => formatPipeline(context, pipeline, call.base)) },
  })
}

/** GET /leads/pipelines/{id} */
export const getPipeline: Handler = (context, { call, params }) => {
  const pipeline = context.store.pipelines.pipeline(Number(params[0]))
  if (pipeline === undefined) return nothingThere(context.switches().missingStatus)
  return hal(formatPipeline(context, pipeline, call.base))
}

/** POST /leads/pipelines: new pipelines, by administrators. Each gets the stages that every pipeline has. */
export const postPipelines: Handler = (context, api) => {
  const body = readJsonItems(context, api.call)
  if (!body.isOk) return body.reply
  if (!api.user.isAdmin) return forbidden()
  const reads = readBatch(body.items, (item, errors) => {
    const name = readText(item, 'name', errors)
    if (name === undefined) errors.push(fieldMissing('name'))
    const sort = readInt(context, item, 'sort', errors) ?? 100
    const flags = { isMain: item['is_main'] === true, takesUnsorted: item['is_unsorted_on'] !== false }
    return { name: name ?? '', sort, ...flags, stages: readStages(context, item, errors) }
  })
  return saveBatch(context, reads, (good) => {
    const made = good.map(({ requestId, value: { stages, ...value } }) => {
      const { pipelines } = context.store
      const pipeline: Pipeline = { ...value, id: pipelines.nextId() }
      pipelines.putPipeline(pipeline)
      for (const stage of standardStages(pipeline.id, pipelines.nextId())) pipelines.putStage(stage)
      stages.forEach((stage, index) => {
        const rest = { pipelineId: pipeline.id, id: pipelines.nextId(), kind: 'open' } as const
        pipelines.putStage({ sort: (index + 2) * 10, ...stage, ...rest })
      })
      return { ...formatPipeline(context, pipeline, api.call.base), request_id: requestId }
    })
    return hal({ _total_items: made.length, _embedded: { pipelines: made } })
  })
}

type NewStage = Pick<Stage, 'name' | 'color'> & Partial<Pick<Stage, 'sort'>>

/** Stages that come along with a new pipeline; those that every pipeline has are passed over. */
function readStages(context: AmoContext, item: Item, errors: FieldError[]): NewStage[] {
  const embedded = isJsonObject(item['_embedded']) ? item['_embedded'] : {}
  const list = isJsonList(embedded['statuses']) ? embedded['statuses'].filter(isJsonObject) : []
  return list
    .filter(({ id }) => id !== WON_STAGE && id !== LOST_STAGE)
    .map((status) => {
      const sort = readInt(context, status, 'sort', errors)
      const name = readText(status, 'name', errors) ?? ''
      return { name, color: readText(status, 'color', errors) ?? '#99ccff', ...(sort === undefined ? {} : { sort }) }
    })
}

/** PATCH /leads/pipelines/{id}, by administrators. */
export const patchPipeline: Handler = (context, api) =>
  withPipeline(context, api, (pipeline) => {
    const body = readJsonBody(api.call)
    if (!body.isOk) return body.reply
    const reads = readBatch([body.value], (item, errors) => ({
      ...pipeline,
      name: readText(item, 'name', errors) ?? pipeline.name,
      sort: readInt(context, item, 'sort', errors) ?? pipeline.sort,
      isMain: typeof item['is_main'] === 'boolean' ? item['is_main'] : pipeline.isMain,
      takesUnsorted: typeof item['is_unsorted_on'] === 'boolean' ? item['is_unsorted_on'] : pipeline.takesUnsorted,
    }))
    return saveBatch(context, reads, ([good]) => {
      if (good !== undefined) context.store.pipelines.putPipeline(good.value)
      return hal(formatPipeline(context, good?.value ?? pipeline, api.call.base))
    })
  })

/** DELETE /leads/pipelines/{id}: 400 when there is none, 422 while there are leads in it. */
export const deletePipeline: Handler = (context, api) =>
  withPipeline(context, api, ({ id, isMain }) => {
    const { pipelines } = context.store
    if (pipelines.hasDeals(id)) return problem(422, 'The pipeline contains leads')
    if (isMain) return problem(422, 'The main pipeline cannot be deleted')
    context.store.transaction(() => pipelines.deletePipeline(id))
    return emptyReply(204)
  })

/** The pipeline that the path names, for administrators; 400 at `id` when there is none. */
export function withPipeline(context: AmoContext, api: ApiCall, use: (pipeline: Pipeline) => Reply): Reply {
  if (!api.user.isAdmin) return forbidden()
  const pipeline = context.store.pipelines.pipeline(Number(api.params[0]))
  if (pipeline === undefined) {
    return validationProblem([{ request_id: '0', errors: [notSupportedChoice('id')] }])
  }
  return use(pipeline)
}

/** A stage as the vendor writes it. What came in has type 1; the first and the two last stages are not to be edited. */
export function formatStage(context: AmoContext, stage: Stage, base: string): Readonly<Record<string, unknown>> {
  const href = `${base}/api/v4/leads/pipelines/${stage.pipelineId}/statuses/${stage.id}`
  return {
    id: stage.id,
    name: stage.name,
    sort: stage.sort,
    is_editable: stage.kind === 'open',
    pipeline_id: stage.pipelineId,
    color: stage.color,
    type: stage.kind === 'incoming' ? 1 : 0,
    account_id: context.account.id,
    _links: { self: { href } },
  }
}

function formatPipeline(context: AmoContext, pipeline: Pipeline, base: string): Readonly<Record<string, unknown>> {
  const stages = context.store.pipelines.stages(pipeline.id)
  return {
    id: pipeline.id,
    name: pipeline.name,
    sort: pipeline.sort,
    is_main: pipeline.isMain,
    is_unsorted_on: pipeline.takesUnsorted,
    is_archive: false,
    account_id: context.account.id,
    _links: { self: { href: `${base}/api/v4/leads/pipelines/${pipeline.id}` } },
    _embedded: { statuses: stages.map((stage) => formatStage(context, stage, base)) },
  }
}
