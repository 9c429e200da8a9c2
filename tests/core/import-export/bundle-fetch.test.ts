import { expect, test } from 'vitest'
import { bundleFetchCalls } from '../../../electron/core/import-export/bundle-fetch.ts'
import type { HttpOutcome } from '../../../shared/http.ts'

const BUNDLE = JSON.stringify({
  everbearerBundle: 1,
  signer: `evb-signer-${'a'.repeat(43)}`,
  signedAt: 1_795_251_600_000,
  signature: 'b'.repeat(86),
  sealed: 'age',
})

type Reply = { readonly status: number; readonly body?: string; readonly location?: string }

/** A server by its addresses, and what was asked of it. */
function served(replies: Readonly<Record<string, Reply | 'too-large'>>) {
  const asked: string[] = []
  const times = { sentAt: 0, receivedAt: 0 }
  const way = { proxy: null, authorities: null, client: null, owners: {} }
  const calls = bundleFetchCalls({
    wayFor: () => way,
    async look(url, given): Promise<HttpOutcome> {
      expect(given).toBe(way)
      asked.push(url)
      const reply = replies[url] ?? { status: 404 }
      if (reply === 'too-large')
        return { kind: 'failure', trouble: 'reply_too_large', sent: true, detail: '', ...times }
      const headers: Record<string, string> = reply.location === undefined ? {} : { location: reply.location }
      return { kind: 'reply', status: reply.status, headers, body: reply.body ?? '', ...times }
    },
  })
  const fetched = (address: string) =>
    calls['moving.fetch']({ address }).then(
      ({ text }) => text,
      (thrown) => [thrown.fault.code, thrown.fault.params['why']].filter(Boolean).join(' '),
    )
  return { asked, fetched }
}

test('a bundle comes from its address, also after it was moved within that server', async () => {
  const { asked, fetched } = served({
    'https://site.example/b': { status: 302, location: '/new/b?v=2' },
    'https://site.example/new/b?v=2': { status: 200, body: BUNDLE },
  })
  expect(await fetched(' https://site.example/b')).toBe(BUNDLE)
  expect(asked).toHaveLength(2)
})

test.each([
  ['another origin', 'https://other.example/b'],
  ['another port', 'https://site.example:444/b'],
  ['without TLS', 'http://site.example/b'],
  ['nowhere', ''],
  ['itself, on and on', '/b'],
])('a redirect to %s is not followed', async (_what, location) => {
  const { asked, fetched } = served({ 'https://site.example/b': { status: 302, location } })
  expect(await fetched('https://site.example/b')).toBe('redirected bundle')
  expect(asked.every((url) => url === 'https://site.example/b')).toBe(true)
  expect(asked.length).toBeLessThan(6)
})

test('what is no bundle is not taken, and said by what it is', async () => {
  const { fetched } = served({
    'https://site.example/page': { status: 200, body: '<html>' },
    'https://site.example/plain': { status: 200, body: '{"connections":[]}' },
    'https://site.example/settings': { status: 200, body: '{"everbearer":1,"connections":[]}' },
    'https://site.example/sealed': { status: 200, body: '-----BEGIN AGE ENCRYPTED FILE-----' },
    'https://site.example/cut': { status: 200, body: BUNDLE.slice(0, -9) },
    'https://site.example/large': 'too-large',
  })
  expect(await fetched('https://site.example/page')).toBe('not_the_server bundle')
  expect(await fetched('https://site.example/plain')).toBe('no_bundle_there')
  expect(await fetched('https://site.example/settings')).toBe('bundle_unsigned')
  expect(await fetched('https://site.example/sealed')).toBe('bundle_unsigned')
  expect(await fetched('https://site.example/cut')).toBe('bundle_damaged')
  expect(await fetched('https://site.example/large')).toBe('reply_too_large bundle')
  expect(await fetched('https://site.example/gone')).toBe('wrong_address bundle')
})

test.each([
  ['http://site.example/b', 'bundle_address plain'],
  ['https://user:password@site.example/b', 'bundle_address'],
  ['https:///b', 'bundle_address'],
  ['ftp://site.example/b', 'bundle_address'],
])('%s is not asked', async (address, refusal) => {
  const { asked, fetched } = served({})
  expect(await fetched(address)).toBe(refusal)
  expect(asked).toEqual([])
})
