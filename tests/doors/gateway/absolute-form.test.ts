/** Targets with the host in front (RFC 9112 section 3.2.2): as good as their path where that host is ours, and refused elsewhere. */
import { describe, expect, it } from 'vitest'
import { type ConsumerRig, startConsumerRig } from '../loopback/consumer-rig.ts'

async function started() {
  const rig = await startConsumerRig()
  return { rig, key: await rig.key('uploader', 'ward'), own: `127.0.0.1:${rig.port}` }
}

type Said = { readonly target: string; readonly host?: string; readonly more?: string }

async function said({ raw }: ConsumerRig, key: string, { target, host = 'ignored.example', more = '' }: Said) {
  const head = `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${key}\r\nConnection: close\r\n${more}\r\n`
  const answer = await raw(head)
  const [status = ''] = /\d{3}/.exec(answer) ?? []
  const [, code = ''] = /"code":"(\w+)"/.exec(answer) ?? []
  return [status, code, answer] as const
}

describe('a target in absolute form', () => {
  it('reaches the gateway, the API and the token’s address, whatever the Host beside it says', async () => {
    const { rig, key, own } = await started()
    expect((await said(rig, key, { target: `http://${own}/g/ward/api/?a=b` })).slice(0, 2)).toEqual(['200', ''])
    expect(rig.upstream.requests.map(({ url }) => url)).toEqual(['/api/?a=b'])
    const sent = rig.upstream.requests[0]?.rawHeaders ?? []
    expect(sent[sent.indexOf('Host') + 1]).toBe(`127.0.0.1:${rig.upstream.port}`)
    expect((await said(rig, key, { target: `HTTP://${own}/v1/connections` }))[0]).toBe('200')
    expect((await said(rig, key, { target: `http://${own}/v1/connections/ward/token` }))[2]).toContain('access-of-ward')
  })

  it('of a host that is not ours is refused, though the Host beside it is ours', async () => {
    const { rig, key, own } = await started()
    for (const host of ['evil.example', `evil.example:${rig.port}`, '127.0.0.1', `127.0.0.1:${rig.port + 1}`]) {
      for (const path of ['/g/ward/', '/v1/connections', '/v1/connections/ward/token']) {
        const [status, code, answer] = await said(rig, key, { target: `http://${host}${path}`, host: own })
        expect([host, path, status, code]).toEqual([host, path, '403', 'request_refused'])
        expect(answer).not.toContain('access-of')
      }
    }
    expect(rig.upstream.requests).toEqual([])
  })

  it('counts for nothing with a user in it, in another scheme, or beside two Hosts', async () => {
    const { rig, key, own } = await started()
    for (const each of [
      { target: `http://x@${own}/g/ward/`, host: own },
      { target: `https://${own}/g/ward/`, host: own },
      { target: `http://${own}/g/ward/`, host: own, more: `Host: ${own}\r\n` },
      { target: `ftp://${own}/g/ward/`, host: own },
    ]) {
      const [status] = await said(rig, key, each)
      expect([each.target, status.startsWith('4')]).toEqual([each.target, true])
    }
    expect(rig.upstream.requests).toEqual([])
  })

  it('leads nowhere that its path would not lead', async () => {
    const { rig, key, own } = await started()
    for (const path of ['/g/other/', '/g/ward/../other/', '/g/ward/%2e%2e/other/', '/g/ward\\..\\x'])
      expect([path, (await said(rig, key, { target: `http://${own}${path}` }))[0].startsWith('4')]).toEqual([
        path,
        true,
      ])
    expect(rig.upstream.requests).toEqual([])
  })
})
