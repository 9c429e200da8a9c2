/**
 * A stranger's words through every command: whatever the keeper answers has them in every place that takes any text, and
 * every fault there is has them in each of its values. Nothing arrives that moves, hides or turns what stands around it,
 * no line looks like one of ours, and nothing fails by it.
 */
import { expect, test } from 'vitest'
import { CONTRACT } from '../../shared/api/contract/contract.ts'
import { CALL_NAMES } from '../../shared/api/contract/names.ts'
import { exitCodeOf } from '../../shared/exit-code.ts'
import { type FaultCode, FaultError } from '../../shared/fault.ts'
import { FAULT_KIND } from '../../shared/faults/fault-kind.ts'
import { en } from '../../shared/text/en.ts'
import { anyOutput } from './any-output.ts'
import { COMMANDS, plainWords } from './every-command.ts'
import { memoryTerminal } from './memory-terminal.ts'
import { run } from './run.ts'

const HOSTILE: Readonly<Record<string, string>> = {
  'writes to the clipboard': 'x\u001b]52;c;cm0gLXJmIH4=\u0007y',
  'erases the line': 'x\u001b[2K\r\u001b[1A\u009b2Jy',
  'turns the direction': 'https://a/\u202egpj.exe\u2066\u2069\u200f\u061cy',
  'has no width': 'pay\u200dpal\u200b\ufeff\u00ad\u2060.example',
  'breaks the line': 'x\r\neverbearer: forged: All is well.\n  ● ward valid\u2028\u2029\u0085\u000b\u000cy',
  'is hidden altogether': `x${[...'rm -rf'].map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('')}`,
  'is half a letter': 'x\ud800\udbffy',
  'is HTML': '<img src=x onerror=alert(1)><script>alert(2)</script>&lt;',
  'is a template of ours': '{name}[{missing}]{0}%s$&`$1',
  'is longer than any screen': 'Institut '.repeat(1_200),
}

/** Our own colours and nothing else that moves or hides. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a colour begins with the escape character
const OURS = /\u001b\[(?:0|1|2|3[1-6])m/g
const MOVING =
  /[[\p{Cc}--\n]\p{Cs}\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]|(?<=[\0-\x7f])\u200d/v

/** What these print is a secret for a program, and their own words besides. */
const RAW: readonly string[] = ['credential', 'export']

function expectCalm(text: string): void {
  const plain = text.replace(OURS, '')
  expect(plain.match(MOVING)?.[0]?.codePointAt(0)?.toString(16) ?? null).toBeNull()
  expect(plain).not.toMatch(/^everbearer: forged|^ {2}● ward valid/m)
}

function answering(words: string, turn: number) {
  const bridge = {
    call: async (name: (typeof CALL_NAMES)[number]) => anyOutput(CONTRACT[name].output, words, turn),
    subscribe: () => () => undefined,
    close: async () => undefined,
  }
  return bridge as never
}

test.each(Object.entries(HOSTILE))('a text that %s, in whatever any command is told', async (_what, words) => {
  for (const known of COMMANDS) {
    for (const turn of [0, 1, 2, 3]) {
      for (const more of [[], ...(known.command.options.some(({ long }) => long === '--json') ? [['--json']] : [])]) {
        const terminal = memoryTerminal({
          ...{ interactive: turn % 2 === 0, colours: turn % 2 === 0, columns: turn < 2 ? 100 : 40 },
          ...{ files: { 'a.json': '{}' }, typed: ['one', 'one'], pasted: ['one'] },
        })
        terminal.stop()
        const line = [...plainWords(known), ...more]
        const { code, stdout, stderr } = await run(line, { bridge: answering(words, turn), terminal })
        expect(code, `${line.join(' ')}: ${stderr}`).not.toBe(1)
        expectCalm(stderr)
        if (!RAW.includes(known.path[0] ?? '')) expectCalm(stdout)
        if (more.length > 0 && code === 0 && stdout !== '') for (const text of jsonIn(stdout)) JSON.parse(text)
      }
    }
  }
})

test.each(CALL_NAMES)('what is made up for %s is an answer of the contract', (name) => {
  for (const turn of [0, 1, 2, 3]) CONTRACT[name].output.parse(anyOutput(CONTRACT[name].output, 'x', turn))
})

/** One object, or one on each line where it goes on. */
function jsonIn(stdout: string): string[] {
  return stdout.startsWith('{\n') ? [stdout] : stdout.trimEnd().split('\n')
}

test.each(Object.entries(HOSTILE))('a text that %s, in every value of every fault', async (_what, words) => {
  const names = new Set(JSON.stringify(en.faults).match(/\{[a-zA-Z]+\}/g))
  const all = Object.fromEntries([...names].map((name) => [name.slice(1, -1), words]))
  for (const code of Object.keys(FAULT_KIND) as FaultCode[]) {
    const whys = [undefined, ...Object.keys(en.faults[code].cases ?? {})]
    for (const why of whys) {
      const fault = { code, params: { ...all, ...(why === undefined ? {} : { why }) } }
      const bridge = { call: () => Promise.reject(new FaultError(fault)), subscribe: () => () => undefined }
      const ran = await run(['test', 'ward'], { bridge: { ...bridge, close: async () => undefined } as never })
      expect(ran.code, code).toBe(exitCodeOf(code))
      expectCalm(ran.stderr)
      expect(
        ran.stderr
          .trimEnd()
          .split('\n')
          .filter((line) => line.startsWith('everbearer: ')).length,
        code,
      ).toBe(1)
    }
  }
})
