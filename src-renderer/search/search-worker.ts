import { createRowsChannel } from '../db/rows-channel.ts'
import { serveSearch } from './serve-search.ts'

serveSearch(self, createRowsChannel())
