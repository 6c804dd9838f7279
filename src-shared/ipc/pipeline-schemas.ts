import * as v from 'valibot'
import { stageKinds, type Pipeline, type TaskType } from '../domain/directory.ts'
import * as ids from '../domain/ids.ts'

export const StageIdSchema = v.custom<ids.StageId>(ids.isStageId, 'not a stage id')

export const PipelineSchema: v.GenericSchema<unknown, Pipeline> = v.object({
  id: v.string(),
  accountId: v.custom<ids.AccountId>(ids.isAccountId, 'not an account id'),
  of: v.exactOptional(v.picklist(ids.saleKinds)),
  name: v.string(),
  sort: v.number(),
  isMain: v.boolean(),
  currency: v.string(),
  stages: v.pipe(
    v.array(v.object({ id: StageIdSchema, name: v.string(), color: v.string(), kind: v.picklist(stageKinds) })),
    v.readonly(),
  ),
})

export const TaskTypeSchema: v.GenericSchema<unknown, TaskType> = v.object({
  id: v.string(),
  accountId: v.custom<ids.AccountId>(ids.isAccountId, 'not an account id'),
  name: v.string(),
  sort: v.number(),
})
