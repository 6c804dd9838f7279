import * as v from 'valibot'
import type { AccessFacts, ApplicationFacts } from '#shared/domain/access-facts.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { CallRefusal } from './api.ts'
import type { Bitrix24Context } from './context.ts'
import { toUser } from './mapping.ts'
import { parseResult } from './parse-result.ts'
import { isYes, textOf } from './scalars.ts'
import { UserWire } from './wire.ts'

const text = v.optional(v.pipe(v.unknown(), v.transform(textOf)), '')
const flag = v.optional(v.pipe(v.unknown(), v.transform(isYes)), false)

/** A webhook is told its plan at most. */
const InfoWire = v.looseObject({
  ...{ ID: text, VERSION: text, STATUS: text, DAYS: text, LICENSE: text },
  ...{ INSTALLED: flag, PAYMENT_EXPIRED: flag },
})

/**
 * Who we are, and by what application. Each is asked by itself: what the scope, or the way in, does not reach is not told.
 * @source https://apidocs.bitrix24.com/api-reference/common/system/app-info.html
 */
export async function describeAccess(context: Bitrix24Context, signal: AbortSignal): Promise<AccessFacts> {
  const info = await askFor(context, 'app.info', InfoWire, signal)
  const user =
    (await askFor(context, 'user.current', UserWire, signal)) ?? (await askFor(context, 'profile', UserWire, signal))
  const name = user === null ? '' : toUser(user, context.accountId).name
  return {
    userName: name === '' ? null : name,
    application: info === null || info.ID === '' ? null : toApplication(info),
    license: info === null || info.LICENSE === '' ? null : info.LICENSE,
  }
}

function toApplication(info: v.InferOutput<typeof InfoWire>): ApplicationFacts {
  const days = info.DAYS === '' ? Number.NaN : Number(info.DAYS)
  return {
    ...{ version: info.VERSION, status: info.STATUS },
    ...{ isInstalled: info.INSTALLED, isPaymentExpired: info.PAYMENT_EXPIRED },
    daysLeft: Number.isFinite(days) ? days : null,
  }
}

async function askFor<S extends v.GenericSchema>(
  { api }: Bitrix24Context,
  method: string,
  schema: S,
  signal: AbortSignal,
): Promise<v.InferOutput<S> | null> {
  try {
    return parseResult(schema, (await api.call(method, {}, signal)).result, method)
  } catch (error) {
    const isKeptFromUs = error instanceof CallRefusal || (error instanceof AppError && error.code === 'auth/denied')
    if (!isKeptFromUs) throw error
    return null
  }
}
