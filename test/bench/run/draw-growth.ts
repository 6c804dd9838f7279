import { existsSync } from 'node:fs'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { measures, show, titleOf, type Measure } from './print-table.ts'
import { plotGrowth } from './plot-growth.ts'
import { competitorNames, type BenchResult } from './run-bench.ts'

const bench = resolve(import.meta.dirname, '..')
const BEGIN = '<!-- growth: made by `npm run bench -- --growth` -->'
const END = '<!-- /growth -->'

/** Which measures the README shows from size to size, and in which picture. */
const shown = ['search ready, ms', 'search p95 name, ms', 'filter + sort p95, ms', 'tag 10,000 visible, ms', 'hydrate, contacts/s', 'heap of window + worker, MB'] // prettier-ignore

/** Writes the growth table into README.md and the plot beside it, from the results that lie there. */
export async function drawGrowth(say: (line: string) => void): Promise<void> {
  const results = await readResults()
  const chosen = measures.filter(({ name }) => shown.includes(name))
  await writeFile(join(bench, 'growth.svg'), plotGrowth(results, chosen))
  const file = join(bench, 'README.md')
  const text = await readFile(file, 'utf8')
  const [before, rest] = [text.slice(0, text.indexOf(BEGIN)), text.slice(text.indexOf(END))]
  if (!text.includes(BEGIN) || !text.includes(END)) throw new Error('README.md has no place for the growth table')
  const tables = chosen.map((measure) => tableOf(measure, results)).join('\n')
  await writeFile(file, `${before}${BEGIN}\n\n![Growth](growth.svg)\n\n${tables}\n${provenance(results)}\n\n${rest}`)
  say(`${results.length} sizes: ${results.map(({ contacts }) => contacts).join(', ')}`)
}

async function readResults(): Promise<readonly BenchResult[]> {
  const folder = join(bench, 'results')
  const names = existsSync(folder) ? (await readdir(folder)).filter((name) => /^\d+\.json$/.test(name)) : []
  // Written by `runBench`, and by nobody else.
  const results = await Promise.all(names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as BenchResult)) // prettier-ignore
  return results.toSorted((a, b) => a.contacts - b.contacts)
}

function tableOf({ name, of }: Measure, results: readonly BenchResult[]): string {
  const heads = [name, ...results.map(({ contacts }) => contacts.toLocaleString('en'))]
  const rows = competitorNames
    .filter((one) => results.some(({ figures }) => figures[one] !== undefined))
    .map((one) => [
      titleOf(one),
      ...results.map(({ figures: { [one]: own } }) => show(own === undefined ? null : of(own))),
    ])
  const toLine = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [toLine(heads), toLine(heads.map(() => '---')), ...rows.map(toLine), ''].join('\n')
}

const provenance = (results: readonly BenchResult[]): string =>
  results
    .map(
      ({ contacts, rounds, at, cores }) =>
        `${contacts.toLocaleString('en')}: ${at.slice(0, 10)}, medians of ${rounds}, ${cores} cores`,
    ) // prettier-ignore
    .join(' · ')
