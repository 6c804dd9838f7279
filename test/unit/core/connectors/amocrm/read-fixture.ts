import { readFileSync } from 'node:fs'

/** The body of a vendor payload; its file says where it comes from. */
export function readFixture(name: string): unknown {
  const path = new URL(`../../../../fixtures/amocrm/${name}.json`, import.meta.url)
  return (JSON.parse(readFileSync(path, 'utf8')) as { readonly body: unknown }).body
}
