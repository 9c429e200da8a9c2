/** The built command line against bad input of every sort: arguments, JSON, files, standard input, environment. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FaultCode } from '../../shared/fault.ts'
import { exitCodeOf } from '../../shared/fault.ts'
import { drawConnection } from '../kit/draw/draw-server.ts'
import { jwt } from '../kit/jwt.ts'
import { everbearer, type Running, startAgent } from '../kit/processes/everbearer-process.ts'
import { type Environment, temporaryHome } from '../kit/processes/temporary-home.ts'

const home = temporaryHome({ EVERBEARER_VAULT: 'memory' }, afterAll)
const inHome = (name: string) => join(home.base, name)
const later = Math.floor(Date.now() / 1_000) + 86_400
const MARKER = 'bm90LXRvLWJlLXNlZW4'
const access = jwt({ token_type: 'access', client_id: 7, exp: later, jti: MARKER })
const refresh = jwt({ token_type: 'refresh', client_id: 7, exp: later, jti: MARKER })
const past = jwt({ token_type: 'refresh', client_id: 7, exp: 1_700_000_000 })
const good = drawConnection('ward-3', 'https://draw.example/', { accessToken: access, refreshToken: refresh })

type Row = {
  readonly args: string[]
  readonly stdin?: string | Buffer
  readonly env?: Environment
  readonly code: FaultCode
}

function add(code: FaultCode, change: object): Row {
  return { args: ['add', '--from', '-'], stdin: JSON.stringify({ ...good, ...change }), code }
}

function settings(code: FaultCode, change: object): Row {
  return add(code, { settings: { ...good.settings, ...change } })
}

function secrets(code: FaultCode, change: object): Row {
  return add(code, { secrets: { ...good.secrets, ...change } })
}

function text(code: FaultCode, stdin: string | Buffer): Row {
  return { args: ['add', '--from', '-'], stdin, code }
}

function args(code: FaultCode, ...words: string[]): Row {
  return { args: words, code }
}

const rows: [string, Row][] = [
  ['an unknown command', args('usage', 'tokne')],
  ['a token in place of a command', args('usage', access)],
  ['an empty word', args('usage', '')],
  ['an unknown option', args('usage', 'list', '--all')],
  ['an option of another command', args('usage', 'list', '--yes')],
  ['a word too many', args('usage', 'list', 'ward-3')],
  ['a word too few', args('usage', 'show')],
  ['no file', args('usage', 'add')],
  ['an option without its value', args('usage', 'add', '--from')],
  ['no subcommand', args('usage', 'vault')],
  ['an unknown subcommand', args('usage', 'settings', 'drop')],
  ['a min-ttl that is no time', args('usage', 'token', 'ward-3', '--min-ttl', 'soon')],
  ['a min-ttl beyond a year', args('usage', 'token', 'ward-3', '--min-ttl', '9999d')],
  ['two forms at once', args('usage', 'token', 'ward-3', '--json', '--header')],
  ['a limit of nothing', args('usage', 'journal', '--limit', '0')],
  ['a port that is none', args('usage', 'serve', '--port', '70000')],
  ['exec without a command', args('usage', 'exec', 'ward-3', '--')],
  ['a name with a capital', args('invalid_name', 'show', 'Ward-3')],
  ['a name that leads out', args('invalid_name', 'token', '../ward-3')],
  ['a name of 64 letters', args('invalid_name', 'refresh', 'a'.repeat(64))],
  ['a token in place of a name', args('invalid_name', 'token', refresh)],
  ['an unfit new name', args('invalid_name', 'rename', 'ward-3', 'ward 3')],
  ['nobody of that name: show', args('no_such_connection', 'show', 'nobody')],
  ['nobody of that name: token', args('no_such_connection', 'token', 'nobody')],
  ['nobody of that name: refresh', args('no_such_connection', 'refresh', 'nobody')],
  ['nobody of that name: test', args('no_such_connection', 'test', 'nobody')],
  ['nobody of that name: pause', args('no_such_connection', 'pause', 'nobody')],
  ['nobody of that name: rename', args('no_such_connection', 'rename', 'nobody', 'somebody')],
  ['nobody of that name: remove', args('no_such_connection', 'remove', 'nobody', '--yes')],
  ['nobody of that name: exec', args('no_such_connection', 'exec', 'nobody', '--', 'true')],
  ['removing without meaning it', args('confirm_removal', 'remove', 'kept')],
  ['a name that is taken', args('name_taken', 'rename', 'kept', 'spare')],
  ['a vault that there is not', args('vault_choice_unknown', 'vault', 'move', 'attic')],
  ['moving to where one is', args('vault_already_there', 'vault', 'move', 'memory')],
  ['a passphrase for what has none', args('no_passphrase_here', 'vault', 'passphrase')],
  ['an unknown setting', args('unknown_setting', 'settings', 'set', 'colour', 'blue')],
  ['an unknown setting to read', args('unknown_setting', 'settings', 'get', 'colour')],
  ['a switch that is neither', args('not_a_choice', 'settings', 'set', 'backgroundRenewal', 'maybe')],
  ['a count that is none', args('not_a_number', 'settings', 'set', 'journalEntries', 'many')],
  ['a count too small', args('out_of_range', 'settings', 'set', 'journalEntries', '1')],
  ['an unknown system', args('unknown_system', 'systems', 'fax')],
  ['a program that is not there', args('command_not_found', 'exec', 'kept', '--', 'no-such-program')],

  ['a file that is not there', args('file_unreadable', 'add', '--from', 'nowhere.json')],
  ['a folder for a file', args('file_unreadable', 'add', '--from', '.')],
  ['an endless file', args('input_too_large', 'add', '--from', '/dev/zero')],
  ['an empty file', args('not_json', 'add', '--from', '/dev/null')],
  ['a large file', args('input_too_large', 'add', '--from', inHome('large.json'))],
  ['a program for a file', args('input_too_large', 'add', '--from', process.execPath)],

  ['nothing on standard input', text('not_json', '')],
  ['half of it', text('not_json', JSON.stringify(good).slice(0, 200))],
  ['something after it', text('not_json', `${JSON.stringify(good)} ${access}`)],
  ['a bare token', text('not_json', access)],
  ['bytes that are no text', text('no_text_file', Buffer.from([0xff, 0x00, 0xfe, 0x80]))],
  ['null', text('bad_shape', 'null')],
  ['a number', text('bad_shape', '7')],
  ['a list of it', text('bad_shape', JSON.stringify([good]))],
  ['nesting without end', text('bad_shape', `${'['.repeat(50_000)}${']'.repeat(50_000)}`)],
  ['settings that are a list', add('bad_shape', { settings: [] })],
  ['secrets that are a text', add('bad_shape', { secrets: access })],
  ['an unknown field', add('unknown_key', { comment: 'mine' })],
  ['a token for a field', add('unknown_key', { [access]: 1 })],
  ['__proto__ as a field', text('unknown_key', '{"system": "draw", "__proto__": {"name": "x"}}')],
  ['no system', add('required_missing', { system: undefined })],
  ['a system of another kind', add('unknown_system', { system: { id: 'draw' } })],
  ['constructor as a system', add('unknown_system', { system: 'constructor' })],
  ['no name', add('required_missing', { name: undefined })],
  ['a name with a dot', add('invalid_name', { name: 'ward.3' })],
  ['no client ID', settings('required_missing', { clientId: ' ' })],
  ['an address that is none', settings('address_unreadable', { baseUrl: 'draw.example' })],
  ['an address with a password', settings('address_unreadable', { baseUrl: 'https://me:pw@draw.example/' })],
  ['an address of the disk', settings('address_unreadable', { baseUrl: 'file:///etc/passwd' })],
  ['an address with a question', settings('address_has_query', { baseUrl: 'https://draw.example/?a=1' })],
  ['an admin page', settings('admin_page_address', { baseUrl: 'https://draw.example/admin/' })],
  ['plain http beyond loopback', settings('plain_http', { baseUrl: 'http://draw.example/' })],
  ['retries without end', settings('out_of_range', { maxRetries: 1e9 })],
  ['retries that are a word', settings('not_a_number', { maxRetries: 'three' })],
  ['an expiry without a zone', settings('zone_missing', { expiresAt: '2031-01-01 00:00' })],
  ['an expiry that is none', settings('moment_unreadable', { expiresAt: 'next year' })],
  ['a status endpoint without its task', settings('placeholder_missing', { endpoints: { status: '/api/status/' } })],
  ['an endpoint with other braces', settings('placeholder_unknown', { endpoints: { upload: '/api/{x}/' } })],
  ['an unknown endpoint', settings('unknown_key', { endpoints: { login: '/api/login/' } })],
  ['swapped tokens', secrets('tokens_swapped', { accessToken: refresh, refreshToken: access })],
  ['the same token twice', secrets('same_token_twice', { accessToken: 'one', refreshToken: 'one' })],
  ['a refresh token that has expired', secrets('refresh_token_already_expired', { refreshToken: past })],
  ['a token of two pieces', secrets('space_inside', { accessToken: `${access} ${access}` })],
  ['a token that is a number', secrets('not_text', { accessToken: 7 })],
  ['no access token', secrets('required_missing', { accessToken: '' })],

  [
    'a vault forced that there is not',
    { ...args('vault_choice_unknown', 'list'), env: { EVERBEARER_VAULT: 'attic', EVERBEARER_HOME: inHome('a') } },
  ],
  [
    'a home that is a file',
    { ...args('state_folder_unusable', 'list'), env: { EVERBEARER_HOME: inHome('large.json') } },
  ],
  [
    'a home below a file',
    { ...args('state_folder_unusable', 'token', 'ward-3'), env: { EVERBEARER_HOME: '/dev/null/home' } },
  ],
  [
    'an encrypted file without its passphrase',
    {
      ...args('passphrase_needed', 'vault', 'unlock'),
      env: { EVERBEARER_VAULT: 'file', EVERBEARER_HOME: inHome('b') },
    },
  ],
  [
    'a passphrase of three letters',
    {
      ...args('passphrase_weak', 'vault', 'unlock'),
      stdin: 'abc\n',
      env: { EVERBEARER_VAULT: 'file', EVERBEARER_HOME: inHome('c') },
    },
  ],
  [
    'a passphrase file that others may read',
    {
      ...text('file_unreadable', JSON.stringify(good)),
      env: { EVERBEARER_VAULT: 'file', EVERBEARER_HOME: inHome('d'), EVERBEARER_PASSPHRASE_FILE: inHome('large.json') },
    },
  ],
]

describe('bad input', () => {
  let agent: Running

  beforeAll(async () => {
    agent = startAgent(home, { atEnd: afterAll })
    await agent.ready()
    mkdirSync(home.path, { recursive: true })
    writeFileSync(inHome('large.json'), `"${'x'.repeat(300_000)}"`, { mode: 0o644 })
    for (const name of ['kept', 'spare']) {
      const pair = {
        accessToken: jwt({ token_type: 'access', exp: later, name }),
        refreshToken: jwt({ token_type: 'refresh', exp: later, name }),
      }
      const { code, stderr } = await everbearer(home, ['add', '--from', '-'], {
        stdin: JSON.stringify(drawConnection(name, 'https://draw.invalid/', pair)),
      })
      expect([code, stderr]).toEqual([0, ''])
    }
  })

  it.concurrent.each(rows)('%s', async (_what, { args, stdin, env, code }) => {
    const outcome = await everbearer(home, args, {
      ...(stdin === undefined ? {} : { stdin }),
      ...(env === undefined ? {} : { env }),
    })
    const last = outcome.stderr.trimEnd().split('\n').at(-1) ?? ''
    expect(last).toMatch(new RegExp(`^everbearer: ${code}: .+\\. Next: .+\\.$`))
    expect(outcome).toMatchObject({ code: exitCodeOf(code), signal: null, stdout: '' })
    for (const secret of [access, refresh, MARKER, access.split('.')[1] ?? ''])
      expect(outcome.stderr).not.toContain(secret)
  })

  it('changed nothing, and the keeper is the same as before', async () => {
    const { connections } = JSON.parse((await everbearer(home, ['list', '--json'])).stdout)
    expect(connections.map(({ name }: { name: string }) => name)).toEqual(['kept', 'spare'])
    agent.kill('SIGTERM')
    expect(await agent.exited).toEqual({ code: 0, signal: null })
    expect(agent.stderr()).toBe('')
  })
})
