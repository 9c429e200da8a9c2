/**
 * Whoever has got hold of a page's key, or of the window's page, tries to have the stored secrets sent to a server of
 * his own: by every call that he may make, for every system, through every address that it has. Nothing arrives.
 */
import { describe, expect, it } from 'vitest'
import { createIpcDoor } from '../../../electron/doors/window/ipc.ts'
import { CONTRACT } from '../../../shared/api/contract/contract.ts'
import { FROM_OUTSIDE } from '../../../shared/api/contract/doors.ts'
import { CALL_NAMES, type CallName, HOST_CALL_NAMES } from '../../../shared/api/contract/names.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import { markers } from '../../kit/markers.ts'
import { POWERS } from '../powers.ts'
import { CONNECTIONS, EVIL, OWN_ORIGIN, SECRETS, startAttack } from './attacked-page.ts'
import { type PageRig, startPageRig } from './page-rig.ts'

/** Every way to say in an edit that an address is somebody else's. */
function reAimings(id: string): { what: string; settings: Record<string, unknown> }[] {
  const system = systemNamed(id)
  if (system === null) throw new Error(id)
  const fields = system.settings.filter(({ name }) => name === 'baseUrl' || name === 'issuer')
  return [
    ...fields.map(({ name }) => ({ what: name, settings: { [name]: EVIL } })),
    ...system.endpoints.map(({ name, placeholder }) => ({
      what: name,
      settings: { endpoints: { [name]: `${EVIL}/${placeholder === undefined ? 'ai/ping' : `{${placeholder}}`}` } },
    })),
    { what: 'port', settings: { baseUrl: 'https://own.example:8443/' } },
    { what: 'scheme', settings: { baseUrl: 'http://own.example/', allowHttp: true } },
    { what: 'loopback', settings: { baseUrl: 'http://127.0.0.1:4000/' } },
  ]
}

function strayed({ ports }: PageRig): string[] {
  const hunt = markers(SECRETS)
  return ports.http.requests
    .filter(({ url }) => !url.startsWith(OWN_ORIGIN))
    .flatMap((request) =>
      hunt.inText(request.url, JSON.stringify(request)).map(({ secret }) => `${secret} to ${request.url}`),
    )
}

describe.each(CONNECTIONS)('the secrets of $system', (connection) => {
  const cases = reAimings(connection.system)

  it.each(cases)('are tested and saved for nobody else: $what', async ({ settings }) => {
    const rig = await startAttack(connection)
    const key = await rig.key()
    const before = await rig.keeper.handlers['connections.get']({ name: 'ward' })
    const call = async (name: CallName, input: object) =>
      (await rig.ask({ method: 'POST', path: `/v1/calls/${name}`, key, json: input })).json
    const [first = '', ...others] = connection.secrets
    // With nothing typed, and with all but one secret.
    for (const typed of [[], others]) {
      const secrets = Object.fromEntries(typed.map((name) => [name, `${SECRETS[name]}-of-the-attacker`]))
      const entry = { settings, secrets }
      for (const name of ['connections.testDraft', 'connections.edit'] as const) {
        expect(await call(name, { name: 'ward', entry }), `${name} without ${first}`).toMatchObject({
          ok: false,
          fault: {
            code: 'origin_changed',
            params: { name: 'ward', bound: 'https://own.example', wanted: expect.not.stringContaining('own.example,') },
          },
        })
      }
    }
    const asked = Promise.all([
      call('connections.refresh', { name: 'ward' }),
      call('connections.test', { name: 'ward' }),
      call('connections.ping', { name: 'ward' }),
    ])
    for (let hours = 0; hours < 3; hours++) await rig.clock.advance(3_600_000)
    await asked
    expect(strayed(rig)).toEqual([])
    const { baseUrl, urls } = await rig.keeper.handlers['connections.get']({ name: 'ward' })
    expect({ baseUrl, urls }).toEqual({ baseUrl: before.baseUrl, urls: before.urls })
  })

  it('are no part of what came from a file', async () => {
    const rig = await startAttack(connection)
    const key = await rig.key()
    for (const { settings } of cases) {
      const text = JSON.stringify({ name: 'ward', system: connection.system, settings, secrets: {} })
      const answer = await rig.ask({ method: 'POST', path: '/v1/calls/moving.import', key, json: { text } })
      expect(answer.json).toMatchObject({ ok: false, fault: { code: 'origin_changed', params: { why: 'import' } } })
    }
    expect(strayed(rig)).toEqual([])
  })

  it('go along where all of them were typed again, and the change is told in the journal', async () => {
    const rig = await startAttack(connection)
    const secrets = Object.fromEntries(connection.secrets.map((name) => [name, SECRETS[name]]))
    const entry = { settings: { baseUrl: EVIL }, secrets }
    expect((await rig.keeper.handlers['connections.edit']({ name: 'ward', entry })).view).toMatchObject({
      baseUrl: EVIL,
    })
    const { entries } = await rig.keeper.handlers['journal.read']({ name: 'ward' })
    expect(entries).toContainEqual(
      expect.objectContaining({ event: 'origins_changed', params: { to: EVIL, how: 'entered' } }),
    )
    // And not back again.
    const back = { settings: { baseUrl: 'https://own.example/' } }
    await expect(rig.keeper.handlers['connections.edit']({ name: 'ward', entry: back })).rejects.toMatchObject({
      fault: { code: 'origin_changed', params: { bound: EVIL, wanted: 'https://own.example' } },
    })
  })

  it('go along with a yes from outside, which is told in the journal as such', async () => {
    const rig = await startAttack(connection)
    const edit = { name: 'ward', entry: { settings: { baseUrl: EVIL } } }
    const { view } = await rig.keeper.handlers['connections.edit']({ ...edit, allowOrigins: [EVIL] })
    expect(view).toMatchObject({ baseUrl: EVIL })
    const { entries } = await rig.keeper.handlers['journal.read']({ name: 'ward' })
    expect(entries).toContainEqual(
      expect.objectContaining({ event: 'origins_changed', params: { to: EVIL, how: 'allowed' } }),
    )
  })
})

describe('a yes from outside', () => {
  const yeses = [{ allowOrigins: [EVIL] }, { confirm: 1 }]

  it.each(CALL_NAMES)('is never passed by a page or a window with %s', async (name) => {
    const rig = await startPageRig()
    const key = await rig.key()
    const none = () => Promise.reject(new Error('was let through'))
    const window = createIpcDoor({
      bridge: { call: none },
      host: { 'host.startDemo': none, 'host.copyToken': none, 'host.saveFile': none },
    })
    for (const yes of yeses) {
      const json = { ...yes, name: 'ward', entry: {}, to: 'memory' }
      const fromPage = await rig.ask({ method: 'POST', path: `/v1/calls/${name}`, key, json })
      expect(fromPage.json).toMatchObject({ ok: false, fault: { code: 'call_refused' } })
      expect(await window({ name, input: json })).toMatchObject({ ok: false, fault: { code: 'call_refused' } })
    }
  })

  it.each([{ to: 'memory' }, { to: 'file', passphrase: 'made up by the attacker' }])(
    'is needed to move everything there is: %j',
    async (input) => {
      const rig = await startAttack({
        system: 'draw',
        settings: { clientId: 'A' },
        secrets: ['accessToken', 'refreshToken'],
      })
      const asked = { method: 'POST', path: '/v1/calls/vault.move', json: input }
      const said = await rig.ask({ ...asked, key: await rig.key() })
      expect(said.json).toMatchObject({ ok: false, fault: { code: `confirm_${input.to}`, params: { count: 1 } } })
      expect(await rig.keeper.handlers['vault.status']({})).toMatchObject({ kind: 'keychain' })
    },
  )
})

describe('every call', () => {
  const inputs = (name: CallName): string[] => Object.keys((CONTRACT[name].input as unknown as { shape: object }).shape)

  it.each([...CALL_NAMES, ...HOST_CALL_NAMES])('%s has been thought of', (name) => {
    expect(POWERS[name]).toBeDefined()
  })

  it.each(CALL_NAMES)('%s has the doors and the questions that its powers ask for', (name) => {
    const standing = POWERS[name]
    const asks = inputs(name).some((key) => FROM_OUTSIDE.includes(key))
    const doors: readonly string[] = CONTRACT[name].doors
    if (standing === 'none') {
      // A preview is made of the very input of the import.
      expect(asks && name !== 'moving.preview').toBe(false)
      return
    }
    // A program with a key gets the token that it was given the connection for, and nothing else.
    if (name === 'connections.token') expect(doors).toEqual(['socket', 'consumer'])
    else if (standing.only === 'socket') expect(doors).toEqual(['socket'])
    else expect(doors).toContain('page')
    expect(asks).toBe(standing.only === 'outside')
    // Whatever decides through whom secrets travel, and whatever runs a program, is never harmless in a page.
    if (standing.can === 'ways' || standing.can === 'programs') expect(['socket', 'outside']).toContain(standing.only)
  })

  it('that is allowed a little without a question is known here by name', () => {
    const bounded = Object.entries(POWERS).flatMap(([name, standing]) =>
      standing !== 'none' && standing.only === 'bounded' ? [name] : [],
    )
    expect(bounded.sort()).toEqual(['host.copyToken', 'host.startDemo', 'signIn.begin', 'vault.passphrase'])
  })
})
