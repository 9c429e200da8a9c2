/** The loopback address of one sign-in (RFC 8252 section 7.3), called as browsers call it and as others should not. */
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, expect, onTestFinished, test } from 'vitest'
import { nodeClock } from '../../../../electron/adapters/node/clock.ts'
import { nodeRedirects } from '../../../../electron/adapters/node/loopback/redirects.ts'
import { type Fault, fault } from '../../../../shared/fault.ts'

async function listening(wanted = '', outcome: Fault | null = null) {
  const answers: string[] = []
  const redirect = await nodeRedirects(nodeClock).listen(wanted, async (address) => {
    answers.push(address)
    return outcome
  })
  onTestFinished(() => redirect.close())
  return { redirect, answers }
}

type Reply = { readonly status: number; readonly headers: NodeJS.Dict<string | string[]>; readonly body: string }

/** By hand, since fetch decides itself what the Host header is. */
function call(address: string, options: { method?: string; host?: string } = {}): Promise<Reply> {
  const { port, pathname, search, host } = new URL(address)
  const { promise, resolve, reject } = Promise.withResolvers<Reply>()
  request(
    {
      host: '127.0.0.1',
      port,
      path: `${pathname}${search}`,
      method: options.method ?? 'GET',
      headers: { host: options.host ?? host },
    },
    (reply) => {
      let body = ''
      reply.setEncoding('utf8')
      reply.on('data', (part: string) => {
        body += part
      })
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body }))
    },
  )
    .on('error', reject)
    .end()
  return promise
}

const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'))

// Where there is no ::1, nobody looks for anything there.
if (hasIpv6)
  describe('localhost, which browsers look for at ::1 first', () => {
    test('is answered at both addresses, by name and by number', async () => {
      const { redirect, answers } = await listening('http://localhost/back')
      const { port } = new URL(redirect.uri)
      for (const host of ['[::1]', '127.0.0.1']) {
        const reply = await fetch(`http://${host}:${port}/back?code=1`)
        expect([host, reply.status]).toEqual([host, 200])
      }
      expect(answers).toEqual([1, 2].map(() => `http://localhost:${port}/back?code=1`))
      expect((await call(redirect.uri, { host: `x.localhost:${port}` })).status).toBe(421)
    })

    test('is taken when another program has either of them', async () => {
      for (const host of ['::1', '127.0.0.1']) {
        const other = createServer().listen(0, host)
        await new Promise((listens) => other.once('listening', listens))
        onTestFinished(() => void other.close())
        const { port } = other.address() as AddressInfo
        const trouble = { fault: fault('sign_in_port_taken', { port }) }
        await expect(listening(`http://localhost:${port}`)).rejects.toMatchObject(trouble)
      }
    })

    test('counts for the name alone: an address in numbers is that address', async () => {
      const { redirect } = await listening('http://127.0.0.1')
      await expect(fetch(`http://[::1]:${new URL(redirect.uri).port}/`)).rejects.toThrow()
    })
  })

describe('the address', () => {
  test('is any free one on 127.0.0.1 where none was set', async () => {
    const { redirect } = await listening()
    expect(redirect.uri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/)
  })

  test.each([
    ['http://localhost', /^http:\/\/localhost:\d+$/],
    ['http://localhost/', /^http:\/\/localhost:\d+\/$/],
    ['http://127.0.0.1/a/b', /^http:\/\/127\.0\.0\.1:\d+\/a\/b$/],
  ])('is %s as typed, with a port', async (wanted, seen) => {
    const { redirect, answers } = await listening(wanted)
    expect(redirect.uri).toMatch(seen)
    expect((await call(`${redirect.uri}?code=1&state=2`)).status).toBe(200)
    expect(answers).toEqual([`${redirect.uri}?code=1&state=2`])
  })

  test('that another program has is said to be taken', async () => {
    const { redirect } = await listening()
    const { port } = new URL(redirect.uri)
    await expect(nodeRedirects(nodeClock).listen(`http://127.0.0.1:${port}/x`, async () => null)).rejects.toMatchObject(
      {
        fault: { code: 'sign_in_port_taken', params: { port: Number(port) } },
      },
    )
  })

  test('is gone when the sign-in is over', async () => {
    const { redirect } = await listening()
    await redirect.close()
    await expect(call(redirect.uri)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })
})

describe('who calls it otherwise', () => {
  test.each([
    ['by another name (DNS rebinding)', '', { host: 'evil.example' }, 421],
    ['by its name without the port', '', { host: '127.0.0.1' }, 421],
    ['with a POST', '', { method: 'POST' }, 405],
    ['at another path', '/more', {}, 404],
  ])('%s is no answer', async (_what, path, options, status) => {
    const { redirect, answers } = await listening()
    expect((await call(`${redirect.uri}${path}`, options)).status).toBe(status)
    expect(answers).toEqual([])
  })
})

describe('the page', () => {
  test('says that it is done, keeps nothing and lets nothing else run', async () => {
    const { redirect } = await listening()
    const { headers, body } = await call(`${redirect.uri}?code=the-code&state=the-state`)
    expect(body).toContain('You are signed in.')
    expect(body).not.toContain('the-code')
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
    const nonce = /style-src 'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1]
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(body).toContain(`<style nonce="${nonce}">`)
    expect(body).not.toContain('<script')
  })

  test('says why it is not, with the next step', async () => {
    const { redirect } = await listening('', fault('sign_in_denied', { error: 'access_denied' }))
    const { body } = await call(`${redirect.uri}?error=access_denied`)
    expect(body).toContain('not granted (access_denied)')
    expect(body).toContain('Sign in again and agree')
  })
})
