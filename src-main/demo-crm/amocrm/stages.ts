import { emptyReply } from '../http/exchange.ts'
import type { Reply } from '../http/exchange.ts'
import type { Stage } from '../store/pipeline-store.ts'
import { fieldMissing, hal, nothingThere, problem } from './answers.ts'
import { readBatch, readInt, readText, saveBatch } from './batch.ts'
import type { AmoContext, ApiCall, Handler } from './context.ts'
import { readJsonBody, readJsonItems } from './json-body.ts'
import { formatStage, withPipeline } from './pipelines.ts'

const DEFAULT_COLOR = '#99ccff'

/** GET /leads/pipelines/{id}/statuses */
export const listStages: Handler = (context, { call, params }) => {
  const stages = context.store.pipelines.stages(Number(params[0]))
  if (stages.length === 0) return nothingThere(context.switches().missingStatus)
  return hal({
    _total_items: stages.length,
    _embedded: { statuses: stages.map((stage) => formatStage(context, stage, call.base)) },
  })
}

/** GET /leads/pipelines/{id}/statuses/{status} */
export const getStage: Handler = (context, { call, params }) => {
  const stage = context.store.pipelines.stage(Number(params[0]), Number(params[1]))
  if (stage === undefined) return nothingThere(context.switches().missingStatus)
  return hal(formatStage(context, stage, call.base))
}

/** POST /leads/pipelines/{id}/statuses, by administrators. */
export const postStages: Handler = (context, api) =>
  withPipeline(context, api, ({ id: pipelineId }) => {
    const body = readJsonItems(context, api.call)
    if (!body.isOk) return body.reply
    const reads = readBatch(body.items, (item, errors) => {
      const name = readText(item, 'name', errors)
      if (name === undefined) errors.push(fieldMissing('name'))
      const sort = readInt(context, item, 'sort', errors) ?? 20
      const color = readText(item, 'color', errors) ?? DEFAULT_COLOR
      return { pipelineId, name: name ?? '', sort, color, kind: 'open' } as const
    })
    return saveBatch(context, reads, (good) => {
      const made = good.map(({ requestId, value }) => {
        const stage: Stage = { ...value, id: context.store.pipelines.nextId() }
        context.store.pipelines.putStage(stage)
        return { ...formatStage(context, stage, api.call.base), request_id: requestId }
      })
      return hal({ _total_items: made.length, _embedded: { statuses: made } })
    })
  })

/** PATCH /leads/pipelines/{id}/statuses/{status}, by administrators. */
export const patchStage: Handler = (context, api) =>
  withStage(context, api, (stage) => {
    const body = readJsonBody(api.call)
    if (!body.isOk) return body.reply
    const reads = readBatch([body.value], (item, errors) => ({
      ...stage,
      name: readText(item, 'name', errors) ?? stage.name,
      sort: readInt(context, item, 'sort', errors) ?? stage.sort,
      color: readText(item, 'color', errors) ?? stage.color,
    }))
    return saveBatch(context, reads, ([good]) => {
      if (good !== undefined) context.store.pipelines.putStage(good.value)
      return hal(formatStage(context, good?.value ?? stage, api.call.base))
    })
  })

/** DELETE /leads/pipelines/{id}/statuses/{status}: not while leads stand there, and not those that every pipeline has. */
export const deleteStage: Handler = (context, api) =>
  withStage(context, api, ({ pipelineId, id, kind }) => {
    if (kind !== 'open') return problem(422, 'This status cannot be deleted')
    if (context.store.pipelines.hasDeals(pipelineId, id)) return problem(422, 'The status contains leads')
    context.store.pipelines.deleteStage(pipelineId, id)
    return emptyReply(204)
  })

function withStage(context: AmoContext, api: ApiCall, use: (stage: Stage) => Reply): Reply {
  return withPipeline(context, api, ({ id }) => {
    const stage = context.store.pipelines.stage(id, Number(api.params[1]))
    return stage === undefined ? nothingThere(404) : use(stage)
  })
}
