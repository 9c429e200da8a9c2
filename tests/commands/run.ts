import { runCommandLine } from '../../electron/commands/command-line.ts'
import type { CommandContext, OpenBridge } from '../../electron/commands/context.ts'
import { noLog } from '../../electron/core/log/log.ts'
import { english } from '../../shared/text/command-line-texts.ts'
import { handClock } from '../kit/hand-clock.ts'
import { type MemoryTerminal, memoryTerminal } from './memory-terminal.ts'
import { ScriptedBridge } from './scripted-bridge.ts'

export type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string }

export type RunParts = Partial<Omit<CommandContext, 'terminal'>> & {
  readonly bridge?: OpenBridge
  readonly terminal?: MemoryTerminal
}

/** Runs one command line over a bridge (one that expects nothing unless given) and a terminal in memory. */
export async function run(words: readonly string[], parts: RunParts = {}): Promise<Ran> {
  const { bridge = new ScriptedBridge(), terminal = memoryTerminal(), ...others } = parts
  const code = await runCommandLine(words, {
    texts: english,
    version: '9.8.7',
    clock: handClock(),
    log: noLog,
    openBridge: async () => bridge,
    givenPassphrase: async () => null,
    runProgram: async () => 0,
    tellInUse: async () => () => {},
    connectionNames: async () => [],
    openInBrowser: async () => false,
    workstation: async () => {
      throw new Error('nobody expected the workstation')
    },
    desktop: async () => 'runtime',
    agent: async () => 0,
    browserHost: async () => 0,
    demo: async () => 0,
    ...others,
    terminal,
  })
  return { code, stdout: terminal.stdout, stderr: terminal.stderr }
}
