import { posix } from 'node:path'
import { specifiersOf } from './parse-source.ts'
import { resolveImport, type Target } from './resolve-import.ts'
import type { SourceFile } from './source-files.ts'

/** Part of the tree, and all that it may import beside itself. */
interface Room {
  /** A folder (ends in `/`) or a file. Where two rooms match, the longer name counts. */
  readonly path: string
  /** Rooms by their path. `self/*.ts` stands for files directly in a folder. */
  readonly rooms: readonly string[]
  readonly packages?: readonly string[]
  readonly node?: true
}

const errors = 'src-shared/errors/'
const domain = 'src-shared/domain/'
const sync = 'src-shared/sync/'
const ipc = 'src-shared/ipc/'
const shared = [errors, domain, sync, ipc]

const core = 'src-main/core/'
const ports = `${core}ports/`
const connectorInterface = `${core}connectors/*.ts`

const hosts = 'src-main/hosts/'
const hostRoot = `${hosts}*.ts`
const demoCrm = 'src-main/demo-crm/'

const renderer = 'src-renderer/'
const locales = `${renderer}locales/`
const styles = `${renderer}styles/`
const themeFile = `${renderer}theme.ts`
const composables = `${renderer}composables/`
const components = `${renderer}components/`
const stores = `${renderer}stores/`
const firstLook = `${renderer}first-look/`
const tableImport = `${renderer}import/`
const interfaceKit = ['vue', 'vue-router', 'vue-i18n', 'naive-ui', '@vueuse/core', '@lucide/vue']

/** style.md §3, one row for each room. What is not named here is not allowed. */
export const rooms: readonly Room[] = [
  { path: errors, rooms: [] },
  { path: domain, rooms: [errors] },
  { path: sync, rooms: [errors, domain] },
  { path: ipc, rooms: [errors, domain, sync], packages: ['valibot'] },

  { path: ports, rooms: shared },
  { path: `${core}http/`, rooms: [...shared, ports], packages: ['axios', 'valibot'], node: true },
  { path: `${core}throttle/`, rooms: [...shared, ports] },
  { path: `${core}connectors/`, rooms: [...shared, ports, `${core}http/`, `${core}throttle/`] },
  ...['amocrm', 'bitrix24'].map((name) => ({
    path: `${core}connectors/${name}/`,
    rooms: [...shared, ports, `${core}http/`, `${core}throttle/`, connectorInterface],
    packages: ['valibot'],
    node: true as const,
  })),
  { path: `${core}sync/`, rooms: [...shared, ports, connectorInterface], packages: ['valibot'], node: true },
  {
    // Accounts choose the connector: the one place that knows them all.
    path: `${core}accounts/`,
    rooms: [...shared, ports, `${core}connectors/`, `${core}http/`, `${core}throttle/`, `${core}sync/`],
    packages: ['valibot'],
    node: true,
  },
  { path: `${core}api/`, rooms: [...shared, ports, `${core}accounts/`, `${core}sync/`], packages: ['valibot'] },
  { path: core, rooms: [...shared, core], packages: ['valibot'], node: true },

  // Nothing of core or shared: two independent readings of a vendor's manual have to meet over HTTP.
  { path: demoCrm, rooms: [], packages: ['valibot'], node: true },

  { path: hosts, rooms: [...shared, core, hostRoot, 'package.json'], node: true },
  {
    path: `${hosts}node/`,
    rooms: [...shared, core, hostRoot, demoCrm],
    packages: ['valibot'],
    node: true,
  },
  {
    path: `${hosts}browser/`,
    rooms: [...shared, core, hostRoot, `${hosts}node/`],
    packages: ['valibot', 'ws'],
    node: true,
  },
  {
    path: `${hosts}start/`,
    rooms: [...shared, core, hostRoot, `${hosts}node/`, `${hosts}browser/`],
    packages: ['valibot', 'open'],
    node: true,
  },
  { path: `${hosts}start.ts`, rooms: [`${hosts}start/`, `${hosts}node/`], node: true },
  {
    path: `${hosts}electron/`,
    rooms: [...shared, core, hostRoot, `${hosts}node/`, `${hosts}browser/`, `${hosts}start/`],
    packages: ['valibot', 'electron'],
    node: true,
  },

  { path: `${renderer}ipc/`, rooms: shared, packages: ['valibot'] },
  { path: `${renderer}db/`, rooms: shared, packages: ['valibot', 'dexie'] },
  {
    path: `${renderer}search/`,
    rooms: [...shared, `${renderer}db/`],
    packages: ['valibot', 'dexie', 'libphonenumber-js'],
  },
  {
    path: stores,
    rooms: [...shared, `${renderer}search/`, `${renderer}db/`, `${renderer}ipc/`],
    packages: ['valibot', 'dexie', 'pinia', 'vue', '@vueuse/core'],
  },
  // Part of the first script: nothing that would have to be read before anything is seen.
  { path: firstLook, rooms: [] },
  { path: locales, rooms: shared, packages: ['vue-i18n'] },
  { path: styles, rooms: [], packages: ['naive-ui', 'vue'] },
  { path: themeFile, rooms: [styles], packages: ['naive-ui', 'vue'] },
  {
    path: composables,
    rooms: [...shared, locales, styles, themeFile],
    packages: [...interfaceKit, 'libphonenumber-js'],
  },
  // What a table says, told from its text alone; beside that it knows how people write days and numbers.
  { path: tableImport, rooms: [...shared, composables], packages: ['papaparse'] },
  {
    path: components,
    rooms: [...shared, locales, styles, themeFile, composables, tableImport],
    packages: [...interfaceKit, 'libphonenumber-js'],
  },
  {
    path: `${renderer}pages/`,
    rooms: [...shared, locales, styles, themeFile, composables, components, stores, firstLook, tableImport],
    packages: [...interfaceKit],
  },
  // Entry and frame: they put the rooms together.
  { path: renderer, rooms: [...shared, renderer], packages: [...interfaceKit, 'pinia', 'vite'] },
]

/** Imports that lead where their room may not go, one line each; none when all is well. */
export function findForbiddenImports(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => {
    const room = roomOf(file.path)
    if (room === null) return [`${file.path} stands in no room`]
    return specifiersOf(file)
      .filter((specifier) => !mayImport(room, resolveImport(file.path, specifier)))
      .map((specifier) => `${file.path} imports ${specifier}`)
  })
}

const branches = ['src-shared/', core, demoCrm, hosts, renderer, 'test/']

/** A relative path that leaves its branch of the tree, or an alias for what lies in the same folder. */
export function findWrongPaths(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) =>
    specifiersOf(file)
      .filter((specifier) => isWrongPath(file.path, specifier))
      .map((specifier) => `${file.path} imports ${specifier}`),
  )
}

function isWrongPath(from: string, specifier: string): boolean {
  const target = resolveImport(from, specifier)
  if (target.kind !== 'file') return false
  if (specifier.startsWith('#')) return posix.dirname(target.path) === posix.dirname(from)
  const branchOf = (path: string) => branches.find((branch) => path.startsWith(branch))
  // What lies in no branch (package.json) has no alias.
  return branchOf(target.path) !== undefined && branchOf(target.path) !== branchOf(from)
}

function roomOf(path: string): Room | null {
  const matching = rooms.filter((room) => path === room.path || (room.path.endsWith('/') && path.startsWith(room.path)))
  return matching.toSorted((left, right) => right.path.length - left.path.length)[0] ?? null
}

function mayImport(room: Room, target: Target): boolean {
  switch (target.kind) {
    case 'node':
      return room.node === true
    case 'package':
      return room.packages?.includes(target.name) === true
    case 'file':
      return isInside(target.path, room.path) || room.rooms.some((allowed) => isInside(target.path, allowed))
  }
}

/** A parent room does not own its child rooms: `connectors/` is not the way into `connectors/amocrm/`. */
function isInside(path: string, pattern: string): boolean {
  if (!pattern.endsWith('*.ts')) return path === pattern || (pattern.endsWith('/') && path.startsWith(pattern))
  const folder = pattern.slice(0, -'*.ts'.length)
  return path.startsWith(folder) && !path.slice(folder.length).includes('/')
}
