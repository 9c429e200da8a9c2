import { describe, expect, it } from 'vitest'
import { raise } from '../../../shared/fault.ts'
import { startPageRig } from './page-rig.ts'

const SECRET = 'a-token-that-no-page-may-have'
const copy = (json: unknown = { name: 'ward' }) => ({ method: 'POST', path: '/api/copy-token', json })

async function startCopying(copyToken: (input: unknown) => Promise<object>) {
  return startPageRig({}, undefined, { hostname: '127.0.0.1', copyToken })
}

describe('a token on the clipboard', () => {
  it('is put there by the host for a page with a key, which gets nothing of it whatever the host gives', async () => {
    const asked: unknown[] = []
    const rig = await startCopying(async (input) => {
      asked.push(input)
      return { token: SECRET }
    })
    const trade = { method: 'POST', path: '/api/ticket', json: { ticket: rig.door.newTicket() } }
    expect((await rig.ask(trade)).json).toMatchObject({ value: { can: { copyToken: true } } })
    const answer = await rig.ask({ ...copy(), key: await rig.key() })
    expect(answer.json).toEqual({ ok: true, value: {} })
    expect(JSON.stringify(answer)).not.toContain(SECRET)
    expect(asked).toEqual([{ name: 'ward' }])
  })

  it('is for nobody else', async () => {
    let copied = 0
    const rig = await startCopying(async () => {
      copied += 1
      return {}
    })
    const key = await rig.key()
    const statuses = [
      await rig.ask(copy()),
      await rig.ask({ ...copy(), key: 'made up' }),
      await rig.ask({ ...copy(), key, headers: { origin: 'https://elsewhere.example' } }),
      await rig.ask({ ...copy(), key, headers: { 'content-type': 'text/plain' } }),
      await rig.ask({ path: '/api/copy-token', key }),
    ].map(({ status }) => status)
    expect(statuses).toEqual([401, 401, 403, 415, 405])
    expect(copied).toBe(0)
  })

  it('says why it is not, and a host that cannot refuses', async () => {
    const rig = await startCopying(async () => raise('clipboard_missing'))
    expect((await rig.ask({ ...copy(), key: await rig.key() })).json).toMatchObject({
      ok: false,
      fault: { code: 'clipboard_missing' },
    })
    const unable = await startPageRig()
    expect((await unable.ask({ ...copy(), key: await unable.key() })).json).toMatchObject({
      ok: false,
      fault: { code: 'call_refused', params: { call: 'host.copyToken' } },
    })
  })

  it('cannot be read back by the page: no browser lets this page look at the clipboard', async () => {
    const rig = await startPageRig()
    expect((await rig.ask({ path: '/' })).headers['permissions-policy']).toContain('clipboard-read=()')
  })
})
