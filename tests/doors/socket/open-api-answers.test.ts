/**
 * openapi.json, against what a live keeper answers: each answer is judged by the schema that the document has for its
 * status, with a validator of JSON Schema (2020-12) that knows nothing of how the document is made.
 */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { FaultError, fault } from '../../../shared/fault.ts'
import { drawEntry } from '../../core/started-keeper.ts'
import { type Answered, type SocketRig, startSocketRig } from './socket-rig.ts'

type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: object }
}
type Operation = {
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, { schema: object }>> }>>
}

/** Every answer is judged as it comes; what does not fit fails the test with the place of it. */
async function judging(rig: SocketRig) {
  const document = (await rig.ask({ path: '/openapi.json' })).json as Document
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    schemas: [{ $id: 'document', components: document.components }],
  })
  const judges = new Map<string, ValidateFunction>()
  const judged: string[] = []

  function judgeOf(path: string, method: string, status: number): ValidateFunction {
    const responses = document.paths[path]?.[method.toLowerCase()]?.responses
    const which = responses?.[status] === undefined ? 'default' : String(status)
    const schema = responses?.[which]?.content['application/json']?.schema
    if (schema === undefined) throw new Error(`${method} ${path} says nothing of ${status}`)
    const key = `${method} ${path} ${which}`
    const text = JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/')
    judges.set(key, judges.get(key) ?? ajv.compile(JSON.parse(text) as object))
    return judges.get(key) as ValidateFunction
  }

  return {
    judged,
    judge(path: string, method: string, { status, json, headers }: Answered): void {
      expect(headers['content-type']).toMatch(/^application\/json/)
      const judge = judgeOf(path, method, status)
      judge(json)
      expect([method, path, status, judge.errors ?? []]).toEqual([method, path, status, []])
      judged.push(`${method} ${path} ${status}`)
    },
  }
}

const JSON_BODY = { 'content-type': 'application/json' }
const ONE = '/v1/connections/{name}'

test('what programs get is what the document says', async () => {
  const rig = await startSocketRig()
  await rig.door.ask('connections.add', { entry: drawEntry('ward', rig.ports, 3_600) })
  const { judge, judged } = await judging(rig)
  const at = async (path: string, method = 'GET', more: { query?: string; name?: string; body?: string } = {}) => {
    const { query = '', name = 'ward', body } = more
    const sent = { method, path: path.replace('{name}', name) + query }
    judge(path, method, await rig.ask(body === undefined ? sent : { ...sent, headers: JSON_BODY, body }))
  }
  await at('/v1/keeper')
  await at('/v1/connections')
  for (const name of ['ward', 'nobody', 'NO NAME'.replace(' ', '%20')]) {
    await at(ONE, 'GET', { name })
    await at(`${ONE}/token`, 'GET', { name })
    if (name !== 'ward') await at(`${ONE}/refresh`, 'POST', { name })
    await at(`${ONE}/rejected`, 'POST', { name, body: '{"generation":1}' })
  }
  await at(`${ONE}/token`, 'GET', { query: '?min_ttl=soon' })
  await at(`${ONE}/rejected`, 'POST', { body: '[]' })
  await at(`${ONE}/rejected`, 'POST', { body: 'no JSON' })
  for (const call of [
    'connections.list',
    'connections.get',
    'journal.read',
    'vault.status',
    'settings.get',
    'keeper.status',
    'connections.remembered',
  ] as const) {
    for (const body of ['{}', '{"name":"ward"}', '{"name":"nobody"}', '{"strange":true}'])
      await at(`/v1/calls/${call}`, 'POST', { body })
  }
  expect(new Set(judged).size).toBeGreaterThan(15)
})

test('a warning is told as the document says', async () => {
  const rig = await startSocketRig()
  await rig.door.ask('connections.add', { entry: drawEntry('ward', rig.ports, 3_600) })
  const { json } = await rig.ask({ path: '/v1/connections/ward/token' })
  const { token, expires_at: expiresAt } = json as { token: string; expires_at: string }
  const warning = fault('shorter_life', { seconds: 3_600 })
  const grant = {
    token,
    tokenType: 'Bearer',
    expiresAt,
    usableUntil: expiresAt,
    generation: 1,
    baseUrl: 'https://draw.example/',
    clientId: '',
    endpoints: {},
    maxRetries: 3,
    warning,
  }
  const warned = await startSocketRig({ 'connections.token': async () => grant })
  const { judge } = await judging(warned)
  const answer = await warned.ask({ path: '/v1/connections/ward/token' })
  expect(answer.json).toMatchObject({
    warning: { code: 'shorter_life', message: expect.any(String), next: expect.any(String) },
  })
  judge(`${ONE}/token`, 'GET', answer)
})

test.each([
  fault('vault_locked'),
  fault('offline'),
  fault('invalid_grant', { name: 'ward' }),
  fault('keeper_leaving'),
  fault('too_many_requests', { seconds: 3 }),
])('the fault $code is told as the document says', async (trouble) => {
  const rig = await startSocketRig({ 'connections.token': () => Promise.reject(new FaultError(trouble)) })
  const { judge } = await judging(rig)
  const answer = await rig.ask({ path: '/v1/connections/ward/token' })
  expect(answer.json).toMatchObject({ fault: { code: trouble.code } })
  judge(`${ONE}/token`, 'GET', answer)
})

test('an answer that the document does not know would be found', async () => {
  const rig = await startSocketRig()
  const { judge } = await judging(rig)
  const answer = await rig.ask({ path: '/v1/keeper' })
  for (const json of [{ ...(answer.json as object), more: 1 }, {}, null, 'text']) {
    expect(() => judge('/v1/keeper', 'GET', { ...answer, json })).toThrow()
  }
  expect(() => judge('/v1/nowhere', 'GET', answer)).toThrow('says nothing')
})
