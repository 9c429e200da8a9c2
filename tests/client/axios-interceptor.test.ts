/** Axios with the token of a connection: on each call, once more after a 401, and to no other place. */
import axios from 'axios'
import { expect, it } from 'vitest'
import { fetchAuthorized } from '../../electron/client/authorized-fetch.ts'
import { interceptorOf } from '../../electron/client/axios-interceptor.ts'
import type { Token } from '../../electron/client/shapes.ts'
import { startApiServer } from '../kit/clients/api-server.ts'

/** A keeper whose token the server has in mind; `rejected` brings the next one. */
async function rig(parameter: string | null = null) {
  const server = await startApiServer()
  const reported: number[] = []
  let generation = 0
  const renew = async () => {
    await fetch(`${new URL(server.url).origin}/token`, { method: 'POST' })
    generation += 1
  }
  await renew()
  const keeper = {
    getToken: async (name: string) => {
      const token = server.tokens().at(-1) ?? ''
      return { name, token, tokenType: 'Bearer', parameter, baseUrl: server.url, generation } as Token
    },
    rejected: async (_name: string, which: number) => {
      reported.push(which)
      await renew()
      return {} as never
    },
  }
  return { server, keeper, reported }
}

it('puts the token on each call, whose base URL is the connection’s', async () => {
  const { server, keeper } = await rig()
  const api = axios.create()
  const eject = interceptorOf(keeper, api, 'ward')
  expect((await api.get('/api/health/')).data).toEqual({ path: '/base/api/health/', body: '' })
  expect((await api.post(`${server.url}api/upload/`, 'a body')).data).toEqual({
    path: '/base/api/upload/',
    body: 'a body',
  })
  eject()
  await expect(api.get(`${server.url}api/health/`)).rejects.toMatchObject({ response: { status: 401 } })
})

it('reports a 401 and calls once more, with the body; a second 401 is the caller’s', async () => {
  const { server, keeper, reported } = await rig()
  const api = axios.create()
  interceptorOf(keeper, api, 'ward')
  server.refuseOlder()
  expect((await api.post('/api/upload/', { a: 'body' })).data).toMatchObject({ body: '{"a":"body"}' })
  expect([reported, server.asked.length]).toEqual([[1], 2])

  const never = { ...keeper, rejected: async () => Promise.reject(new Error('nobody keeps')) }
  const other = axios.create()
  interceptorOf(never, other, 'ward')
  server.refuseOlder()
  await expect(other.get('/api/health/')).rejects.toMatchObject({ response: { status: 401 } })
  expect(server.asked.length).toBe(3)
})

it('sends no token of a type that it does not know', async () => {
  const { server, keeper } = await rig()
  const api = axios.create()
  const other = async (name: string) => ({ ...(await keeper.getToken(name)), tokenType: 'mac' })
  interceptorOf({ ...keeper, getToken: other }, api, 'ward')
  await expect(api.get('/api/health/')).rejects.toMatchObject({ code: 'token_type_unknown' })
  expect(server.asked).toEqual([])
})

it('sends no token elsewhere, and follows no redirect with it', async () => {
  const { server, keeper } = await rig()
  const elsewhere = await startApiServer()
  const api = axios.create()
  interceptorOf(keeper, api, 'ward')
  const { origin } = new URL(server.url)
  for (const url of [
    elsewhere.url,
    `${origin}/token`,
    `${origin}/base/../token`,
    `//${new URL(elsewhere.url).host}/base/`,
  ]) {
    await expect(api.get(url)).rejects.toMatchObject({ code: 'outside_base_url' })
  }
  await expect(api.get('/x/', { baseURL: elsewhere.url })).rejects.toMatchObject({ code: 'outside_base_url' })
  expect([server.asked, elsewhere.asked]).toEqual([[], []])
  await expect(api.get('/leads-away/')).rejects.toMatchObject({ response: { status: 302 } })
  expect(server.asked.map(({ path }) => path)).toEqual(['/base/leads-away/'])
})

it('puts it into the query where the server reads it there', async () => {
  const { keeper } = await rig('token')
  const api = axios.create({
    adapter: async (config) => ({ config, data: api.getUri(config), status: 200, statusText: '', headers: {} }),
  })
  interceptorOf(keeper, api, 'ward')
  const { data } = await api.get('/api/', { params: { a: 1 } })
  expect(data).toMatch(/\/base\/api\/\?a=1&token=token-1-of-this-server$/)
})

it('a stream is sent once', async () => {
  const { server, keeper, reported } = await rig()
  server.refuseOlder()
  const body = new Blob(['a body']).stream()
  const init = { method: 'POST', body, duplex: 'half' } as RequestInit
  expect((await fetchAuthorized(keeper, 'ward', '/api/upload/', init)).status).toBe(401)
  expect([reported, server.asked.length]).toEqual([[1], 1])
  const request = new Request(`${server.url}api/upload/`, { method: 'POST', body: 'a body' })
  server.refuseOlder()
  expect((await fetchAuthorized(keeper, 'ward', request)).status).toBe(401)
})
