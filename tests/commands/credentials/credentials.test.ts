/** What other programs are answered, each in its own language, and nobody who asks for another server. */
import { describe, expect, it, test } from 'vitest'
import type { CallName } from '../../../shared/api/contract/names.ts'
import { connectionViewSchema } from '../../../shared/connections/view.ts'
import { FaultError, fault, raise } from '../../../shared/fault.ts'
import { handClock } from '../../kit/hand-clock.ts'
import { anyOutput } from '../any-output.ts'
import { type MemoryTerminal, memoryTerminal } from '../memory-terminal.ts'
import { run } from '../run.ts'

const END = '2026-11-21T10:00:00.500Z'

const GRANT = {
  token: 'the-"token"',
  tokenType: 'Bearer',
  expiresAt: END,
  usableUntil: END,
  generation: 7,
  baseUrl: 'https://forge.example:8443/api/',
  clientId: 'ward-3',
  endpoints: {},
  maxRetries: 3,
  warning: null,
}

const view = (name: string, baseUrl: string) => ({
  ...(anyOutput(connectionViewSchema, name, 0) as object),
  name,
  baseUrl,
})

/** One connection, or those given, and what was asked of the keeper. */
function keeping(grant: object = GRANT, views: readonly object[] = [view('forge', GRANT.baseUrl)], vault: object = {}) {
  const asked: string[] = []
  const answers: Partial<Record<CallName, unknown>> = {
    'connections.get': views[0],
    'connections.list': views,
    'connections.token': { ...GRANT, ...grant },
    'connections.rejected': views[0],
    'vault.status': { kind: 'file', condition: 'open', ...vault },
  }
  const call = async (name: CallName, input: object) => {
    asked.push(name === 'connections.rejected' ? JSON.stringify(input) : name)
    return answers[name]
  }
  return { asked, bridge: { call, subscribe: () => () => {}, close: async () => {} } as never }
}

const say = async (words: string[], stdin = '', keeper = keeping(), more: Parameters<typeof memoryTerminal>[0] = {}) =>
  await run(['credential', ...words], { ...keeper, terminal: memoryTerminal({ files: { '-': stdin }, ...more }) })

describe('git', () => {
  const ask = (lines: string, operation = 'get', keeper = keeping(), ...more: string[]) =>
    say(['git', 'forge', ...more, operation], lines, keeper)
  const own = 'protocol=https\nhost=forge.example:8443\n'

  it('gets the token as a password with its end, for the connection’s own origin', async () => {
    const end = Math.floor(Date.parse(END) / 1_000)
    const expected = {
      code: 0,
      stderr: '',
      stdout: `username=oauth2\npassword=the-"token"\npassword_expiry_utc=${end}\n`,
    }
    expect(await ask(`${own}path=team/project.git\nwwwauth[]=Basic realm="x"\n`)).toEqual(expected)
    expect((await ask(`${own}username=ada\n\n`)).stdout).toContain('username=ada\n')
    expect((await ask(own, 'get', keeping(), '--username', 'x')).stdout).toContain('username=x\n')
  })

  it('gets it as a header where it can send one', async () => {
    expect((await ask(`capability[]=authtype\ncapability[]=state\n${own}`)).stdout).toMatch(
      /^capability\[\]=authtype\nauthtype=Bearer\ncredential=the-"token"\nephemeral=1\npassword_expiry_utc=\d+\n$/,
    )
  })

  it.each([
    'protocol=http\nhost=forge.example:8443\n',
    'protocol=https\nhost=forge.example\n',
    'protocol=https\nhost=forge.example:8443@evil.example\n',
    'protocol=https\nhost=evil.example\nhost=forge.example:8443.evil.example\n',
    'protocol=https\nhost=ward@forge.example:8443\n',
    'protocol=https://forge.example:8443/\nhost=x\n',
    'protocol=https\nhost=forge.example:8443\0\n',
    // Lines that an address has smuggled in (CVE-2020-5260, CVE-2024-52006): git sends what it gets to the other host.
    'protocol=https\nhost=evil.example\nhost=forge.example:8443\n',
    'protocol=https\nhost=\nhost=forge.example:8443\n',
    'protocol=http\nprotocol=https\nhost=forge.example:8443\n',
    'protocol=https\nhost=evil.example\nusername=a\nprotocol=https\nhost=forge.example:8443\n',
    'protocol=https\nhost=evil.example\rhost=forge.example:8443\n',
    'protocol=https\nhost=forge.example:8443\rhost=evil.example\n',
    'protocol=https\nhost=forge.example:8443\r.evil.example\n',
    'protocol=https\nhost=forge.example:8443\u2028\n',
    'protocol=https\nhost=for\tge.example:8443\n',
    'protocol=https\nhost=forge%2eexample:8443\n',
    'protocol=https\nhost=\uff46orge.example:8443\n',
    'protocol=https\nhost=forge.example:8443.\n',
    'protocol=https\nhost=evil.example\\.forge.example:8443\n',
    `protocol=https\nhost=${'forge.example:8443'.repeat(3_000)}\n`,
    'host=forge.example:8443\n',
    'protocol=https\n',
    '',
    '\0\xff=\n=\n==\n',
  ])('is told nothing for %j, so that it asks its next helper', async (lines) => {
    const keeper = keeping()
    expect(await ask(lines, 'get', keeper)).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(keeper.asked).not.toContain('connections.token')
    expect(await ask(`${lines}password=the-"token"\n`, 'erase', keeper)).toMatchObject({ code: 0, stdout: '' })
    expect(keeper.asked).not.toContain('connections.token')
  })

  it.each(['ada\nquit=1', 'ada\rhost=evil.example', 'a\0', '\u2028', ''])(
    'and docker take no user’s name that is no line: %j',
    async (username) => {
      for (const words of [
        ['git', 'forge', 'get'],
        ['docker', 'get'],
      ]) {
        const keeper = keeping()
        const { code, stdout, stderr } = await say([...words, '--username', username], own, keeper)
        expect([code, stdout, keeper.asked]).toEqual([2, '', []])
        expect(stderr).toMatch(/^everbearer: usage: --username /)
      }
    },
  )

  it('reports what was refused, when it was this token', async () => {
    const keeper = keeping()
    for (const mine of ['password=the-"token"', 'authtype=Bearer\ncredential=the-"token"'])
      await ask(`${own}${mine}\n`, 'erase', keeper)
    for (const other of ['password=older', '', 'username=oauth2']) await ask(`${own}${other}\n`, 'erase', keeper)
    const report = '{"name":"forge","generation":7}'
    expect(keeper.asked.filter((each) => each.startsWith('{'))).toEqual([report, report])
    expect(await ask(`${own}password=x\n`, 'store', keeper)).toEqual({ code: 0, stdout: '', stderr: '' })
  })

  it('gets no token that would be another attribute', async () => {
    const { code, stdout, stderr } = await ask(own, 'get', keeping({ token: 'a\nurl=https://evil.example' }))
    expect([code, stdout]).toEqual([4, ''])
    expect(stderr).toMatch(/^everbearer: not_a_token_reply: /)
  })
})

describe('docker', () => {
  it.each(['forge.example:8443', 'https://forge.example:8443', 'https://forge.example:8443/v2/\n'])(
    'gets %j',
    async (server) => {
      const { code, stdout } = await say(['docker', 'get'], server)
      expect([code, JSON.parse(stdout)]).toEqual([
        0,
        { ServerURL: server.trim(), Username: 'oauth2', Secret: 'the-"token"' },
      ])
    },
  )

  it.each(['127.0.0.1:5000', 'localhost:5000'])(
    'gets %j also where that speaks http, as Docker takes it there',
    async (server) => {
      const keeper = keeping({}, [view('local', `http://${server}/`)])
      expect(JSON.parse((await say(['docker', 'get'], server, keeper)).stdout)).toMatchObject({ Secret: 'the-"token"' })
      expect((await say(['docker', 'get'], `https://${server}`, keeper)).code).toBe(1)
    },
  )

  it('takes back what it has handed out, as docker login does, and nothing else', async () => {
    const stored = (ServerURL: string, Secret: string) => {
      return say(['docker', 'store'], JSON.stringify({ ServerURL, Username: 'oauth2', Secret }))
    }
    expect(await stored('forge.example:8443', 'the-"token"')).toMatchObject({ code: 0, stdout: '' })
    for (const [server, secret] of [
      ['forge.example:8443', 'another'],
      ['evil.example', 'the-"token"'],
    ] as const)
      expect(await stored(server, secret)).toMatchObject({ code: 1, stdout: expect.stringContaining('not_stored') })
  })

  it.each(['forge.example', 'http://forge.example:8443', 'evil.example', 'x@forge.example:8443', ''])(
    'does not find %j',
    async (server) => {
      const keeper = keeping()
      const { code, stdout } = await say(['docker', 'get'], server, keeper)
      expect([code, stdout]).toEqual([1, 'credentials not found in native keychain\n'])
      expect(keeper.asked).not.toContain('connections.token')
    },
  )

  it.each(['get', 'store'])(
    'is told of a vault that is shut, in which nobody can look for a server (%s)',
    async (what) => {
      const server = 'forge.example:8443'
      const stdin = what === 'get' ? server : JSON.stringify({ ServerURL: server, Username: 'oauth2', Secret: 'x' })
      const shut = { ...view('forge', ''), fault: fault('vault_locked') }
      const known = await say(['docker', what], stdin, keeping({}, [shut]))
      expect(known).toMatchObject({ code: 1, stdout: expect.stringContaining('everbearer: vault_locked: ') })
      const trouble = fault('passphrase_needed')
      const unknown = await say(['docker', what], stdin, keeping({}, [], { condition: 'passphrase-needed', trouble }))
      expect(unknown).toMatchObject({ code: 1, stdout: expect.stringContaining('everbearer: passphrase_needed: ') })
    },
  )

  it('is told on standard output what is wrong', async () => {
    const two = keeping({}, [view('one', GRANT.baseUrl), view('two', 'https://forge.example:8443/')])
    expect((await say(['docker', 'get'], 'forge.example:8443', two)).stdout).toMatch(
      /^everbearer: credential_ambiguous: Two connections, one and two, /,
    )
    expect(await say(['docker', 'store'], '{}')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('everbearer add'),
    })
    const call = async (name: CallName) => {
      if (name === 'connections.token') throw new FaultError(fault('refused', { status: 401 }))
      return [view('forge', GRANT.baseUrl)]
    }
    const refused = { asked: [], bridge: { call, subscribe: () => () => {}, close: async () => {} } as never }
    // Docker names no connection: whoever reads this knows of none.
    expect((await say(['docker', 'get'], 'forge.example:8443', refused)).stdout).toContain('everbearer edit forge')
    expect(await say(['docker', 'list'])).toMatchObject({ code: 0, stdout: '{}\n' })
    expect(await say(['docker', 'erase'], 'forge.example:8443')).toMatchObject({ code: 0, stdout: '' })
  })
})

describe('curl', () => {
  it('gets a configuration, with an address below the base URL', async () => {
    expect((await say(['curl', 'forge'])).stdout).toBe('oauth2-bearer = "the-\\"token\\""\n')
    expect((await say(['curl', 'forge', '/health/?a=1'])).stdout).toMatch(
      /^url = "https:\/\/forge.example:8443\/api\/health\/\?a=1"\ngloboff\noauth2-bearer = /,
    )
    expect((await say(['curl', 'forge'], '', keeping({ parameter: 'token' }))).stdout).toBe(
      'url-query = "token=the-\\"token\\""\n',
    )
  })

  it.each(['https://evil.example/', 'https://forge.example:8443/', '//evil.example', '/../x'])(
    'for none to %s',
    async (address) => {
      const { code, stdout, stderr } = await say(['curl', 'forge', address])
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toMatch(/^everbearer: outside_base_url: /)
    },
  )
})

test('curl gets no token that would be another option', async () => {
  const { code, stdout, stderr } = await say(
    ['curl', 'forge'],
    '',
    keeping({ token: 'a"\nurl = "https://evil.example' }),
  )
  expect([code, stdout]).toEqual([4, ''])
  expect(stderr).toMatch(/^everbearer: not_a_token_reply: /)
})

describe('kubectl', () => {
  const ask = (version: string) => say(['kubectl', 'forge'], '', keeping(), { env: { KUBERNETES_EXEC_INFO: version } })

  it.each(['v1', 'v1beta1', 'v1alpha1'])('gets %s when it asks for that', async (version) => {
    const apiVersion = `client.authentication.k8s.io/${version}`
    const { code, stdout } = await ask(
      JSON.stringify({ apiVersion, kind: 'ExecCredential', spec: { interactive: false } }),
    )
    const status = { token: GRANT.token, expirationTimestamp: END }
    expect([code, JSON.parse(stdout)]).toEqual([0, { apiVersion, kind: 'ExecCredential', status }])
  })

  it.each(['{"apiVersion":"client.authentication.k8s.io/v9"}', '{}', 'null', 'nonsense'])(
    'is told that %s is not known',
    async (info) => {
      const { code, stdout, stderr } = await ask(info)
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toMatch(/^everbearer: exec_credential_unknown: .+ Next: .+v1beta1/)
    },
  )
})

test('AWS’s tools get what they read of a credential_process', async () => {
  const { stdout } = await say(['aws', 'forge'])
  const keys = { AccessKeyId: 'ward-3', SecretAccessKey: GRANT.token, SessionToken: GRANT.token }
  expect(JSON.parse(stdout)).toEqual({ Version: 1, ...keys, Expiration: END })
})

test.each(['git', 'docker', 'kubectl', 'aws'])('%s is told of a server that reads no header', async (program) => {
  const words = program === 'git' ? ['git', 'forge', 'get'] : [program, program === 'docker' ? 'get' : 'forge']
  const stdin = program === 'docker' ? 'forge.example:8443' : 'protocol=https\nhost=forge.example:8443\n'
  const { code, stdout, stderr } = await say(words, stdin, keeping({ parameter: 'accessTokenId' }))
  expect(code).not.toBe(0)
  expect(`${stdout}${stderr}`).toMatch(/^everbearer: header_not_read: /)
})

test.each(['git', 'docker', 'kubectl', 'aws', 'curl', 'sink'])(
  '%s gets no token of a type that nobody here understands',
  async (program) => {
    const more: Readonly<Record<string, string[]>> = {
      git: ['forge', 'get'],
      docker: ['get'],
      sink: ['forge', '--to', 'a.token'],
    }
    const stdin = program === 'docker' ? 'forge.example:8443' : 'protocol=https\nhost=forge.example:8443\n'
    for (const tokenType of ['DPoP', 'mac', 'N_A']) {
      const { code, stdout, stderr } = await say(
        [program, ...(more[program] ?? ['forge'])],
        stdin,
        keeping({ tokenType }),
      )
      expect(code).not.toBe(0)
      expect(`${stdout}${stderr}`).toContain(
        `everbearer: token_type_unknown: The token of forge is no bearer token (${tokenType})`,
      )
      expect(stdout).not.toContain('the-')
    }
  },
)

describe('a file with the token', () => {
  function sinking() {
    const terminal: MemoryTerminal = memoryTerminal()
    let tell: (notice: object) => void = () => {}
    let generation = 7
    let trouble: FaultError | null = null
    /** Of each connection its id, by its name. */
    const there: Record<string, string> = { forge: 'id-1' }
    const view = (name: string) => ({ id: there[name], name })
    const bridge = {
      call: async (call: string, { name = '' }: { name?: string }) => {
        if (call === 'connections.list') return Object.keys(there).map(view)
        if (there[name] === undefined) throw new FaultError(fault('no_such_connection', { name }))
        if (call === 'connections.get') return view(name)
        if (trouble !== null) throw trouble
        const token = there[name] === 'id-1' ? `token-${generation}` : `token-of-${there[name]}`
        return { ...GRANT, token, generation }
      },
      subscribe: (listener: typeof tell) => {
        tell = listener
        return () => {}
      },
      close: async () => {},
    } as never
    return {
      terminal,
      bridge,
      renew(name = 'forge') {
        if (name === 'forge') generation += 1
        tell({ notice: 'token.replaced', name, generation, olderEnded: false })
      },
      /** From now on these are all, and nobody says so. */
      become(all: Record<string, string>) {
        for (const name of Object.keys(there)) delete there[name]
        Object.assign(there, all)
      },
      tell: (notice: object) => tell(notice),
      fail(with_: FaultError | null) {
        trouble = with_
      },
    }
  }
  const settled = () => new Promise<void>((done) => setImmediate(done))

  it('is kept up with each new token, said plainly, and removed at the end', async () => {
    const { terminal, bridge, renew, fail } = sinking()
    const ending = run(['credential', 'sink', 'forge', '--to', 'a.token'], { bridge, terminal })
    await settled()
    expect(terminal.stderr).toMatch(/^everbearer: The token lies in plain in a.token until this ends/)
    expect(terminal.saved).toEqual({ 'a.token': 'token-7' })
    renew()
    renew('another')
    await settled()
    expect(terminal.saved).toEqual({ 'a.token': 'token-8' })
    fail(new FaultError(fault('offline')))
    renew()
    await settled()
    expect(terminal.saved).toEqual({ 'a.token': 'token-8' })
    expect(terminal.stderr).toContain('warning: offline')
    fail(null)
    renew()
    await settled()
    expect(terminal.saved).toEqual({ 'a.token': 'token-10' })
    terminal.stop()
    expect(await ending).toMatchObject({ code: 0 })
    expect(terminal.saved).toEqual({})
    expect(terminal.stdout.match(/generation \d+/g)).toEqual(['generation 7', 'generation 8', 'generation 10'])
    expect(terminal.stdout).not.toContain('token-')
  })

  it('is written again where a write has failed before anything of it lay there', async () => {
    const clock = handClock()
    const { terminal, bridge, renew } = sinking()
    const { replace } = terminal
    const ending = run(['credential', 'sink', 'forge', '--to', 'a.token'], { bridge, terminal, clock })
    await settled()
    terminal.replace = async (path) => raise('file_unwritable', { path, why: 'full' })
    renew()
    await settled()
    expect(terminal.saved).toEqual({ 'a.token': 'token-7' })
    terminal.replace = replace
    await clock.advance(15_000)
    expect(terminal.saved).toEqual({ 'a.token': 'token-8' })
    terminal.stop()
    expect(await ending).toMatchObject({ code: 0 })
    expect(terminal.saved).toEqual({})
  })

  it('is no longer removed once somebody else has put another one there', async () => {
    const { terminal, bridge } = sinking()
    const ending = run(['credential', 'sink', 'forge', '--to', 'a.token'], { bridge, terminal })
    await settled()
    await terminal.replace('a.token', 'of somebody else')
    terminal.stop()
    const { code, stdout } = await ending
    expect([code, terminal.saved]).toEqual([0, { 'a.token': 'of somebody else' }])
    expect(stdout).toMatch(/a.token .*stays/)
    expect(stdout).not.toContain('Removed')
  })

  it('comes back where it was cleaned away, and leaves alone what somebody else has put there, said once', async () => {
    const clock = handClock()
    const { terminal, bridge, renew } = sinking()
    const ending = run(['credential', 'sink', 'forge', '--to', 'a.token'], { bridge, terminal, clock })
    await settled()
    await terminal.discard('a.token', ['token-7'])
    await clock.advance(15_000)
    expect(terminal.saved).toEqual({ 'a.token': 'token-7' })
    await terminal.replace('a.token', 'of another sink')
    renew()
    await clock.advance(60_000)
    expect(terminal.saved).toEqual({ 'a.token': 'of another sink' })
    expect(terminal.stderr.match(/warning: file_unwritable: Something else lies at this path/g)).toHaveLength(1)
    await terminal.discard('a.token', ['of another sink'])
    await clock.advance(15_000)
    expect(terminal.saved).toEqual({ 'a.token': 'token-8' })
    terminal.stop()
    expect(await ending).toMatchObject({ code: 0 })
  })

  it('goes with its connection, and comes back with it', async () => {
    const { terminal, bridge, become, tell } = sinking()
    const ending = run(['credential', 'sink', 'forge', '--to', 'a.token'], { bridge, terminal })
    await settled()
    become({})
    tell({ notice: 'connection.removed', id: 'id-1', name: 'forge' })
    await settled()
    expect(terminal.saved).toEqual({})
    expect(terminal.stdout).toMatch(/Removed a.token.\n$/)
    expect(terminal.stderr).toContain('warning: no_such_connection: There is no connection with this name: forge.')
    become({ forge: 'id-1' })
    tell({ notice: 'connection.changed', view: { id: 'id-1', name: 'forge' } })
    await settled()
    expect(terminal.saved).toEqual({ 'a.token': 'token-7' })
    terminal.stop()
    expect((await ending).stdout.match(/Removed/g)).toHaveLength(2)
  })

  it('stays with its connection through a rename, also where another one has its old name by then', async () => {
    const { terminal, bridge, become, renew, tell } = sinking()
    const ending = run(['credential', 'sink', 'forge', '--to', 'a.token'], { bridge, terminal })
    await settled()
    become({ smithy: 'id-1', forge: 'id-2' })
    tell({ notice: 'connection.changed', view: { id: 'id-1', name: 'smithy' } })
    await settled()
    renew()
    tell({ notice: 'token.replaced', name: 'smithy', generation: 8, olderEnded: false })
    await settled()
    expect(terminal.saved).toEqual({ 'a.token': 'token-8' })
    terminal.stop()
    expect((await ending).code).toBe(0)
  })

  it('is of another connection once that alone has the name', async () => {
    const clock = handClock()
    const { terminal, bridge, become } = sinking()
    const ending = run(['credential', 'sink', 'forge', '--to', 'a.token'], { bridge, terminal, clock })
    await settled()
    become({ forge: 'id-2' })
    await clock.advance(15_000)
    await settled()
    expect(terminal.saved).toEqual({ 'a.token': 'token-of-id-2' })
    terminal.stop()
    await ending
    expect(terminal.saved).toEqual({})
  })

  it('that cannot be removed is told as what it is, a token in plain', async () => {
    const { terminal, bridge } = sinking()
    const denied = new FaultError(fault('file_unwritable', { path: 'a.token', detail: 'EROFS', why: 'denied' }))
    terminal.discard = async () => {
      throw denied
    }
    const ending = run(['credential', 'sink', 'forge', '--to', 'a.token'], { bridge, terminal })
    await settled()
    terminal.stop()
    const { code, stderr } = await ending
    expect(code).toBe(2)
    expect(stderr).toMatch(/file_unwritable: The token lies in plain still.*a\.token \(EROFS\)/)
  })

  it('takes no file over that is there already, unless told', async () => {
    const mine = memoryTerminal({ files: { 'a.key': 'mine' } })
    const first = sinking()
    expect(
      await run(['credential', 'sink', 'forge', '--to', 'a.key'], { bridge: first.bridge, terminal: mine }),
    ).toMatchObject({ code: 2 })
    expect(mine.saved).toEqual({})
    expect(mine.stderr).not.toContain('in plain')
    const told = memoryTerminal({ files: { 'a.key': 'mine' } })
    const ending = run(['credential', 'sink', 'forge', '--to', 'a.key', '--replace'], {
      bridge: sinking().bridge,
      terminal: told,
    })
    await settled()
    expect(told.saved).toEqual({ 'a.key': 'token-7' })
    told.stop()
    await ending
  })
})
