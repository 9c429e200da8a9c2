import { describe, expect, it } from 'vitest'
import { raise } from '../../../shared/fault.ts'
import { startPageRig } from './page-rig.ts'

const start = (json: unknown = {}) => ({ method: 'POST', path: '/api/demo', json })

describe('the demo', () => {
  it('is started by a page with a key, which learns the name', async () => {
    let started = 0
    const rig = await startPageRig({}, async () => {
      started += 1
      return { name: 'demo' }
    })
    const trade = { method: 'POST', path: '/api/ticket', json: { ticket: rig.door.newTicket() } }
    expect((await rig.ask(trade)).json).toMatchObject({ value: { can: { demo: true } } })
    expect((await rig.ask({ ...start(), key: await rig.key() })).json).toEqual({ ok: true, value: { name: 'demo' } })
    expect(started).toBe(1)
  })

  it('is for nobody else', async () => {
    let started = 0
    const rig = await startPageRig({}, async () => {
      started += 1
      return { name: 'demo' }
    })
    const key = await rig.key()
    const form = { 'content-type': 'text/plain' }
    const foreign = { origin: 'https://elsewhere.example' }
    const statuses = [
      await rig.ask(start()),
      await rig.ask({ ...start(), key: 'made up' }),
      await rig.ask({ ...start(), key, headers: foreign }),
      await rig.ask({ ...start(), key, headers: form }),
      await rig.ask({ path: '/api/demo', key }),
    ].map(({ status }) => status)
    expect(statuses).toEqual([401, 401, 403, 415, 405])
    expect(started).toBe(0)
  })

  it('says what hinders it', async () => {
    const rig = await startPageRig({}, async () => raise('vault_choice_needed', { why: 'vault_missing' }))
    const answer = await rig.ask({ ...start(), key: await rig.key() })
    expect([answer.status, answer.json]).toMatchObject([
      200,
      { ok: false, fault: { code: 'vault_choice_needed', params: { why: 'vault_missing' } } },
    ])
  })

  it('is refused by a host that has none', async () => {
    const rig = await startPageRig()
    const answer = await rig.ask({ ...start(), key: await rig.key() })
    expect([answer.status, answer.json]).toMatchObject([
      403,
      { ok: false, fault: { code: 'call_refused', params: { call: 'demo' } } },
    ])
  })
})
