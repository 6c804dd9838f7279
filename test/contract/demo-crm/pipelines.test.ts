import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { at, COLLEAGUE, create, fieldMissing, listAt, notSupportedChoice, startSession } from './demo-session.ts'
import { tokenOf, validationBody } from './demo-session.ts'
import type { DemoSession } from './demo-session.ts'

const PATH = '/api/v4/leads/pipelines'

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 20 })
})
afterAll(() => session.crm.close())

describe('pipelines', () => {
  test('are all listed, whatever page and limit say', async () => {
    const { body } = await session.get(`${PATH}?page=7&limit=1`)

    expect(at(body, '_total_items')).toBe(2)
    expect(listAt(body, '_embedded', 'pipelines').map(({ id, is_main }) => [id, is_main])).toEqual([
      [3177727, true],
      [3177931, false],
    ])
  })

  test('begin with what came in and end with 142 and 143', async () => {
    const { body } = await session.get(`${PATH}/3177931`)

    const stages = listAt(body, '_embedded', 'statuses')
    expect(stages.map(({ id, type, is_editable }) => [id, type, is_editable])).toEqual([
      [32392198, 1, false],
      [32392201, 0, true],
      [32392207, 0, true],
      [142, 0, false],
      [143, 0, false],
    ])
    expect((await session.get(`${PATH}/1`)).status).toBe(204)
    expect((await session.get(`${PATH}/3177931/statuses/32392201`)).body).toEqual(stages[1])
    expect(listAt((await session.get(`${PATH}/3177931/statuses`)).body, '_embedded', 'statuses')).toEqual(stages)
  })

  test('are made with stages, renamed, and deleted when they hold no leads', async () => {
    const made = await session.send('POST', PATH, [
      { name: 'New', sort: 30, _embedded: { statuses: [{ name: 'One', color: '#ffff99' }, { id: 142 }] } },
    ])
    const id = Number(at(made.body, '_embedded', 'pipelines', 0, 'id'))
    const names = listAt(made.body, '_embedded', 'pipelines', 0, '_embedded', 'statuses').map((stage) => stage['name'])

    expect(names).toEqual(['Неразобранное', 'One', 'Успешно реализовано', 'Закрыто и не реализовано'])
    expect((await session.send('PATCH', `${PATH}/${id}`, { name: 'Newer' })).body).toMatchObject({ id, name: 'Newer' })
    const lead = await create(session, 'leads', { pipeline_id: id })
    const full = await session.send('DELETE', `${PATH}/${id}`, undefined)
    await session.send('PATCH', `/api/v4/leads/${lead}`, { pipeline_id: 3177727 })
    const empty = await session.send('DELETE', `${PATH}/${id}`, undefined)
    expect([full.status, empty.status]).toEqual([422, 204])
    expect(await session.send('DELETE', `${PATH}/${id}`, undefined)).toMatchObject({
      status: 400,
      body: validationBody([{ request_id: '0', errors: [notSupportedChoice('id')] }]),
    })
  })

  test('take new stages, which can be renamed and deleted', async () => {
    const made = await session.send('POST', `${PATH}/3177931/statuses`, [{ name: 'Late', sort: 90, request_id: 's' }])
    const id = Number(at(made.body, '_embedded', 'statuses', 0, 'id'))

    const renamed = await session.send('PATCH', `${PATH}/3177931/statuses/${id}`, { name: 'Later' })
    const gone = await session.send('DELETE', `${PATH}/3177931/statuses/${id}`, undefined)
    const standard = await session.send('DELETE', `${PATH}/3177931/statuses/142`, undefined)

    expect(at(made.body, '_embedded', 'statuses', 0, 'request_id')).toBe('s')
    expect(renamed.body).toMatchObject({ id, name: 'Later' })
    expect([gone.status, standard.status]).toEqual([204, 422])
    const nameless = await session.send('POST', `${PATH}/3177931/statuses`, [{}])
    expect(nameless.body).toEqual(validationBody([{ request_id: '0', errors: [fieldMissing('name')] }]))
  })

  test('have one main one, and keep a stage that leads stand in', async () => {
    const made = await session.send('POST', PATH, [
      { name: 'Main now', is_main: true, _embedded: { statuses: [{ name: 'S' }] } },
    ])
    const id = Number(at(made.body, '_embedded', 'pipelines', 0, 'id'))
    const stage = listAt(made.body, '_embedded', 'pipelines', 0, '_embedded', 'statuses').find(
      ({ name }) => name === 'S',
    )
    await create(session, 'leads', {})

    const all = listAt((await session.get(PATH)).body, '_embedded', 'pipelines')
    const held = await session.send('DELETE', `${PATH}/${id}/statuses/${String(stage?.['id'])}`, undefined)
    await session.send('PATCH', `${PATH}/3177727`, { is_main: true })

    expect(all.filter(({ is_main }) => is_main === true).map((pipeline) => pipeline['id'])).toEqual([id])
    expect(held.status).toBe(422)
  })

  test('are read by everybody and changed by administrators', async () => {
    const token = await tokenOf(session, COLLEAGUE)
    const authorization = { authorization: `Bearer ${token}` }

    expect((await session.get(PATH, token)).status).toBe(200)
    expect((await session.send('POST', PATH, [{ name: 'X' }], authorization)).status).toBe(403)
    expect((await session.send('DELETE', `${PATH}/3177931`, undefined, authorization)).status).toBe(403)
  })

  test('have reasons for what was lost', async () => {
    const { body } = await session.get('/api/v4/leads/loss_reasons')

    expect(at(body, '_embedded', 'loss_reasons', 0)).toMatchObject({ id: 4203748, name: 'Слишком дорого' })
    expect((await session.get('/api/v4/leads/loss_reasons/4203748')).body).toMatchObject({ id: 4203748 })
  })
})
