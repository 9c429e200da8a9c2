import { describe, expect, it } from 'vitest'
import { fault } from '../../shared/fault.ts'
import { viewWith } from '../kit/view.ts'
import { COMMANDS } from './every-command.ts'
import { memoryTerminal } from './memory-terminal.ts'
import { run } from './run.ts'
import { ScriptedBridge } from './scripted-bridge.ts'

const SECRET = 'eyJhbGciOiJIUzI1NiJ9.eyJ0b2tlbl90eXBlIjoiYWNjZXNzIn0.c2lnbmF0dXJl'

describe('a command line that cannot be read', () => {
  it.each<[string[], string]>([
    [['tokne'], 'There is no such command: "tokne". Next: Did you mean "everbearer token"?'],
    [['completely-else'], 'There is no such command: "completely-else". Next: Run "everbearer --help"'],
    [['tokne'.repeat(20)], 'There is no such command. Next: Run "everbearer --help"'],
    [[SECRET], 'A token stands in the command line'],
    [[''], 'There is no such command. Next: Run "everbearer --help"'],
    [['--jsn'], 'There is no such option: --jsn.'],
    [['list', '--jsno'], 'There is no such option: --jsno. Next: Did you mean --json? Run "everbearer list --help"'],
    [['list', '--json=true'], '--json is an option without a value. Next: Write --json alone, or leave it out.'],
    [['list', '--help=1'], '--help is an option without a value.'],
    [['settings', 'get', '--json='], '--json is an option without a value.'],
    [['token', 'a', `--header=${'x'.repeat(40)}`], '--header is an option without a value.'],
    [['list', `--token=${SECRET}`], 'A token stands in the command line'],
    [
      ['list', 'extra'],
      'There are more words on the command line than this command takes. Next: Run "everbearer list --help"',
    ],
    [['show'], 'A word is missing on the command line: name. Next: Run "everbearer show --help"'],
    [['show', 'a', SECRET], 'A token stands in the command line'],
    [['show', 'Ward 3'], 'A name has 1 to 63 small letters'],
    [['show', SECRET], 'A token stands in the command line'],
    [['show', ''], 'A name has 1 to 63 small letters'],
    [['show', '-x'], 'There is no such option: -x.'],
    [['add'], 'This command needs one more option: --from. Next: Run "everbearer add --help"'],
    [['add', '--from'], 'An option lacks its value: --from.'],
    [['edit', 'a'], 'This command needs one more option: --from.'],
    [['rename', 'a'], 'A word is missing on the command line: new-name.'],
    [['rename', 'a', 'B'], 'A name has 1 to 63 small letters'],
    [['token', 'a', '--min-ttl'], 'An option lacks its value: --min-ttl.'],
    [['token', 'a', '--min-ttl', 'soon'], '--min-ttl is not followed by a length of time. Next: Write one such as 60s'],
    [['token', 'a', '--min-ttl', '-5s'], '--min-ttl is not followed by a length of time.'],
    [['token', 'a', '--min-ttl', '366d'], '--min-ttl is not followed by a length of time.'],
    [['token', 'a', '--json', '--header'], 'The options --json and --header cannot be used together.'],
    [
      ['journal', '--limit', '0'],
      '--limit is not followed by a whole number. Next: Write digits only, from 1 to 10000.',
    ],
    [['journal', '--limit', '1e3'], '--limit is not followed by a whole number.'],
    [['exec', 'a'], 'There is no command to run.'],
    [['exec', 'a', '--'], 'There is no command to run.'],
    [['exec'], 'A word is missing on the command line: name.'],
    [['vault'], 'This command needs to be told what to do. Next: Run "everbearer vault --help"'],
    [['vault', 'statsu'], 'There is no such command: "statsu". Next: Did you mean "everbearer vault status"?'],
    [['vault', 'move'], 'A word is missing on the command line: kind.'],
    [['settings', 'set', 'a'], 'A word is missing on the command line: value.'],
    [['demo', '--for', 'ever'], '--for is not followed by a length of time.'],
  ])('%j: %s', async (words, said) => {
    const { code, stdout, stderr } = await run(words)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^everbearer: [a-z_]+: .*\. Next: .*\.\n$/)
    expect(stderr).toContain(said)
    expect(stderr).not.toContain(SECRET.slice(0, 12))
  })

  it('never opens the bridge', async () => {
    const bridge = new ScriptedBridge()
    await run(['show', 'Ward 3'], { bridge })
    expect(bridge.closed).toBe(0)
  })
})

describe('a command line with a secret in it, which all users of the computer can read', () => {
  const PROXY = /asked for, or read as a line of standard input/
  const ADDRESS = /leave it out of the address/

  it.each<[string[], RegExp]>([
    [['network', '--proxy', 'http://ada:hush@proxy.example:3128'], PROXY],
    [['network', 'ward', '--proxy=http://ada:hush@proxy.example'], PROXY],
    [['network', '--proxy', 'ada:hush@proxy.example:3128'], PROXY],
    [['network', '--proxy', '//ada:hush@proxy.example'], PROXY],
    [['network', '--proxy', 'HTTP://:hush@proxy.example'], PROXY],
    [['network', '--proxy', 'http://ada:hush/with#all?of:it@proxy.example'], PROXY],
    [['edit', 'ward', '--allow-origin', 'https://a.example', 'https://ada:hush@b.example'], ADDRESS],
    [['edit', 'ward', '--allow-origin', 'https://a.example', 'ada:hush@b.example'], ADDRESS],
    [['import', 'f.json', '--allow-origin=https://ada:hush@b.example'], ADDRESS],
    [['import', 'https://ada:hush@b.example/settings.json'], ADDRESS],
    [['add', '--from', 'https://ada:hush@b.example/ward.json'], ADDRESS],
    [['callbacks', 'lab', '--at', 'https://ada:hush@b.example/'], ADDRESS],
    [['vault', 'move', 'file', 'etcd://ada:hush@b.example'], ADDRESS],
    [['export', '--recipient', 'AGE-SECRET-KEY-1HUSH'], /--recipient takes the public one/],
    [['import', 'f.age', '--identity', 'AGE-SECRET-KEY-1HUSH'], /the name of the file/],
    [['fleet', 'add', '--name=desk', `${SECRET}hush`], /write it to a file/],
    [['fleet', 'add', 'Bearer hush', '--name=desk'], /write it to a file/],
    [['vault', 'move', SECRET], /write it to a file/],
    [['vault', 'move', 'shared', '--password-file', `x/${SECRET}`], /write it to a file/],
    [['add', '--from', '{"name":"ward","secrets":{"accessToken":"hush"}}'], /Write it to a file/],
    [['add', '--from', `${SECRET}hush`], /write it to a file/],
    [['import', `${SECRET}hush`], /write it to a file/],
    [['doctor', '--save', 'Bearer hush'], /write it to a file/],
    [['crafter', 'create', 'desk', '--from', ' { "id": "hush" }'], /Write it to a file/],
  ])('%j is refused before anything is done', async (words, next) => {
    const bridge = new ScriptedBridge()
    const { code, stdout, stderr } = await run(words, { bridge, terminal: memoryTerminal({ typed: ['yes', 'yes'] }) })
    expect([code, stdout, bridge.closed]).toEqual([2, '', 0])
    expect(stderr).toMatch(/^everbearer: usage: .*where every user of this computer can read it.* Next: .*\.\n$/)
    expect(stderr).toMatch(next)
    expect(stderr.toLowerCase()).not.toContain('hush')
  })

  it.each([
    [['network', '--proxy', 'http://ada@proxy.example:3128']],
    [['edit', 'ward', '--allow-origin', 'https://b.example:8443']],
    [['exec', 'ward', '--', 'curl', 'https://ada:hush@b.example/', '{"a":1}']],
    [['exec', 'ward', 'curl', 'https://ada:hush@b.example/']],
    [['import', 'ward:3@home.json']],
    [['import', 'monkeyjunction-ward.json']],
    [['credential', 'curl', 'ward', 'https://draw.example/list?after=eyJpZCI6MTIzNH0.x']],
    [['list', 'eyJpZCI6MTIzNDU2Nzg']],
  ])('%j is not taken for one', async (words) => {
    expect((await run(words, { terminal: memoryTerminal({ typed: ['hush'] }) })).stderr).not.toContain('every user')
  })
})

describe('help', () => {
  it('has examples', async () => {
    const { code, stdout, stderr } = await run(['--help'])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^Usage: everbearer COMMAND/)
    expect(stdout).toContain('Keeps the API tokens of this workstation valid.')
    expect(stdout).toContain('everbearer add --from draw-ward-3.json')
    expect((await run(['help'])).stdout).toBe(stdout)
  })

  it('of a command says how it is written', async () => {
    const { code, stdout } = await run(['token', '--help'])
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^Usage: everbearer token NAME \[--min-ttl TIME\] .+ \[--json\]\n {4}\[--header\] \[--kubectl\]\n/,
    )
    expect((await run(['help', 'token'])).stdout).toBe(stdout)
    expect((await run(['exec', '-h'])).stdout).toMatch(
      /^Usage: everbearer exec NAME -- COMMAND\.\.\. \[--min-ttl TIME\]\n/,
    )
    expect((await run(['vault', 'move', '--help'])).stdout).toMatch(
      /^Usage: everbearer vault move KIND \[--yes\] \[--etcd ADDRESSES\]/,
    )
  })

  it('keeps within a terminal of 80 columns but for what is to be copied', async () => {
    for (const { path } of COMMANDS) {
      const terminal = memoryTerminal({ columns: 80 })
      const [told = ''] = (await run([...path, '--help'], { terminal })).stdout.split('\nExamples:\n')
      expect(told.split('\n').filter((line) => line.length > 80)).toEqual([])
      // What somebody fills in is written in capitals, wherever it stands.
      expect(told).not.toMatch(/<[a-z]/)
    }
  })

  it('tells its version', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, stdout: '9.8.7\n', stderr: '' })
  })
})

describe('exit codes', () => {
  it.each([
    ['no_such_connection', 3],
    ['refused', 4],
    ['certificate', 4],
    ['offline', 5],
    ['keeper_unresponsive', 5],
    ['vault_locked', 6],
    ['passphrase_needed', 6],
  ] as const)('%s ends with %i', async (code, exit) => {
    const bridge = new ScriptedBridge({ 'connections.get': fault(code, { name: 'ward-3' }), 'connections.list': [] })
    const ran = await run(['show', 'ward-3'], { bridge })
    expect(ran.code).toBe(exit)
    expect(ran.stderr).toMatch(new RegExp(`^everbearer: ${code}: `))
    expect(ran.stdout).toBe('')
    expect(bridge.closed).toBe(1)
  })

  it('names the connection in the next step', async () => {
    const bridge = new ScriptedBridge({ 'connections.refresh': fault('invalid_grant', { status: 400 }) })
    expect((await run(['refresh', 'ward-3'], { bridge })).stderr).toBe(
      'everbearer: invalid_grant: The server no longer accepts this refresh token (status 400): it has ended, or was replaced after this copy was saved. Next: Get a new one from the server, then save it with "everbearer edit ward-3".\n',
    )
  })

  it('suggests the name that was probably meant', async () => {
    const bridge = new ScriptedBridge({
      'connections.get': fault('no_such_connection', { name: 'drwa-ward-3' }),
      'connections.list': [viewWith({ name: 'osais' }), viewWith({ name: 'draw-ward-3' })],
    })
    const { stderr } = await run(['show', 'drwa-ward-3'], { bridge })
    expect(stderr).toContain('Next: Did you mean "draw-ward-3"? Run "everbearer list"')
  })

  it('a bug says so without its text, which could hold anything', async () => {
    const bridge = new ScriptedBridge({
      'connections.get': () => {
        throw new TypeError(`cannot read ${SECRET}`)
      },
    })
    const { code, stderr } = await run(['show', 'ward-3'], { bridge })
    expect(code).toBe(1)
    expect(stderr).toMatch(/^everbearer: bug: .*\(TypeError\)/)
    expect(stderr).not.toContain('eyJ')
  })

  it('what a bridge cannot open is told like any other fault', async () => {
    const openBridge = async () => {
      throw new (await import('../../shared/fault.ts')).FaultError(
        fault('vault_choice_needed', { why: 'vault_missing' }),
      )
    }
    const { code, stderr } = await run(['list'], { openBridge, terminal: memoryTerminal() })
    expect(code).toBe(6)
    expect(stderr).toMatch(/^everbearer: vault_choice_needed: No keychain answers on this computer/)
  })
})
