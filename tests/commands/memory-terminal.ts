import { createLocalTime } from '../../electron/adapters/node/machine/local-time.ts'
import type { Terminal } from '../../electron/adapters/node/terminal/terminal.ts'
import { terminalText } from '../../electron/adapters/node/terminal/terminal-filter.ts'
import { FaultError, fault, raise } from '../../shared/fault.ts'
import { Secret } from '../../shared/secret.ts'

export const NOW = Date.UTC(2026, 10, 21, 9, 0, 0)

type Setting = {
  readonly files?: Readonly<Record<string, string>>
  readonly typed?: readonly string[]
  /** Lines at standard input. */
  readonly pasted?: readonly string[]
  readonly env?: Terminal['env']
  readonly columns?: number
  readonly rows?: number
  readonly interactive?: boolean
  readonly colours?: boolean
}

export type MemoryTerminal = Terminal & {
  readonly stdout: string
  readonly stderr: string
  /** What was asked of the person, in order. */
  readonly asked: readonly string[]
  readonly saved: Readonly<Record<string, string>>
  stop(): void
}

/** A terminal in memory at a fixed moment, in UTC: `files` are what can be read, `typed` what a person answers. */
export function memoryTerminal(setting: Setting = {}): MemoryTerminal {
  const { files = {}, pasted = [], columns = 100, rows = 24, interactive = false, colours = false } = setting
  const typed = [...(setting.typed ?? [])]
  const asked: string[] = []
  const saved: Record<string, string> = {}
  const output = { stdout: '', stderr: '' }
  const stopped = Promise.withResolvers<void>()
  return {
    out: (text) => {
      output.stdout += terminalText(text)
    },
    err: (text) => {
      output.stderr += terminalText(text)
    },
    raw: (text) => {
      output.stdout += text
    },
    interactive,
    colours,
    columns,
    rows,
    env: setting.env ?? {},
    async read(path, limit) {
      const text = files[path]
      if (text === undefined) throw new FaultError(fault('file_unreadable', { path, detail: 'ENOENT' }))
      return text.length > limit ? raise('input_too_large', { limit }) : { text, encoding: 'utf-8' }
    },
    async filesIn(path) {
      const within = Object.keys(files).filter((name) => name.startsWith(`${path}/`))
      return within.length === 0 ? null : within.sort()
    },
    async readBase64(path, limit) {
      return Buffer.from((await this.read(path, limit)).text, 'latin1').toString('base64')
    },
    saved,
    async save(path, text) {
      if (path in files) throw new FaultError(fault('file_unwritable', { path, detail: 'EEXIST', why: 'taken' }))
      saved[path] = text
    },
    async replace(path, text) {
      saved[path] = text
    },
    async look(path, texts) {
      if (saved[path] === undefined) return 'none'
      return texts.includes(saved[path]) ? 'ours' : 'other'
    },
    async discard(path, texts) {
      const look = await this.look(path, texts)
      if (look === 'ours') delete saved[path]
      return look !== 'other'
    },
    async askSecret(prompt) {
      asked.push(prompt)
      const line = typed.shift()
      return line === undefined || line === '' ? null : new Secret(line)
    },
    async askLine(prompt) {
      asked.push(prompt)
      return typed.shift() ?? null
    },
    lines(heard) {
      for (const line of pasted) heard(line)
      return () => undefined
    },
    canAsk: interactive,
    now: () => NOW,
    localTime: createLocalTime('UTC'),
    zone: 'UTC',
    stopped: () => stopped.promise,
    get stdout() {
      return output.stdout
    },
    get stderr() {
      return output.stderr
    },
    asked,
    stop: () => stopped.resolve(),
  }
}
