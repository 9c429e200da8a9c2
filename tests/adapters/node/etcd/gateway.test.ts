/** What answers at the store's address and is not etcd: a proxy, or the page of a guest network. */
import { expect, test } from 'vitest'
import type { Answer } from '../../../../electron/adapters/node/etcd/exchange.ts'
import { createGateway } from '../../../../electron/adapters/node/etcd/gateway.ts'
import { faultOf } from '../../../../shared/fault.ts'
import { Secret } from '../../../../shared/secret.ts'

const ADDRESS = 'https://etcd-1.example:2379'
const PAGE = '<html><h1>Log in to the guest network</h1></html>'

function gatewayTo(answers: Readonly<Record<string, Answer>>, more: { user?: true } = {}) {
  const post = async ({ endpoint }: { endpoint: string }) => answers[endpoint] as Answer
  const exchange = { post, follow: () => () => undefined, close: () => undefined }
  const user = more.user ? { name: 'ward', password: new Secret('secret') } : null
  return createGateway({ exchange, endpoints: Object.keys(answers), user })
}

const troubleOf = (work: Promise<unknown>) => work.then(() => null, faultOf)

test.each([200, 301, 403, 404, 413])(
  'a page with the status %i is told as no etcd, and nothing was found out',
  async (status) => {
    const unreachable = {
      code: 'store_unreachable',
      params: { detail: `HTTP_${status}`, why: 'not_etcd' },
    }
    for (const wishes of [{}, { user: true }] as const) {
      const gateway = gatewayTo({ [ADDRESS]: { status, text: PAGE } }, wishes)
      expect(await troubleOf(gateway.ask('/v3/kv/range', {}))).toMatchObject(unreachable)
    }
    // What changes something may have come to etcd behind it.
    const changed = gatewayTo({ [ADDRESS]: { status, text: PAGE } }).change('/v3/kv/txn', {})
    expect(await troubleOf(changed)).toMatchObject({ code: 'store_unanswered' })
  },
)

test('a server behind it that is away is told as before, and another member is asked', async () => {
  const away = { status: 502, text: PAGE }
  const gateway = gatewayTo({ [ADDRESS]: away })
  const trouble = await troubleOf(gateway.ask('/v3/kv/range', {}))
  expect(trouble).toMatchObject({ code: 'store_unreachable', params: { detail: 'HTTP_502' } })
  expect(trouble?.params).not.toHaveProperty('why')
  const other = { status: 200, text: '{"header":{}}' }
  for (const first of [away, { status: 404, text: PAGE }])
    expect(await gatewayTo({ [ADDRESS]: first, 'https://etcd-2.example:2379': other }).ask('/v3/kv/range', {})).toBe(
      other.text,
    )
})

test('what etcd itself refuses stays refused', async () => {
  const text = JSON.stringify({ error: 'x', message: 'etcdserver: permission denied', code: 7 })
  const trouble = await troubleOf(gatewayTo({ [ADDRESS]: { status: 403, text } }).ask('/v3/kv/range', {}))
  expect(trouble).toMatchObject({ code: 'store_refused', params: { detail: 'permission' } })
})
