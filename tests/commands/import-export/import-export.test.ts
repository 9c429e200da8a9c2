import { describe, expect, it, test } from 'vitest'
import { fault } from '../../../shared/fault.ts'
import type { ImportPlan } from '../../../shared/import-export/planned-import.ts'
import { viewWith } from '../../kit/view.ts'
import { memoryTerminal } from '../memory-terminal.ts'
import { run } from '../run.ts'
import { ScriptedBridge } from '../scripted-bridge.ts'

const WARD: ImportPlan['entries'][number] = {
  name: 'ward',
  suggested: false,
  system: 'draw',
  action: 'change',
  origins: ['https://draw.example'],
  changes: [
    { field: 'settings.maxRetries', from: '3', to: '5' },
    { field: 'settings.endpoints.health', from: null, to: '/api/health/' },
  ],
  secrets: [
    { name: 'accessToken', change: 'replaced' },
    { name: 'refreshToken', change: 'kept' },
  ],
  mistakes: [{ level: 'warning', field: 'secrets', code: 'import_sends_secrets', params: {} }],
}

const NEW: ImportPlan['entries'][number] = {
  name: 'lab',
  suggested: false,
  system: 'draw',
  action: 'add',
  origins: ['https://draw.example'],
  changes: [{ field: 'settings.clientId', from: null, to: 'Lab' }],
  secrets: [
    { name: 'accessToken', change: 'new' },
    { name: 'refreshToken', change: 'absent' },
  ],
  mistakes: [],
}

const planOf = (...entries: ImportPlan['entries']): ImportPlan => ({ source: 'env', entries, leftOut: [] })
const files = {
  '.env': 'ACCESS_TOKEN=x',
  'key.txt': '# public key: age1...\nAGE-SECRET-KEY-1AAAA\n',
  'sealed.age': '-----BEGIN AGE ENCRYPTED FILE-----\n',
}
const imported = (words: string[], plan: ImportPlan, typed: string[] = []) => {
  const bridge = new ScriptedBridge({ 'moving.preview': plan, 'moving.import': plan })
  const terminal = memoryTerminal({ files, typed })
  return run(['import', ...words], { bridge, terminal }).then((ran) => ({ ...ran, bridge, terminal }))
}

describe('import', () => {
  it('shows the differences, and changes nothing before --yes', async () => {
    const { code, stdout, stderr, bridge } = await imported(['.env'], planOf(WARD, NEW))
    expect(bridge.calls.map(({ name }) => name)).toEqual(['moving.preview'])
    expect(stdout).toBe(
      [
        'ward (DRAW): changes',
        '  Max retries      3 → 5',
        '  Health endpoint  nothing → /api/health/',
        '  Access token     another one than here, which is then gone',
        '  Refresh token    the one here is kept',
        '  Secrets go to    https://draw.example',
        '',
        'lab (DRAW): new',
        '  Client ID      Lab',
        '  Access token   new',
        '  Secrets go to  https://draw.example',
        '',
        '',
      ].join('\n'),
    )
    expect(stderr.split('\n')).toEqual([
      expect.stringContaining('warning: import_sends_secrets: ward: secrets: Secrets that are kept here were entered'),
      'everbearer: confirm_import: Nothing was changed yet; what it replaces (connections: 1) comes back only from a copy. Next: Read what would happen, then run the same with --yes.',
      '',
    ])
    expect(code).toBe(2)
    expect((await imported(['.env', '--preview'], planOf(NEW))).code).toBe(0)
  })

  it('of what is here already says so, and asks for no yes', async () => {
    const same = { ...NEW, action: 'same' as const }
    const { code, stdout, stderr } = await imported(['.env'], planOf(same, { ...same, name: 'ward' }))
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/\nAll of it is here already: nothing would change\.\n$/)
    const asData = await imported(['.env', '--json'], planOf(same))
    expect([asData.code, JSON.parse(asData.stdout)]).toEqual([0, planOf(same)])
    // Of what can neither be taken nor is here, a yes would change nothing either.
    const no = await imported(['.env'], planOf(same, { ...NEW, action: 'refused' }))
    expect([no.code, no.stderr]).toEqual([2, expect.stringMatching(/^everbearer: import_refused: /)])
  })

  it('that ended half way says what is in and what is not, and by what it was ended', async () => {
    const mistake = (code: 'vault_locked' | 'import_stopped') => ({
      level: 'error' as const,
      field: '',
      code,
      params: {},
    })
    const plan = planOf(
      NEW,
      { ...NEW, name: 'third', action: 'refused', mistakes: [mistake('vault_locked')] },
      { ...NEW, name: 'fourth', action: 'refused', mistakes: [mistake('import_stopped')] },
    )
    const { code, stdout, stderr } = await imported(['.env', '--yes'], {
      ...plan,
      stopped: { code: 'vault_locked', params: {} },
    })
    expect(stdout).toContain('lab (DRAW): new')
    expect(stdout).toContain('fourth (DRAW): cannot be imported')
    expect(stdout).toContain('Imported: 1 new, 0 changed, 0 as before.')
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(/^everbearer: vault_locked: third: /),
      expect.stringMatching(/^everbearer: import_stopped: fourth: The import ended before this one was done\./),
      expect.stringMatching(/^everbearer: vault_locked: The keychain is locked\./),
      '',
    ])
    expect(code).toBe(6)
  })

  it('does it with --yes', async () => {
    const { code, stdout, bridge } = await imported(
      ['.env', '--yes', '--name', 'lab', '--system', 'draw'],
      planOf(NEW, WARD),
    )
    expect(bridge.calls).toMatchObject([{ name: 'moving.import', input: { name: 'lab', system: 'draw' } }])
    // Lines are read by the command, and go on as JSON.
    expect(bridge.calls[0]?.input).toMatchObject({ text: expect.stringMatching(/^\{"everbearer":.*"accessToken":"x"/) })
    expect([code, stdout.trimEnd().split('\n').at(-1)]).toEqual([0, 'Imported: 1 new, 1 changed, 0 as before.'])
  })

  it('imports what can be, and fails for the rest', async () => {
    const mistakes = [
      {
        level: 'error' as const,
        field: 'secrets.accessToken',
        code: 'required_missing' as const,
        params: { field: 'accessToken' },
      },
    ]
    const { code, stderr } = await imported(
      ['.env', '--yes'],
      planOf(NEW, { ...NEW, name: 'bare', action: 'refused', mistakes }),
    )
    expect(code).toBe(2)
    expect(stderr).toContain('required_missing: bare: secrets.accessToken: Access token is missing.')
    expect(stderr).toContain('import_refused: Some of the connections in this file could not be imported (1).')
  })

  it('says nothing again of what is as it was', async () => {
    const mistakes = [
      { level: 'warning' as const, field: 'secrets', code: 'import_sends_secrets' as const, params: {} },
    ]
    const { stderr } = await imported(
      ['.env', '--yes'],
      planOf(NEW, { ...NEW, name: 'kept', action: 'same', mistakes }),
    )
    expect(stderr).not.toContain('import_sends_secrets')
  })

  it('gives the plan with --json', async () => {
    const { stdout } = await imported(['.env', '--preview', '--json'], planOf(NEW))
    expect(JSON.parse(stdout)).toEqual(planOf(NEW))
  })

  it('asks for the passphrase of a sealed file, or reads an identity', async () => {
    const asked = await imported(['sealed.age', '--yes'], planOf(NEW), ['correct horse'])
    expect(asked.terminal.asked).toEqual(['Passphrase of the sealed file: '])
    expect(asked.bridge.calls[0]?.input).toMatchObject({ key: 'correct horse' })
    const identified = await imported(['sealed.age', '--yes', '--identity', 'key.txt'], planOf(NEW))
    expect(identified.bridge.calls[0]?.input).toMatchObject({ key: 'AGE-SECRET-KEY-1AAAA' })
    const nothing = await imported(['sealed.age', '--yes'], planOf(NEW))
    expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringContaining('import_sealed')])
    const noIdentity = await imported(['sealed.age', '--identity', '.env'], planOf(NEW))
    expect(noIdentity.stderr).toContain('sealed_wrong_key')
  })
})

describe('export', () => {
  const sealed = { text: 'sealed text\n', names: ['ward', 'lab'], refreshTokensLeftOut: 1 }
  const exported = (words: string[], typed: string[] = []) => {
    const bridge = new ScriptedBridge({ 'moving.export': { text: '{}\n' }, 'moving.seal': sealed })
    return run(['export', ...words], { bridge, terminal: memoryTerminal({ typed }) }).then((ran) => ({
      ...ran,
      bridge,
    }))
  }

  it('writes settings alone unless asked for more', async () => {
    const { code, stdout, stderr, bridge } = await exported(['ward'])
    expect(bridge.calls).toEqual([{ name: 'moving.export', input: { names: ['ward'] } }])
    expect([code, stdout, stderr]).toEqual([0, '{}\n', expect.stringContaining('Written without secrets')])
    expect((await exported([])).bridge.calls[0]?.input).toEqual({})
  })

  it('seals for a passphrase, and says what stayed here', async () => {
    const { stdout, stderr, bridge } = await exported(['--sealed'], ['correct horse battery'])
    expect(bridge.calls[0]?.input).toEqual({ to: { passphrase: 'correct horse battery' }, move: false })
    expect(stdout).toBe('sealed text\n')
    expect(stderr).toContain('Refresh tokens stayed here (1)')
  })

  it('seals for a public key, and says what a move has paused', async () => {
    const { stderr, bridge } = await exported(['ward', '--recipient', 'age1x', '--move', '--yes'])
    expect(bridge.calls[0]?.input).toEqual({ names: ['ward'], to: { recipient: 'age1x' }, move: true })
    expect(stderr).toContain('Paused here, since the refresh tokens went along: ward, lab.')
  })

  it('names of a file of recipients the line that is none, and never what stands there', async () => {
    const to = async (text: string) => {
      const bridge = new ScriptedBridge({ 'moving.seal': fault('invalid_recipient', { which: 2 }) })
      const terminal = memoryTerminal({ files: { wards: text } })
      return { bridge, ...(await run(['export', '--to', 'wards'], { bridge, terminal })) }
    }
    const { bridge, code, stderr } = await to('# wards\r\nage1a # ward 1\r\n\r\nAGE-SECRET-KEY-1Q\r\n')
    expect(bridge.calls[0]?.input).toMatchObject({ to: { recipients: ['age1a', 'AGE-SECRET-KEY-1Q'] } })
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^everbearer: invalid_recipient: .*\(line 4\)/)])
    expect(stderr).not.toContain('SECRET')
    expect((await to('# nobody\n')).stderr).toContain('There is no recipient in this file.')
    expect((await to('age1a\n'.repeat(1_001))).stderr).toContain('(1001)')
  })

  it('takes refresh tokens along only with a yes, and names what would stop here', async () => {
    const views = [viewWith({ name: 'ward' }), viewWith({ name: 'lab' })]
    const bridge = new ScriptedBridge({ 'connections.list': views })
    const ran = await run(['export', '--sealed', '--move'], { bridge })
    expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('confirm_export_move') })
    expect(ran.stderr).toContain('here any more: ward, lab.')
  })

  it.each([
    ['a move in the open', ['--move'], 'missing_option'],
    ['a name that is none', ['Ward 3'], 'invalid_name'],
    ['no passphrase', ['--sealed'], 'passphrase_needed: A new passphrase is wanted'],
  ])('refuses %s', async (_what, words, code) => {
    const ran = await exported(words)
    expect(ran.stdout).toBe('')
    expect(ran.code).toBeGreaterThan(1)
    if (code !== 'missing_option') expect(ran.stderr).toContain(code)
    else expect(ran.stderr).toContain('--sealed')
  })
})

test('what is no signer is refused before anybody is asked, and a token in its place is not said again', async () => {
  for (const option of ['--trust', '--distrust']) {
    const { code, stderr } = await run(['enroll', option, 'marker-of-a-token'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^everbearer: invalid_signer: /)
    expect(stderr).not.toContain('marker')
  }
})
