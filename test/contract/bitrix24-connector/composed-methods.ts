/** Methods of the vendor as sources write them: whole, or made up of the name of a family and what is done. */

/** A name that a source makes up. */
export interface Composed {
  /** `null` where a family comes from outside: then only the rest is known. */
  readonly prefix: string | null
  /** With the dot that it begins with; all of it where the name stands there whole. */
  readonly tail: string
}

const WHOLE = /'((?:crm|user|event|feature|server|imopenlines)\.[\w.]+)'/g
/** A family, by its name or from elsewhere, what is done, and perhaps one more word that comes from elsewhere. */
const MADE_UP = /`(?:\$\{([^}`]+)\}|(crm))((?:\.\w+)+)(?:\.\$\{(\w+)\})?`/g

interface MadeUp extends Composed {
  readonly isOpenEnded: boolean
}

const madeUpIn = (source: string): readonly MadeUp[] =>
  [...source.matchAll(MADE_UP)].map(([, family = '', name, tail = '', word]) => ({
    ...{ prefix: name ?? constantIn(source, family), tail, isOpenEnded: word !== undefined },
  }))

/** All that one source names or makes up, but for what ends in a word from elsewhere. */
export const composedIn = (source: string): readonly Composed[] => [
  ...[...source.matchAll(WHOLE)].map(([, name = '']) => ({ prefix: '', tail: name })),
  ...madeUpIn(source).filter(({ isOpenEnded }) => !isOpenEnded),
]

/** What a constant of the source holds; `null` for what comes from elsewhere. */
function constantIn(source: string, name: string): string | null {
  if (!/^[A-Z_]+$/.test(name)) return null
  return new RegExp(`\\bconst ${name} = '([\\w.]+)'`).exec(source)?.[1] ?? null
}

/**
 * Whether a file names a method: as a text, or made up of a constant of its own, or of a family that the folder names, and exactly the
 * rest.
 * @param sources of the folder, by name
 */
export function namesMethod(sources: ReadonlyMap<string, string>, file: string, method: string): boolean {
  const source = sources.get(file) ?? ''
  if (source.includes(`'${method}'`)) return true
  return madeUpIn(source).some(({ prefix, tail, isOpenEnded }) => {
    const end = isOpenEnded ? endingIn(source, method, tail) : tail
    if (end === null || !method.endsWith(end)) return false
    const beginning = method.slice(0, -end.length)
    return prefix === null ? isFamily(sources, beginning) : prefix === beginning
  })
}

/** The rest of a method whose last word comes from elsewhere: that word has to stand in the source as a text. */
function endingIn(source: string, method: string, tail: string): string | null {
  const word = method.split('.').at(-1) ?? ''
  return source.includes(`'${word}'`) ? `${tail}.${word}` : null
}

/** Whether some file names it whole, or makes it up of a family. */
const isFamily = (sources: ReadonlyMap<string, string>, name: string): boolean =>
  [...sources.keys()].some((file) => namesMethod(sources, file, name))
