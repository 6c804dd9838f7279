import type { RunningCrm } from './crm-program.ts'

/**
 * What one call to an amoCRM of the demo CRM answers, made past the app as a colleague or a test makes it. `T` is what the
 * caller knows of the answer.
 * @param body with one, it is a POST
 * @throws {Error} the answer's text, when it is a refusal
 */
export async function askAccount<T = unknown>(
  { url, token }: Pick<RunningCrm, 'url' | 'token'>,
  path: string,
  body?: unknown,
): Promise<T> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const options = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) }
  const response = await fetch(`${url}/api/v4${path}`, options)
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as T
}
