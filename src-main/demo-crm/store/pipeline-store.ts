import { int, text } from './sql.ts'
import type { Sql, SqlRow } from './sql.ts'

/** The way of a deal. */
export type Pipeline = {
  readonly id: number
  readonly name: string
  readonly sort: number
  readonly isMain: boolean
  readonly takesUnsorted: boolean
}

/** A step of a pipeline. Every pipeline begins with what came in and ends won or lost. */
export type Stage = {
  readonly pipelineId: number
  readonly id: number
  readonly name: string
  readonly sort: number
  /** With `#`. */
  readonly color: string
  readonly kind: 'incoming' | 'open' | 'won' | 'lost'
}

export type LossReason = {
  readonly id: number
  readonly name: string
  readonly sort: number
  readonly createdAt: number
}

/** Pipelines, their stages, and why deals are lost. */
export class PipelineStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  pipelines(): Pipeline[] {
    return this.#sql.all('SELECT * FROM pipelines ORDER BY sort, id').map(toPipeline)
  }

  pipeline(id: number): Pipeline | undefined {
    return this.pipelines().find((pipeline) => pipeline.id === id)
  }

  /** Adds or replaces a pipeline. Of all there is one main one. */
  putPipeline({ id, name, sort, isMain, takesUnsorted }: Pipeline): void {
    if (isMain) this.#sql.exec('UPDATE pipelines SET is_main = 0')
    const sql = 'REPLACE INTO pipelines (id, name, sort, is_main, takes_unsorted) VALUES (?, ?, ?, ?, ?)'
    this.#sql.run(sql, id, name, sort, isMain ? 1 : 0, takesUnsorted ? 1 : 0)
  }

  /** Removes a pipeline with its stages. */
  deletePipeline(id: number): void {
    this.#sql.run('DELETE FROM stages WHERE pipeline_id = ?', id)
    this.#sql.run('DELETE FROM pipelines WHERE id = ?', id)
  }

  /** Stages in their order, of one pipeline or of all. */
  stages(pipelineId?: number): Stage[] {
    const all = this.#sql.all('SELECT * FROM stages ORDER BY pipeline_id, sort, id').map(toStage)
    return pipelineId === undefined ? all : all.filter((stage) => stage.pipelineId === pipelineId)
  }

  stage(pipelineId: number, id: number): Stage | undefined {
    const row = this.#sql.get('SELECT * FROM stages WHERE pipeline_id = ? AND id = ?', pipelineId, id)
    return row === undefined ? undefined : toStage(row)
  }

  /** Adds or replaces a stage. */
  putStage({ pipelineId, id, name, sort, color, kind }: Stage): void {
    const sql = 'REPLACE INTO stages (pipeline_id, id, name, sort, color, kind) VALUES (?, ?, ?, ?, ?, ?)'
    this.#sql.run(sql, pipelineId, id, name, sort, color, kind)
  }

  deleteStage(pipelineId: number, id: number): void {
    this.#sql.run('DELETE FROM stages WHERE pipeline_id = ? AND id = ?', pipelineId, id)
  }

  /** Pipelines and stages are numbered from one sequence. */
  nextId(): number {
    const sql =
      'SELECT max(coalesce((SELECT max(id) FROM stages), 0), coalesce((SELECT max(id) FROM pipelines), 0)) AS top'
    return int(this.#sql.get(sql) ?? {}, 'top') + 4
  }

  lossReasons(): LossReason[] {
    return this.#sql.all('SELECT * FROM loss_reasons ORDER BY sort, id').map((row) => ({
      id: int(row, 'id'),
      name: text(row, 'name'),
      sort: int(row, 'sort'),
      createdAt: int(row, 'created_at'),
    }))
  }

  putLossReason({ id, name, sort, createdAt }: LossReason): void {
    this.#sql.run(
      'REPLACE INTO loss_reasons (id, name, sort, created_at) VALUES (?, ?, ?, ?)',
      id,
      name,
      sort,
      createdAt,
    )
  }

  nextLossReasonId(): number {
    return int(this.#sql.get('SELECT coalesce(max(id), 0) AS top FROM loss_reasons') ?? {}, 'top') + 1
  }

  /** Deals that were lost for it keep its number. */
  deleteLossReason(id: number): void {
    this.#sql.run('DELETE FROM loss_reasons WHERE id = ?', id)
  }

  /** Is there a deal in this pipeline, or in this stage of it? Those in the trash do not count. */
  hasDeals(pipelineId: number, stageId?: number): boolean {
    const sql = `SELECT 1 FROM deals WHERE trashed = 0 AND details ->> '$.deal.pipelineId' = ?
      AND (? IS NULL OR details ->> '$.deal.stageId' = ?) LIMIT 1`
    return this.#sql.get(sql, pipelineId, stageId ?? null, stageId ?? null) !== undefined
  }
}

function toPipeline(row: SqlRow): Pipeline {
  return {
    id: int(row, 'id'),
    name: text(row, 'name'),
    sort: int(row, 'sort'),
    isMain: int(row, 'is_main') === 1,
    takesUnsorted: int(row, 'takes_unsorted') === 1,
  }
}

function toStage(row: SqlRow): Stage {
  return {
    pipelineId: int(row, 'pipeline_id'),
    id: int(row, 'id'),
    name: text(row, 'name'),
    sort: int(row, 'sort'),
    color: text(row, 'color'),
    kind: text(row, 'kind') as Stage['kind'],
  }
}
