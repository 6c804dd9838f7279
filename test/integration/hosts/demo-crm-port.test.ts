import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createDemoCrmPort } from '#hosts/node/demo-crm-port.ts'
import { temporaryDirectory } from '#test/support/temporary-directory.ts'

function open(dataFile: string) {
  const port = createDemoCrmPort({ dataFile, contacts: 20 })
  onTestFinished(() => port.close())
  return port
}

describe('demo CRM port', () => {
  test('starts one CRM however often it is asked, and that one lets its token in', async () => {
    const port = open(join(await temporaryDirectory(), 'demo-crm.sqlite'))

    const [first, second] = await Promise.all([port.start('amocrm'), port.start('amocrm')])
    const reply = await fetch(`${first.origin}/api/v4/account`, { headers: { authorization: `Bearer ${first.token}` } })

    expect(second).toEqual(first)
    expect(reply.status).toBe(200)
  })

  test('keeps its data and its token from run to run', async () => {
    const dataFile = join(await temporaryDirectory(), 'demo-crm.sqlite')
    const before = open(dataFile)
    const { token } = await before.start('amocrm')
    await before.close()

    const after = await open(dataFile).start('amocrm')

    expect(after.token).toBe(token)
  })

  test('says that a start failed, and starts when it is asked again under better conditions', async () => {
    const folder = join(await temporaryDirectory(), 'later')
    const port = open(join(folder, 'demo-crm.sqlite'))

    await expect(port.start('amocrm')).rejects.toMatchObject({ code: 'storage/failed' })
    await mkdir(folder)

    await expect(port.start('amocrm')).resolves.toHaveProperty('origin')
  })

  test('closes quietly when it was never started', async () => {
    const port = open(join(await temporaryDirectory(), 'demo-crm.sqlite'))

    await expect(port.close()).resolves.toBeUndefined()
  })
})
