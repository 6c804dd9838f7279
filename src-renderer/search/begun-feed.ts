import { CacheDb } from '../db/cache-db.ts'
import { adoptNewer } from '../db/installed-version.ts'
import { IndexFeed } from './index-feed.ts'
import type { SearchInput, SearchProgress } from './search-protocol.ts'

interface Begun {
  readonly base: CacheDb
  readonly feed: IndexFeed
  progress: SearchProgress | null
}

/** The feed as it was last asked for. It may be begun before there is a window, which then asks for the same. */
export class BegunFeed {
  readonly #onProgress: (progress: SearchProgress) => void
  readonly #onBegun: (base: CacheDb, language: string) => void
  #begun: Begun | null = null
  #asked: SearchInput<'start'> | null = null
  #mayKeep = false

  /** @param onBegun told of each base that is begun with, before anything of it is read */
  constructor(onProgress: (progress: SearchProgress) => void, onBegun: (base: CacheDb, language: string) => void) {
    this.#onProgress = onProgress
    this.#onBegun = onBegun
  }

  get feed(): IndexFeed | null {
    return this.#begun?.feed ?? null
  }

  get base(): CacheDb | null {
    return this.#begun?.base ?? null
  }

  /** Begins; or tells how far it is, where it was begun with the same and has not failed. */
  async begin(asked: SearchInput<'start'>): Promise<void> {
    const progress = this.#begun?.progress ?? null
    const isSame = asked.database === this.#asked?.database && asked.language === this.#asked.language
    if (isSame && typeof progress?.failure !== 'string') {
      if (progress !== null) this.#onProgress(progress)
      return
    }
    this.#asked = asked
    try {
      const base = new CacheDb(asked.database)
      await adoptNewer(base)
      // Asked for otherwise meanwhile.
      if (this.#asked === asked) this.#replace(asked, base)
    } catch (error) {
      this.#asked = null
      throw error
    }
  }

  /** From now on the index may be saved beside the cache. */
  keep(): void {
    this.#mayKeep = true
    this.feed?.keep()
  }

  #replace(asked: SearchInput<'start'>, base: CacheDb): void {
    this.feed?.stop()
    this.#onBegun(base, asked.language)
    const onProgress = (progress: SearchProgress) => {
      begun.progress = progress
      this.#onProgress(progress)
    }
    const feed = new IndexFeed({ db: base, language: asked.language, uuid: () => crypto.randomUUID(), onProgress })
    const begun: Begun = { base, feed, progress: null }
    this.#begun = begun
    feed.start()
    if (this.#mayKeep) feed.keep()
  }
}
