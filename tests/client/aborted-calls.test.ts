/** A caller who gives up while a token is renewed waits no longer for it, and no call is made. */
import axios from 'axios'
import { expect, it } from 'vitest'
import { fetchAuthorized } from '../../electron/client/authorized-fetch.ts'
import { interceptorOf } from '../../electron/client/axios-interceptor.ts'
import type { Token } from '../../electron/client/shapes.ts'
import { startApiServer } from '../kit/clients/api-server.ts'

/** Its answers come when the test says so; `asked` resolves with the next question. */
function slowKeeper(baseUrl: string) {
  const ward = { name: 'ward', token: 'a token', tokenType: 'Bearer', parameter: null, baseUrl, generation: 1 } as Token
  let begun = Promise.withResolvers<void>()
  const never = () => {
    begun.resolve()
    return new Promise<never>(() => undefined)
  }
  return {
    async asked() {
      await begun.promise
      begun = Promise.withResolvers()
    },
    waits: { getToken: never, rejected: never },
    renews: { getToken: async () => ward, rejected: never },
  }
}

it('fetch rejects as it does by itself, while the token comes and while the next one does', async () => {
  const server = await startApiServer()
  const { asked, waits, renews } = slowKeeper(server.url)
  for (const keeper of [waits, renews]) {
    const given = new AbortController()
    const call = fetchAuthorized(keeper, 'ward', '/api/health/', { signal: given.signal })
    await asked()
    given.abort()
    await expect(call).rejects.toMatchObject({ name: 'AbortError' })
  }
  const request = new Request(`${server.url}api/health/`, { signal: AbortSignal.abort() })
  await expect(fetchAuthorized(waits, 'ward', request)).rejects.toMatchObject({ name: 'AbortError' })
  // The one that was refused.
  expect(server.asked.length).toBe(1)
})

it('so does axios', async () => {
  const server = await startApiServer()
  const { asked, waits, renews } = slowKeeper(server.url)
  for (const keeper of [waits, renews]) {
    const api = axios.create()
    interceptorOf(keeper, api, 'ward')
    const given = new AbortController()
    const call = api.get('/api/health/', { signal: given.signal })
    await asked()
    given.abort()
    await expect(call).rejects.toMatchObject({ code: 'ERR_CANCELED' })
  }
  expect(server.asked.length).toBe(1)
})
