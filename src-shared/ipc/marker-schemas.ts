import * as v from 'valibot'
import type { MarkerChoice, MarkerWish } from '../domain/marker.ts'
import { FieldIdSchema } from './schemas.ts'

export const MarkerChoiceSchema: v.GenericSchema<unknown, MarkerChoice> = v.variant('kind', [
  v.object({ kind: v.literal('none') }),
  v.object({ kind: v.literal('field'), fieldId: FieldIdSchema }),
])

export const MarkerWishSchema: v.GenericSchema<unknown, MarkerWish> = v.union([
  MarkerChoiceSchema,
  v.object({ kind: v.literal('new') }),
])
