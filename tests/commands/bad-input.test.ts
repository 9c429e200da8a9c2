/** Bad input of every sort to a command over a real keeper; tests/e2e/cli-bad-input.test.ts has what only a process can meet. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { OpenBridge } from '../../electron/commands/context.ts'
import { exitCodeOf } from '../../shared/exit-code.ts'
import type { FaultCode } from '../../shared/fault.ts'
import { drawConnection } from '../kit/draw/draw-server.ts'
import { jwt } from '../kit/jwt.ts'
import { bridgeToKeeper } from './keeper-bridge.ts'
import { memoryTerminal, NOW } from './memory-terminal.ts'
import { type Ran, run } from './run.ts'

const later = NOW / 1_000 + 86_400
const MARKER = 'bm90LXRvLWJlLXNlZW4'
const access = jwt({ token_type: 'access', client_id: 7, exp: later, jti: MARKER })
const refresh = jwt({ token_type: 'refresh', client_id: 7, exp: later, jti: MARKER })
const past = jwt({ token_type: 'refresh', client_id: 7, exp: 1_700_000_000 })
const good = drawConnection('ward-3', 'https://draw.example/', { accessToken: access, refreshToken: refresh })

type Row = { readonly args: string[]; readonly stdin?: string; readonly code: FaultCode }

const text = (code: FaultCode, stdin: string): Row => ({ args: ['add', '--from', '-'], stdin, code })
const add = (code: FaultCode, change: object): Row => text(code, JSON.stringify({ ...good, ...change }))
const settings = (code: FaultCode, change: object): Row => add(code, { settings: { ...good.settings, ...change } })
const secrets = (code: FaultCode, change: object): Row => add(code, { secrets: { ...good.secrets, ...change } })
const args = (code: FaultCode, ...words: string[]): Row => ({ args: words, code })

const rows: [string, Row][] = [
  ['an empty word', args('usage', '')],
  ['an unknown option', args('usage', 'list', '--all')],
  ['an option of another command', args('usage', 'list', '--yes')],
  ['a word too many', args('usage', 'list', 'ward-3')],
  ['a word too few', args('usage', 'show')],
  ['no file', args('usage', 'add')],
  ['no subcommand', args('usage', 'vault')],
  ['an unknown subcommand', args('usage', 'settings', 'drop')],
  ['a min-ttl that is no time', args('usage', 'token', 'ward-3', '--min-ttl', 'soon')],
  ['a min-ttl beyond a year', args('usage', 'token', 'ward-3', '--min-ttl', '9999d')],
  ['a limit of nothing', args('usage', 'journal', '--limit', '0')],
  ['a port that is none', args('usage', 'serve', '--port', '70000')],
  ['exec without a command', args('usage', 'exec', 'ward-3', '--')],
  ['the journal of a name that never was', args('no_such_connection', 'journal', 'wrad')],
  ['the same, followed', args('no_such_connection', 'journal', 'wrad', '--follow')],
  ['a name with a capital', args('invalid_name', 'show', 'Ward-3')],
  ['a name of 64 letters', args('invalid_name', 'refresh', 'a'.repeat(64))],
  ['an unfit new name', args('invalid_name', 'rename', 'ward-3', 'ward 3')],
  ['nobody of that name: show', args('no_such_connection', 'show', 'nobody')],
  ['nobody of that name: refresh', args('no_such_connection', 'refresh', 'nobody')],
  ['nobody of that name: test', args('no_such_connection', 'test', 'nobody')],
  ['nobody of that name: pause', args('no_such_connection', 'pause', 'nobody')],
  ['nobody of that name: rename', args('no_such_connection', 'rename', 'nobody', 'somebody')],
  ['nobody of that name: remove', args('no_such_connection', 'remove', 'nobody', '--yes')],
  ['a name that is taken', args('name_taken', 'rename', 'kept', 'spare')],
  ['an unknown setting', args('unknown_setting', 'settings', 'set', 'colour', 'blue')],
  ['an unknown setting to read', args('unknown_setting', 'settings', 'get', 'colour')],
  ['a switch that is neither', args('not_a_choice', 'settings', 'set', 'backgroundRenewal', 'maybe')],
  ['a count that is none', args('not_a_number', 'settings', 'set', 'journalEntries', 'many')],
  ['a count too small', args('out_of_range', 'settings', 'set', 'journalEntries', '1')],
  ['an unknown system', args('unknown_system', 'systems', 'fax')],
  ['half of it', text('not_json', JSON.stringify(good).slice(0, 200))],
  ['a bare token', text('not_json', access)],
  ['null', text('bad_shape', 'null')],
  ['an unknown field', add('unknown_key', { comment: 'mine' })],
  ['no system', add('required_missing', { system: undefined })],
  ['a system of another kind', add('unknown_system', { system: { id: 'draw' } })],
  ['constructor as a system', add('unknown_system', { system: 'constructor' })],
  ['no name', add('required_missing', { name: undefined })],
  ['no client ID', settings('required_missing', { clientId: ' ' })],
  ['an address with a password', settings('address_unreadable', { baseUrl: 'https://me:pw@draw.example/' })],
  ['an unknown endpoint', settings('unknown_key', { endpoints: { login: '/api/login/' } })],
  ['the same token twice', secrets('same_token_twice', { accessToken: 'one', refreshToken: 'one' })],
  ['a refresh token that has expired', secrets('refresh_token_already_expired', { refreshToken: past })],
]

describe('bad input', () => {
  let bridge: OpenBridge
  const give = (words: readonly string[], stdin = ''): Promise<Ran> =>
    run(words, { bridge, terminal: memoryTerminal({ files: { '-': stdin } }) })

  beforeEach(async () => {
    bridge = await bridgeToKeeper()
    for (const name of ['kept', 'spare']) {
      const pair = {
        accessToken: jwt({ token_type: 'access', exp: later, name }),
        refreshToken: jwt({ token_type: 'refresh', exp: later, name }),
      }
      const entry = JSON.stringify(drawConnection(name, 'https://draw.invalid/', pair))
      expect(await give(['add', '--from', '-'], entry)).toMatchObject({ code: 0, stderr: '' })
    }
  })

  it.each(rows)('%s', async (_what, { args, stdin, code }) => {
    const { stdout, stderr, ...ended } = await give(args, stdin)
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(new RegExp(`^everbearer: ${code}: .+\\. Next: .+\\.$`))
    expect({ ...ended, stdout }).toEqual({ code: exitCodeOf(code), stdout: '' })
    for (const secret of [access, refresh, MARKER, access.split('.')[1] ?? '']) expect(stderr).not.toContain(secret)
    expect((await bridge.call('connections.list', {})).map(({ name }) => name)).toEqual(['kept', 'spare'])
  })
})
