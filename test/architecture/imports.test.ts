import { describe, expect, test } from 'vitest'
import { findForbiddenImports, findWrongPaths } from './import-rules.ts'
import { productFolders, readSources } from './source-files.ts'

const forbidden = (path: string, text: string) => findForbiddenImports([{ path, text }])

describe('imports', () => {
  test('lead only where the table of rooms allows', () => {
    expect(findForbiddenImports(readSources(productFolders))).toEqual([])
  })

  test('use an alias between the branches of the tree and a relative path inside a folder', () => {
    expect(findWrongPaths(readSources(productFolders))).toEqual([])
  })
})

describe('the rule of imports', () => {
  test.each([
    ['src-shared/domain/contact.ts', "import { plan } from '../sync/plan-push.ts'"],
    ['src-shared/sync/rebase.ts', "import * as v from 'valibot'"],
    ['src-shared/ipc/peer.ts', "import { readFile } from 'node:fs'"],
    ['src-shared/domain/ids.ts', "import type { App } from '#core/app.ts'"],
    ['src-main/core/app.ts', "import { app } from 'electron'"],
    ['src-main/core/app.ts', "import { startDemoCrm } from '#demo-crm/server.ts'"],
    ['src-main/core/api/sync.ts', "import { say } from '#hosts/start.ts'"],
    ['src-main/core/sync/engine.ts', "import { create } from '../connectors/amocrm/amocrm-connector.ts'"],
    ['src-main/core/connectors/amocrm/mapping.ts', "import { x } from '../bitrix24/mapping.ts'"],
    ['src-main/core/connectors/amocrm/mapping.ts', "import type { X } from '../../accounts/account-registry.ts'"],
    ['src-main/core/http/http-client.ts', "import { x } from '../connectors/connector.ts'"],
    ['src-main/demo-crm/server.ts', "import { AppError } from '#shared/errors/app-error.ts'"],
    ['src-main/demo-crm/server.ts', "import { toWire } from '#core/connectors/amocrm/mapping.ts'"],
    ['src-main/hosts/browser/gate.ts', "import { safeStorage } from 'electron'"],
    ['src-main/hosts/start/open-window.ts', "const { app } = await import('electron')"],
    ['src-main/hosts/node/profile.ts', "import { x } from '../browser/gate.ts'"],
    ['src-renderer/db/rows.ts', "import { x } from '../stores/contacts-store.ts'"],
    ['src-renderer/search/index-build.ts', "import { x } from '../stores/contacts-store.ts'"],
    ['src-renderer/stores/sync-store.ts', "import Tag from '../components/sync/SyncTag.vue'"],
    [
      'src-renderer/pages/ContactsPage.vue',
      '<script setup lang="ts">\nimport { db } from \'../db/cache-db.ts\'\n</script>',
    ],
    [
      'src-renderer/components/a/AnyCard.vue',
      "<script setup>\nimport { useX } from '../../stores/x-store.ts'\n</script>",
    ],
    ['src-renderer/components/a/AnyCard.vue', "<script>\nexport type A = import('../../db/rows.ts').Row\n</script>"],
    ['src-renderer/stores/x-store.ts', "new Worker(new URL('../pages/worker.ts', import.meta.url))"],
    ['src-renderer/main.ts', "import { readFile } from 'node:fs'"],
    ['src-renderer/main.ts', "export { app } from '#core/app.ts'"],
    ['src-main/elsewhere/file.ts', ''],
  ])('refuses in %s: %s', (path, text) => {
    expect(forbidden(path, text)).toHaveLength(1)
  })

  test.each([
    ['src-main/hosts/electron/main.ts', "import { app } from 'electron'"],
    ['src-main/core/accounts/factory.ts', "import { create } from '../connectors/amocrm/amocrm-connector.ts'"],
    ['src-renderer/stores/contacts-store.ts', "import { search } from '../search/search-client.ts'"],
    ['src-renderer/search/index-build.ts', "import type { Row } from '../db/rows.ts'"],
    ['src-renderer/pages/ContactsPage.vue', '<script setup>\nimport { x } from "../stores/x-store.ts"\n</script>'],
  ])('allows in %s: %s', (path, text) => {
    expect(forbidden(path, text)).toEqual([])
  })

  test.each([
    ['src-main/core/app.ts', "import { x } from '../../src-shared/ipc/peer.ts'"],
    ['src-main/hosts/node/profile.ts', "import { x } from '../../core/app.ts'"],
    ['src-main/core/sync/push.ts', "import { x } from '#core/sync/engine.ts'"],
    ['src-renderer/db/rows.ts', "import { x } from '../../src-shared/domain/ids.ts'"],
  ])('refuses the wrong kind of path in %s: %s', (path, text) => {
    expect(findWrongPaths([{ path, text }])).toHaveLength(1)
  })
})
