import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { expect, test } from 'vitest'
import { markers } from '../../kit/markers.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'
import { clientCredentialsEntry, drawEntry, type Started, startKeeper, tokens, viewOf } from '../started-keeper.ts'

const PASSPHRASE = 'correct horse battery staple'
const SECRETS = { access: 'access-of-ward-0', refresh: 'refresh-of-ward-0', client: 'a client secret' }

async function withTwo(): Promise<Started> {
  const started = await startKeeper()
  const { keeper, ports } = started
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  ports.http.answerTo('login.example', { json: { access_token: 'api-1', expires_in: 3_600 } })
  await keeper.handlers['connections.add']({ entry: clientCredentialsEntry('api') })
  await ports.clock.advance(1_000)
  return started
}

const elsewhere = () => startKeeper(memoryPorts())
const seal = ({ keeper }: Started, move: boolean, names?: string[]) =>
  keeper.handlers['moving.seal']({ to: { passphrase: PASSPHRASE }, move, ...(names === undefined ? {} : { names }) })

test('settings go out without secrets, and come in where one fills the secrets in', async () => {
  const from = await withTwo()
  const { text } = await from.keeper.handlers['moving.export']({})
  expect(markers(SECRETS).inText('export', text)).toEqual([])
  const to = await elsewhere()
  const bare = await to.keeper.handlers['moving.import']({ text })
  expect(bare.entries.map(({ name, action, mistakes }) => [name, action, mistakes[0]?.code])).toEqual([
    ['ward', 'refused', 'required_missing'],
    ['api', 'refused', 'required_missing'],
  ])
  const filled = text.replace('"accessToken": ""', '"accessToken": "another-access"')
  const plan = await to.keeper.handlers['moving.import']({ text: filled })
  expect(plan.entries[0]).toMatchObject({
    name: 'ward',
    action: 'add',
    secrets: [{ name: 'accessToken', change: 'new' }, {}],
  })
  expect(await viewOf(to, 'ward')).toMatchObject({
    clientId: 'Institute A',
    secrets: { accessToken: { present: true } },
  })
})

test('a preview does nothing, and shows what is different here', async () => {
  const { keeper } = await withTwo()
  const { text } = await keeper.handlers['moving.export']({ names: ['ward'] })
  const same = await keeper.handlers['moving.preview']({ text })
  expect(same.entries).toMatchObject([{ action: 'same', changes: [], mistakes: [] }])
  const moved = text.replace('https://draw.example/', 'https://thief.example/')
  const plan = await keeper.handlers['moving.preview']({ text: moved })
  expect(plan.entries).toMatchObject([
    {
      action: 'change',
      changes: [{ field: 'settings.baseUrl', from: 'https://draw.example/', to: 'https://thief.example/' }],
      mistakes: [{ level: 'warning', code: 'import_sends_secrets' }],
      secrets: [
        { name: 'accessToken', change: 'kept' },
        { name: 'refreshToken', change: 'kept' },
      ],
    },
  ])
  expect(await keeper.handlers['connections.get']({ name: 'ward' })).toMatchObject({ baseUrl: 'https://draw.example/' })
})

test('a sealed copy opens with its passphrase alone, and leaves the refresh token here', async () => {
  const from = await withTwo()
  const sealed = await seal(from, false)
  expect(sealed).toMatchObject({ names: ['ward', 'api'], refreshTokensLeftOut: 1 })
  expect(markers(SECRETS).inText('sealed file', sealed.text)).toEqual([])
  const to = await elsewhere()
  const { handlers } = to.keeper
  const { text } = sealed
  const no = (key: string | undefined, given = text) =>
    handlers['moving.import']({ text: given, ...(key === undefined ? {} : { key }) })
  await expect(no(undefined)).rejects.toMatchObject({ fault: { code: 'import_sealed' } })
  await expect(no('another passphrase')).rejects.toMatchObject({ fault: { code: 'sealed_wrong_key' } })
  await expect(no(PASSPHRASE, text.replace(/\n[^\n]+\n-----END/, '\n-----END'))).rejects.toMatchObject({
    fault: { code: 'sealed_damaged' },
  })
  const plan = await handlers['moving.import']({ text, key: PASSPHRASE })
  expect(plan.entries.map(({ action }) => action)).toEqual(['add', 'add'])
  expect(markers(SECRETS).inText('plan', JSON.stringify(plan))).toEqual([])
  await to.ports.clock.settle()
  expect(await handlers['connections.token']({ name: 'ward' })).toMatchObject({ token: SECRETS.access })
  expect(await viewOf(to, 'ward')).toMatchObject({ secrets: { refreshToken: { present: false } }, state: 'valid' })
  expect(await viewOf(from, 'ward')).toMatchObject({ pausedAt: null })
})

test('a move pauses here first, waits for the renewal on its way, and takes the newest refresh token along', async () => {
  const from = await withTwo()
  const { keeper, ports } = from
  ports.http.answer(tokens(1, 3_600), { afterMs: 5_000 })
  const renewing = keeper.handlers['connections.refresh']({ name: 'ward' })
  await ports.clock.settle()
  const sealing = seal(from, true, ['ward'])
  await ports.clock.advance(6_000)
  await renewing
  const { text, refreshTokensLeftOut } = await sealing
  expect(refreshTokensLeftOut).toBe(0)
  expect(await viewOf(from, 'ward')).toMatchObject({ state: 'paused' })
  const to = await elsewhere()
  await to.keeper.handlers['moving.import']({ text, key: PASSPHRASE })
  to.ports.http.answer(tokens(2, 3_600))
  await to.keeper.handlers['connections.refresh']({ name: 'ward' })
  expect(to.ports.http.requests.at(-1)?.headers['authorization']).toBe('Bearer refresh-1')
  // Brought back, it is still the same refresh token here.
  const back = await keeper.handlers['moving.preview']({ text, key: PASSPHRASE, name: 'other' })
  expect(back.entries).toMatchObject([{ action: 'refused', mistakes: [{ code: 'same_refresh_token' }] }])
})

test('what was moved away is renewed here by nobody, not even by force, until it is resumed', async () => {
  const from = await startKeeper()
  const { keeper, ports } = from
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 3_600) })
  await seal(from, true)
  const refresh = () => keeper.handlers['connections.refresh']({ name: 'ward' })
  await expect(refresh()).rejects.toMatchObject({ fault: { code: 'paused', params: { name: 'ward' } } })
  await keeper.handlers['connections.rejected']({ name: 'ward', generation: 1 })
  await ports.clock.advance(4_000_000)
  await expect(refresh()).rejects.toMatchObject({ fault: { code: 'paused' } })
  expect(ports.http.requests).toEqual([])
  ports.http.answer(tokens(1, 3_600))
  await keeper.handlers['connections.resume']({ name: 'ward' })
  await refresh()
  expect(await viewOf(from, 'ward')).toMatchObject({ state: 'valid', generation: 2 })
})

test('sealed for a public key, only its identity opens it', async () => {
  const from = await withTwo()
  const identity = await generateX25519Identity()
  const recipient = await identityToRecipient(identity)
  const { text } = await from.keeper.handlers['moving.seal']({ to: { recipient }, move: false })
  const to = await elsewhere()
  const preview = (key: string) => to.keeper.handlers['moving.preview']({ text, key })
  expect((await preview(identity)).entries).toHaveLength(2)
  await expect(preview(await generateX25519Identity())).rejects.toMatchObject({ fault: { code: 'sealed_wrong_key' } })
})

test.each([
  ['a weak passphrase', { passphrase: 'short' }, 'passphrase_weak'],
  ['what is no public key', { recipient: 'age1nonsense' }, 'invalid_recipient'],
  ['an identity in its place', { recipient: 'AGE-SECRET-KEY-1QQQQ' }, 'invalid_recipient'],
] as const)('nothing is paused for %s', async (_what, to, code) => {
  const from = await withTwo()
  await expect(from.keeper.handlers['moving.seal']({ to, move: true })).rejects.toMatchObject({ fault: { code } })
  expect(await viewOf(from, 'ward')).toMatchObject({ pausedAt: null })
})

test('names: two of the same in one file, one name for several, a stranger system, a name that is another system’s', async () => {
  const { keeper, ports } = await withTwo()
  const ward = drawEntry('ward-2', ports, 3_600) as Record<string, unknown>
  const other = { ...ward, secrets: { accessToken: 'other' } }
  const preview = async (list: unknown[], more = {}) =>
    (await keeper.handlers['moving.preview']({ text: JSON.stringify(list), ...more })).entries.map(
      ({ name, action, mistakes }) => [name, action, mistakes.find(({ level }) => level === 'error')?.code],
    )
  expect(await preview([ward, other])).toEqual([
    ['ward-2', 'add', undefined],
    ['ward-2', 'refused', 'name_taken'],
  ])
  await expect(preview([ward, other], { name: 'one' })).rejects.toMatchObject({ fault: { code: 'import_one_name' } })
  expect(await preview([{ ...ward, system: 'dwar' }])).toEqual([['ward-2', 'refused', 'unknown_system']])
  expect(await preview([{ ...other, name: 'api' }])).toEqual([['api', 'refused', 'system_fixed']])
  expect(await preview([{ ...other, name: 'Ward 2' }])).toEqual([['?', 'refused', 'invalid_name']])
  const { name: _name, ...nameless } = { ...ward, secrets: { accessToken: 'other' } } as Record<string, unknown>
  expect(await preview([nameless, nameless])).toEqual([
    ['draw-institute-a', 'add', undefined],
    ['draw-institute-a-2', 'add', undefined],
  ])
})

test('what would have to be read line by line for long is refused, so that nobody else waits for it', async () => {
  const { keeper } = await elsewhere()
  const text = `kind: Config\nusers: ${'['.repeat(20_000)}`
  for (const call of ['moving.preview', 'moving.import'] as const) {
    await expect(keeper.handlers[call]({ text })).rejects.toMatchObject({
      fault: { code: 'input_too_large', params: { limit: 16_384 } },
    })
  }
})
