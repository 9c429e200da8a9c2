import { describe, expect, it } from 'vitest'
import { FaultError, fault } from '../../../shared/fault.ts'
import { Secret } from '../../../shared/secret.ts'
import { memoryTerminal } from '../memory-terminal.ts'
import { run } from '../run.ts'
import { status } from '../scripted-answers.ts'
import { ScriptedBridge } from '../scripted-bridge.ts'

describe('vault', () => {
  const open = { kind: 'file', condition: 'open', connections: 2 } as const
  const shut = { kind: 'file', condition: 'passphrase-needed', connections: null } as const

  it('status says where secrets are', async () => {
    const bridge = new ScriptedBridge({ 'vault.status': open })
    expect((await run(['vault', 'status'], { bridge })).stdout).toBe(
      'Secrets are kept in an encrypted file: open. 2 connections.\n',
    )
    expect(JSON.parse((await run(['vault', 'status', '--json'], { bridge })).stdout)).toEqual(open)
  })

  it('unlock asks for the passphrase of an encrypted file', async () => {
    const bridge = new ScriptedBridge({ 'vault.status': shut, 'vault.unlock': open, 'keeper.status': status })
    const terminal = memoryTerminal({ typed: ['correct horse'] })
    const { code, stdout, stderr } = await run(['vault', 'unlock'], { bridge, terminal })
    expect([code, stdout, stderr]).toEqual([0, 'The vault is open.\n', ''])
    expect(bridge.calls).toContainEqual({ name: 'vault.unlock', input: { passphrase: 'correct horse' } })
    expect(terminal.asked).toEqual(['Passphrase: '])
  })

  it('unlock takes the passphrase of the variables before asking anybody', async () => {
    const bridge = new ScriptedBridge({ 'vault.status': shut, 'vault.unlock': open, 'keeper.status': status })
    await run(['vault', 'unlock'], { bridge, givenPassphrase: async () => new Secret('from the file') })
    expect(bridge.calls).toContainEqual({ name: 'vault.unlock', input: { passphrase: 'from the file' } })
  })

  it('unlock says when nobody is there to keep it open', async () => {
    const alone = { ...status, pid: process.pid }
    const bridge = new ScriptedBridge({ 'vault.status': shut, 'vault.unlock': open, 'keeper.status': alone })
    const { code, stderr } = await run(['vault', 'unlock'], { bridge, terminal: memoryTerminal({ typed: ['x'] }) })
    expect(code).toBe(0)
    expect(stderr).toContain('it was open for this command only')
  })

  it('unlock without any passphrase says so', async () => {
    const { code, stderr } = await run(['vault', 'unlock'], { bridge: new ScriptedBridge({ 'vault.status': shut }) })
    expect(code).toBe(6)
    expect(stderr).toMatch(/^everbearer: passphrase_needed: /)
  })

  it('unlock lets the keychain ask for itself', async () => {
    const locked = { kind: 'keychain', condition: 'locked', connections: null } as const
    const bridge = new ScriptedBridge({
      'vault.status': locked,
      'vault.unlock': { ...locked, condition: 'open' },
      'keeper.status': status,
    })
    expect((await run(['vault', 'unlock'], { bridge })).code).toBe(0)
    expect(bridge.calls).toContainEqual({ name: 'vault.unlock', input: {} })
  })

  it('unlock asks for the passphrase of a file that is still to be made twice', async () => {
    const shut = { kind: 'file', condition: 'passphrase-needed', why: 'file_new', connections: null } as const
    const bridge = new ScriptedBridge({ 'vault.status': shut, 'vault.unlock': open, 'keeper.status': status })
    const terminal = memoryTerminal({ interactive: true, typed: ['one', 'two', 'three', 'three'] })
    expect((await run(['vault', 'unlock'], { bridge, terminal })).code).toBe(0)
    expect(bridge.calls).toContainEqual({ name: 'vault.unlock', input: { passphrase: 'three' } })
  })

  it('move to a file asks a person twice, and again after a slip', async () => {
    const keychain = { kind: 'keychain', condition: 'open', connections: 2 } as const
    const bridge = new ScriptedBridge({ 'vault.status': keychain, 'vault.move': open })
    const terminal = memoryTerminal({ interactive: true, typed: ['one', 'two', 'three', 'three'] })
    const { code, stdout, stderr } = await run(['vault', 'move', 'file'], { bridge, terminal })
    expect([code, stdout]).toEqual([0, 'All secrets are now in an encrypted file.\n'])
    expect(stderr).toBe('The two were not the same; once more, please.\n')
    expect(bridge.calls.at(-1)?.input).toEqual({ to: 'file', passphrase: 'three' })
  })

  const none = { kind: 'none', condition: 'unchosen', why: 'vault_missing', connections: null } as const

  it('status says calmly that nothing is chosen yet, why, and how to', async () => {
    const { code, stdout, stderr } = await run(['vault', 'status'], {
      bridge: new ScriptedBridge({ 'vault.status': none }),
    })
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^No keychain answers on this computer, .* Next: .*"everbearer vault move file".*\.\n$/)
  })

  it('move from nothing chooses, and never asks for a passphrase that was given', async () => {
    const bridge = new ScriptedBridge({ 'vault.status': none, 'vault.move': { ...open, connections: 0 } })
    const { stdout } = await run(['vault', 'move', 'file'], {
      bridge,
      givenPassphrase: async () => new Secret('from the file'),
    })
    expect(stdout).toBe('From now on secrets are kept in an encrypted file.\n')
    expect(bridge.calls.at(-1)?.input).toEqual({ to: 'file', passphrase: 'from the file' })
  })

  it('move to a file that is there already asks for its passphrase once', async () => {
    const there = { ...none, why: 'file_there' }
    const bridge = new ScriptedBridge({ 'vault.status': there, 'vault.move': open })
    const terminal = memoryTerminal({ interactive: true, typed: ['correct horse'] })
    expect((await run(['vault', 'move', 'file'], { bridge, terminal })).code).toBe(0)
    expect(terminal.asked).toEqual(['Passphrase: '])
  })

  it('memory as the first vault is said to last for this run', async () => {
    const memory = { kind: 'memory', condition: 'open', connections: 0 } as const
    const bridge = new ScriptedBridge({ 'vault.status': none, 'vault.move': memory })
    expect((await run(['vault', 'move', 'memory'], { bridge })).stdout).toMatch(/^Secrets are kept in memory until /)
  })

  it('passphrase takes the present one from the variables, and says that they hold the old one now', async () => {
    const file = new ScriptedBridge({ 'vault.status': open, 'vault.passphrase': {} })
    const terminal = memoryTerminal({ typed: ['longer than before'] })
    const givenPassphrase = async () => new Secret('from the file')
    const { code, stderr } = await run(['vault', 'passphrase'], { bridge: file, terminal, givenPassphrase })
    expect(code).toBe(0)
    expect(stderr).toMatch(/EVERBEARER_PASSPHRASE.* still holds the one before/)
    expect(file.calls.at(-1)?.input).toEqual({ present: 'from the file', next: 'longer than before' })
  })

  it.each([
    [['--yes'], { to: 'memory', confirm: 2 }],
    [[], { to: 'memory' }],
  ])('move to memory %j agrees to the number there is, and to nothing unsaid', async (flags, input) => {
    const keychain = { kind: 'keychain', condition: 'open', connections: 2 } as const
    const bridge = new ScriptedBridge({ 'vault.status': keychain, 'vault.move': { ...keychain, kind: 'memory' } })
    await run(['vault', 'move', 'memory', ...flags], { bridge })
    expect(bridge.calls.at(-1)?.input).toEqual(input)
  })

  it('move to a file agrees for those that there are: whoever typed the passphrase is there', async () => {
    const keychain = { kind: 'keychain', condition: 'locked', connections: null } as const
    const bridge = new ScriptedBridge({
      'vault.status': keychain,
      'vault.move': ({ confirm }) => {
        if (confirm === undefined) throw new FaultError(fault('confirm_file', { count: 3 }))
        return { ...open, connections: confirm }
      },
    })
    const terminal = memoryTerminal({ typed: ['correct horse battery'] })
    expect((await run(['vault', 'move', 'file'], { bridge, terminal })).code).toBe(0)
    expect(bridge.calls.at(-1)?.input).toEqual({ to: 'file', passphrase: 'correct horse battery', confirm: 3 })
  })

  it.each([
    ['add', ['add', '--from', '-']],
    ['import', ['import', '-', '--yes']],
  ])('%s asks for nothing that would be forgotten with this very command', async (_what, words) => {
    const vault = { kind: 'memory', condition: 'open', connections: 0 } as const
    const keeper = { version: '1', commit: '', since: '', host: 'command line', vault, nextRenewalAt: null }
    const ask = async (pid: number) => {
      const bridge = new ScriptedBridge({ 'vault.status': vault, 'keeper.status': { ...keeper, pid } })
      const terminal = memoryTerminal({ files: {}, interactive: true })
      return (await run(words, { bridge, terminal })).stderr
    }
    expect(await ask(process.pid)).toContain('memory_needs_keeper: The vault is memory')
    // Another one keeps: only then is the file looked for.
    expect(await ask(process.pid + 1)).toContain('file_unreadable')
  })

  it('move refuses a vault that there is not', async () => {
    const { code, stderr } = await run(['vault', 'move', 'usb-stick'])
    expect(code).toBe(2)
    expect(stderr).toContain(
      'vault_choice_unknown: There is no such vault: "usb-stick". Next: Choose keychain, file or memory.',
    )
  })

  it('passphrase is for the encrypted file alone', async () => {
    const file = new ScriptedBridge({ 'vault.status': open, 'vault.passphrase': {} })
    const terminal = memoryTerminal({ typed: ['as it is', 'longer than before'] })
    expect((await run(['vault', 'passphrase'], { bridge: file, terminal })).stdout).toBe(
      'The passphrase was changed.\n',
    )
    expect(terminal.asked).toEqual(['Passphrase: ', 'New passphrase: '])
    expect(file.calls.at(-1)?.input).toEqual({ present: 'as it is', next: 'longer than before' })
    const other = new ScriptedBridge({ 'vault.status': { ...open, kind: 'memory' } })
    expect((await run(['vault', 'passphrase'], { bridge: other })).code).toBe(2)
  })
})
