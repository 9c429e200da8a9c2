/** The built command line against bad input of every sort: arguments, JSON, files, standard input, environment. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exitCodeOf } from '../../shared/exit-code.ts'
import type { FaultCode } from '../../shared/fault.ts'
import { drawConnection } from '../kit/draw/draw-server.ts'
import { jwt } from '../kit/jwt.ts'
import { endings } from '../kit/processes/endings.ts'
import { everbearer, type Running, startAgent } from '../kit/processes/everbearer-process.ts'
import { type Environment, temporaryHome } from '../kit/processes/temporary-home.ts'

const home = temporaryHome({ EVERBEARER_VAULT: 'memory' }, afterAll)
const inHome = (name: string) => join(home.base, name)
const later = Math.floor(Date.now() / 1_000) + 86_400
const MARKER = 'bm90LXRvLWJlLXNlZW4'
const access = jwt({ token_type: 'access', client_id: 7, exp: later, jti: MARKER })
const refresh = jwt({ token_type: 'refresh', client_id: 7, exp: later, jti: MARKER })
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
  ['an option without its value', args('usage', 'add', '--from')],
  ['two forms at once', args('usage', 'token', 'ward-3', '--json', '--header')],
  ['a name that leads out', args('invalid_name', 'token', '../ward-3')],
  ['a token in place of a name', args('usage', 'token', refresh)],
  ['nobody of that name: token', args('no_such_connection', 'token', 'nobody')],
  ['nobody of that name: exec', args('no_such_connection', 'exec', 'nobody', '--', 'true')],
  ['removing without meaning it', args('confirm_removal', 'remove', 'kept')],
  ['a vault that there is not', args('vault_choice_unknown', 'vault', 'move', 'attic')],
  ['moving to where one is', args('vault_already_there', 'vault', 'move', 'memory')],
  ['a passphrase for what has none', args('no_passphrase_here', 'vault', 'passphrase')],

  ['a file that is not there', args('file_unreadable', 'add', '--from', 'nowhere.json')],
  ['a folder for a file', args('file_unreadable', 'add', '--from', '.')],
  ['an endless file', args('input_too_large', 'add', '--from', '/dev/zero')],
  ['an empty file', args('not_json', 'add', '--from', '/dev/null')],
  ['a large file', args('input_too_large', 'add', '--from', inHome('large.json'))],
  ['a program for a file', args('input_too_large', 'add', '--from', process.execPath)],

  ['nothing on standard input', text('not_json', '')],
  ['something after it', text('not_json', `${JSON.stringify(good)} ${access}`)],
  ['bytes that are no text', text('no_text_file', Buffer.from([0xff, 0x00, 0xfe, 0x80]))],
  ['nesting without end', text('bad_shape', `${'['.repeat(50_000)}${']'.repeat(50_000)}`)],
  ['a token for a field', add('unknown_key', { [access]: 1 })],
  ['__proto__ as a field', text('unknown_key', '{"system": "draw", "__proto__": {"name": "x"}}')],
  ['an address of the disk', settings('address_unreadable', { baseUrl: 'file:///etc/passwd' })],
  ['swapped tokens', secrets('tokens_swapped', { accessToken: refresh, refreshToken: access })],
  ['a token of two pieces', secrets('space_inside', { accessToken: `${access} ${access}` })],

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
  const ends = endings()

  beforeAll(async () => {
    agent = startAgent(home, { atEnd: ends })
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
