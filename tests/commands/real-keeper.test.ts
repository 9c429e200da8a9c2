import { describe, expect, it } from 'vitest'
import type { OpenBridge } from '../../electron/commands/context.ts'
import { jwt } from '../kit/jwt.ts'
import { bridgeToKeeper } from './keeper-bridge.ts'
import { memoryTerminal, NOW } from './memory-terminal.ts'
import { type Ran, run } from './run.ts'

/** `add` and `edit` over the real rules: what a person who copied badly gets to read. */

const DAY_S = 86_400
const at = (days: number) => NOW / 1_000 + days * DAY_S
const access = (days = 30) => jwt({ token_type: 'access', client_id: 7, exp: at(days) })
const refresh = (days = 365) => jwt({ token_type: 'refresh', client_id: 7, exp: at(days) })

function draw(changes: { settings?: object; secrets?: object } = {}): object {
  return {
    name: 'draw-ward-3',
    system: 'draw',
    settings: { baseUrl: 'https://draw.example/', clientId: 'Institute A', ...changes.settings },
    secrets: { accessToken: access(), refreshToken: refresh(), ...changes.secrets },
  }
}

async function add(entry: unknown, bridge?: OpenBridge, options: string[] = []): Promise<Ran> {
  const text = typeof entry === 'string' ? entry : JSON.stringify(entry)
  const terminal = memoryTerminal({ files: { 'file.json': text } })
  return run(['add', '--from', 'file.json', ...options], { bridge: bridge ?? (await bridgeToKeeper()), terminal })
}

describe('add', () => {
  it('says in a line how the connection stands', async () => {
    expect(await add(draw())).toEqual({
      code: 0,
      stdout: 'Added draw-ward-3: valid 30 d, renews in 26 d 23 h.\n',
      stderr: '',
    })
  })

  it('gives the view with --json, and no secret', async () => {
    const { stdout } = await add(draw(), undefined, ['--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'draw-ward-3',
      state: 'valid',
      warnings: [],
      secrets: { accessToken: { present: true } },
    })
    expect(stdout).not.toContain(access().split('.')[1])
  })

  it('tells each repair on standard error', async () => {
    const { code, stderr } = await add(
      draw({ settings: { clientId: ' "Institute A" ' }, secrets: { accessToken: `Bearer ${access()}` } }),
    )
    expect(code).toBe(0)
    expect(stderr.split('\n').slice(0, -1)).toEqual([
      'everbearer: warning: surrounding_space: settings.clientId: Space around Client ID is left out. Next: Nothing needs doing; just see that the rest was copied whole.',
      'everbearer: warning: surrounding_quotes: settings.clientId: Quotation marks around Client ID are left out. Next: Nothing needs doing; just see that the rest was copied whole.',
      'everbearer: warning: bearer_prefix: secrets.accessToken: The word "Bearer" in front of Access token is left out. Next: Nothing needs doing: Everbearer adds it where it belongs.',
    ])
  })

  it('tells every error, and the first one as the fault', async () => {
    const { code, stdout, stderr } = await add(
      draw({
        settings: { baseUrl: 'draw.example', maxRetries: 99, endpoints: { status: '/api/upload/status/' } },
        secrets: { accessToken: refresh(), refreshToken: access() },
      }),
    )
    expect([code, stdout]).toEqual([2, ''])
    const lines = stderr.split('\n').slice(0, -1)
    expect(lines.map((line) => line.split(': ').slice(0, 2).join(' '))).toEqual([
      'everbearer address_unreadable',
      'everbearer placeholder_missing',
      'everbearer tokens_swapped',
      'everbearer out_of_range',
    ])
    expect(lines.at(-1)).toBe(
      'everbearer: out_of_range: Max retries is out of range. Next: Choose a number from 0 to 20.',
    )
    expect(lines[2]).toContain('secrets.accessToken: Access token and refresh token are in each other’s place.')
  })

  it.each<[string, unknown, string]>([
    ['no JSON', '{ "name": "a",', 'not_json: This is not readable JSON (line 1, column 15).'],
    ['a broken second line', '{\n  "name": eyJhbGciOi\n}', 'not_json: This is not readable JSON (line 2, column 11).'],
    ['nothing', '', 'not_json: There is nothing in what was handed in.'],
    ['a list', [], 'bad_shape: What was handed in does not have the expected shape (at connection).'],
    ['a text', '"draw"', 'bad_shape: '],
    [
      'an unknown field',
      { ...draw(), notes: 'x' },
      'unknown_key: There is no such field in connection: "notes". Next: Remove it or correct its spelling; known here: name, system, tags, note, settings, secrets.',
    ],
    [
      'an unknown setting',
      draw({ settings: { baseURL: 'x' } }),
      'unknown_key: There is no such field in settings: "baseURL".',
    ],
    [
      'an unknown secret',
      draw({ secrets: { token: 'x' } }),
      'unknown_key: There is no such field in secrets: "token".',
    ],
    ['no system', { name: 'a' }, 'required_missing: '],
    [
      'an unknown system',
      { ...draw(), system: 'fax' },
      'unknown_system: Everbearer does not know this system: "fax". Next: Choose one that "everbearer systems" lists: draw, osais, runai, crafter, oauth2',
    ],
    ['no name', { ...draw(), name: undefined }, 'required_missing: Name is missing.'],
    ['an unfit name', { ...draw(), name: 'Ward 3' }, 'invalid_name: A name has 1 to 63 small letters'],
    [
      'no client ID',
      draw({ settings: { clientId: '' } }),
      'required_missing: Client ID is missing. Next: Fill it in at settings.clientId, then try again.',
    ],
    [
      'no token',
      draw({ secrets: { accessToken: '', refreshToken: '' } }),
      'required_missing: Access token is missing. Next: Fill it in at secrets.accessToken',
    ],
    [
      'plain http',
      draw({ settings: { baseUrl: 'http://draw.example/' } }),
      'plain_http: This address (settings.baseUrl) is plain http',
    ],
    [
      'an expired pair',
      draw({ secrets: { accessToken: access(-3), refreshToken: refresh(-1) } }),
      'refresh_token_already_expired: This refresh token expired at 2026-11-20 09:00 UTC.',
    ],
  ])('%s', async (_what, entry, said) => {
    const { code, stdout, stderr } = await add(entry)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(`everbearer: ${said}`)
    expect(stderr).not.toContain('eyJ')
  })

  it('refuses a name that is taken, and a refresh token that is in use', async () => {
    const bridge = await bridgeToKeeper()
    await add(draw(), bridge)
    expect((await add(draw({ secrets: { refreshToken: refresh(300) } }), bridge)).stderr).toContain(
      'name_taken: There is already a connection with this name: draw-ward-3.',
    )
    expect((await add({ ...draw(), name: 'other' }, bridge)).stderr).toContain(
      'same_refresh_token: Another connection already uses this refresh token: draw-ward-3.',
    )
  })

  it('says which file it could not read, and how large is too large', async () => {
    const bridge = await bridgeToKeeper()
    const missing = await run(['add', '--from', 'nowhere.json'], { bridge })
    expect(missing.stderr).toContain('file_unreadable: The file cannot be read: nowhere.json (ENOENT).')
    const large = await add(`"${'x'.repeat(300_000)}"`)
    expect([large.code, large.stderr]).toEqual([2, expect.stringContaining('input_too_large: ')])
  })
})

describe('edit', () => {
  async function edit(entry: object, bridge?: OpenBridge): Promise<Ran> {
    bridge ??= await bridgeToKeeper()
    await add(draw(), bridge)
    const terminal = memoryTerminal({ files: { '-': JSON.stringify(entry) } })
    return run(['edit', 'draw-ward-3', '--from', '-'], { bridge, terminal })
  }

  it('keeps what is left out', async () => {
    expect(await edit({ settings: { maxRetries: 5 } })).toEqual({
      code: 0,
      stdout: 'Saved draw-ward-3: valid 30 d, renews in 26 d 23 h.\n',
      stderr: '',
    })
  })

  it('tells every error of what is changed, and none about what is kept', async () => {
    const { code, stderr } = await edit({ settings: { clientId: 7, baseUrl: 'https://draw.example/admin/' } })
    expect(code).toBe(2)
    expect(
      stderr
        .split('\n')
        .slice(0, -1)
        .map((line) => line.split(': ')[1]),
    ).toEqual(['admin_page_address', 'not_text'])
  })

  it('refuses another system', async () => {
    expect((await edit({ system: 'oauth2' })).stderr).toContain(
      'system_fixed: The system of a connection cannot be changed.',
    )
  })

  const kept = async (bridge: OpenBridge): Promise<unknown[]> => {
    const connections = await bridge.call('connections.list', {})
    return connections.map(({ name, maxRetries }) => [name, maxRetries])
  }

  it('takes another name together with the rest', async () => {
    const bridge = await bridgeToKeeper()
    const { code, stdout } = await edit({ name: 'draw-ward-4', settings: { maxRetries: 9 } }, bridge)
    expect([code, stdout]).toEqual([0, 'Saved draw-ward-4: valid 30 d, renews in 26 d 23 h.\n'])
    expect(await kept(bridge)).toEqual([['draw-ward-4', 9]])
  })

  it.each([
    ['taken', 'name_taken'],
    ['Ward 4', 'invalid_name'],
    ['', 'required_missing'],
    [7, 'required_missing'],
  ])('changes nothing where the name is %j', async (name, fault) => {
    const bridge = await bridgeToKeeper()
    await add({ ...draw({ secrets: { refreshToken: refresh(366) } }), name: 'taken' }, bridge)
    const { code, stderr } = await edit({ name, settings: { maxRetries: 9 } }, bridge)
    expect([code, stderr.split(': ')[1]]).toEqual([2, fault])
    expect(await kept(bridge)).toEqual([
      ['taken', 3],
      ['draw-ward-3', 3],
    ])
  })
})
