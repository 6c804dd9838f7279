import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findDownloadAddresses, findStrangers } from './project-rules.ts'
import { projectRoot } from './source-files.ts'

describe('the project', () => {
  test('keeps its top level to the rooms and files that were agreed', () => {
    expect(findStrangers(readdirSync(projectRoot))).toEqual([])
  })

  test('locks versions, not addresses to download them from', () => {
    expect(findDownloadAddresses(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8'))).toEqual([])
  })

  // Without it the page's own style elements would be stopped by the content policy of either host.
  test('leaves a place in the page for the nonce of its content policy', () => {
    const page = readFileSync(join(projectRoot, 'src-renderer/index.html'), 'utf8')

    expect(page).toMatch(/<meta name="csp-nonce" content="__CSP_NONCE__" ?\/?>/)
  })
})

describe('the rules of the project', () => {
  test('refuse a new room at the top', () => {
    expect(findStrangers(['src-main', 'lib', 'package.json', '.ci', 'vite.config.ts'])).toEqual([
      'lib',
      'vite.config.ts',
    ])
  })

  test('refuse an address in the lock file', () => {
    const lock = JSON.stringify({
      packages: { 'node_modules/a': { version: '1.0.0', resolved: 'https://registry.example/a.tgz' } },
    })

    expect(findDownloadAddresses(lock)).toEqual(['node_modules/a'])
  })
})
