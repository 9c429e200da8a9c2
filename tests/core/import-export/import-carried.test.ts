/** What a sealed file holds beside the JSON of `add`: by which way calls travel, and the ID token. */
import { expect, test } from 'vitest'
import { jwt } from '../../kit/jwt.ts'
import { markers } from '../../kit/markers.ts'
import { ownAuthority } from '../../kit/servers/own-authority.ts'
import { drawEntry, type Started, startKeeper, viewOf } from '../started-keeper.ts'

const PASSPHRASE = 'correct horse battery staple'
const PROXY = 'http://proxy.example:3128'
const HOST = 'proxy.example:3128'
const PASSWORD = 'a password of the proxy'
const AUTHORITY = ownAuthority()
const WARD = AUTHORITY.issue('Ward 3')

async function withNetwork(): Promise<Started> {
  const started = await startKeeper()
  const { handlers } = started.keeper
  await handlers['connections.add']({ entry: drawEntry('ward', started.ports, 3_600) })
  await handlers['network.set']({
    name: 'ward',
    change: {
      proxy: { url: 'http://ada%3A1@proxy.example:3128', password: PASSWORD, except: '.ward.example' },
      authorities: AUTHORITY.pem,
      client: { form: 'pem', certificate: WARD.certificate, key: WARD.key },
    },
  })
  return started
}

const sealed = async ({ keeper }: Started, move = true) =>
  (await keeper.handlers['moving.seal']({ to: { passphrase: PASSPHRASE }, move })).text
const networkOf = async ({ keeper }: Started) => (await keeper.handlers['network.get']({ name: 'ward' })).network
const remarksIn = (plan: { entries: readonly { mistakes: readonly { code: string }[] }[] }) =>
  plan.entries.flatMap(({ mistakes }) => mistakes.map(({ code }) => code))

test('a person who brings a sealed file has the way of a new connection taken along, and reads so before', async () => {
  const from = await withNetwork()
  const text = await sealed(from)
  expect(markers({ password: PASSWORD }).inText('sealed file', text)).toEqual([])
  const to = await startKeeper()
  const input = { text, key: PASSPHRASE, allowNetwork: true }
  const look = await to.keeper.handlers['moving.preview'](input)
  expect(look.entries[0]?.mistakes).toContainEqual(
    expect.objectContaining({ level: 'warning', code: 'import_network_taken', params: { name: 'ward', proxy: HOST } }),
  )
  expect(JSON.stringify(look)).not.toContain(PASSWORD)
  await to.keeper.handlers['moving.import'](input)
  expect(await networkOf(to)).toMatchObject({
    proxy: { url: PROXY, user: 'ada:1', hasPassword: true, except: '.ward.example' },
    authorities: { names: ['Ward authority'] },
    client: { form: 'pem', name: 'Ward 3' },
  })
  expect(await networkOf(to)).toEqual(await networkOf(from))
  const stored = [from, to].map(({ ports }) =>
    JSON.parse([...ports.vault.contents.values()].join('\n').match(/^\{.*"name":"ward".*$/m)?.[0] ?? ''),
  )
  expect(stored[1].network).toEqual(stored[0].network)
})

test('for a page, and for a connection that is there, it is left out and told', async () => {
  const text = await sealed(await withNetwork(), false)
  const page = await startKeeper()
  const plan = await page.keeper.handlers['moving.import']({ text, key: PASSPHRASE })
  expect(remarksIn(plan)).toContain('import_network_left')
  expect(await networkOf(page)).toBeNull()
  const there = await startKeeper()
  await there.keeper.handlers['connections.add']({ entry: drawEntry('ward', there.ports, 3_600) })
  const again = await there.keeper.handlers['moving.import']({ text, key: PASSPHRASE, allowNetwork: true })
  expect(remarksIn(again)).toContain('import_network_left')
  expect(await networkOf(there)).toBeNull()
})

test('what nobody has sealed has no more than the JSON of add', async () => {
  const { keeper, ports } = await startKeeper()
  const entry = { ...(drawEntry('ward', ports, 3_600) as object), carried: { network: { proxy: { url: PROXY } } } }
  const text = JSON.stringify({ everbearer: 2, exportedAt: '', connections: [entry] })
  const plan = await keeper.handlers['moving.import']({ text, allowNetwork: true })
  expect(plan.entries[0]).toMatchObject({ action: 'refused', mistakes: [{ code: 'unknown_key' }] })
  const open = await withNetwork()
  const { text: plain } = await open.keeper.handlers['moving.export']({})
  expect(JSON.parse(plain)).toMatchObject({ everbearer: 1 })
  expect(plain).not.toContain('carried')
})

test('the ID token comes along with a copy, and programs get it until its end', async () => {
  const from = await startKeeper()
  const settings = {
    ...{ baseUrl: 'https://cluster.example/', clientId: 'kubernetes', clientAuth: 'none', handOut: 'id' },
    endpoints: { token: 'https://login.example/token' },
  }
  const entry = { name: 'ward', system: 'oauth2', settings, secrets: { refreshToken: 'refresh-0' } }
  await from.keeper.handlers['connections.add']({ entry })
  const now = Math.floor(from.ports.clock.now() / 1_000)
  const idToken = jwt({ sub: 'ada', iat: now, exp: now + 1_200 })
  from.ports.http.answer({ json: { access_token: 'access-1', expires_in: 1_200, id_token: idToken } })
  const { token } = await from.keeper.handlers['connections.token']({ name: 'ward' })
  expect(token).toBe(idToken)
  const text = await sealed(from, false)
  const to = await startKeeper()
  const plan = await to.keeper.handlers['moving.import']({ text, key: PASSPHRASE })
  expect(plan.entries[0]?.secrets).toContainEqual({ name: 'idToken', change: 'new' })
  expect(await to.keeper.handlers['connections.token']({ name: 'ward' })).toMatchObject({ token: idToken })
  expect((await viewOf(to, 'ward')).secrets['refreshToken']).toMatchObject({ present: false })
})
