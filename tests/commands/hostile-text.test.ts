import { expect, test } from 'vitest'
import type { Finding } from '../../shared/api/contract/contract.ts'
import type { ImportPlan } from '../../shared/import-export/planned-import.ts'
import { readTree } from '../arrows/tree.ts'
import { viewWith } from '../kit/view.ts'
import { memoryTerminal } from './memory-terminal.ts'
import { run } from './run.ts'
import { ScriptedBridge } from './scripted-bridge.ts'

/** What a discovery document, a shared import file or a server could have in any of its words. */
const HOSTILE = 'x\u001b]52;c;cm0gLXJmIH4=\u0007\u001b[2K\r\u202e\u2066\u009b2J\u200bfdp.exe\ny  ● valid'

const view = viewWith({
  baseUrl: `https://draw.example/${HOSTILE}`,
  clientId: HOSTILE,
  urls: { refresh: `https://draw.example/${HOSTILE}` },
  endpoints: { refresh: HOSTILE },
  own: { scope: HOSTILE, extra: { [HOSTILE]: HOSTILE } },
  learned: { application: HOSTILE },
  fault: { code: 'unknown_host', params: { detail: HOSTILE, host: HOSTILE } },
  state: 'needs-person',
})
const finding: Finding = {
  probe: 'tls',
  connection: 'draw-ward-3',
  level: 'bad',
  fault: { code: 'certificate', params: { host: HOSTILE } },
  facts: { chain: HOSTILE, url: HOSTILE },
}
const plan: ImportPlan = {
  source: 'everbearer',
  leftOut: [],
  entries: [
    {
      name: 'draw-ward-3',
      suggested: false,
      system: 'draw',
      action: 'add',
      origins: [HOSTILE],
      changes: [{ field: 'settings.baseUrl', from: HOSTILE, to: HOSTILE }],
      secrets: [],
      mistakes: [{ level: 'warning', field: 'settings.baseUrl', code: 'unknown_key', params: { key: HOSTILE } }],
    },
  ],
}

const keeper = {
  version: '1',
  commit: 'unknown',
  pid: 1,
  since: '2026-11-21T09:00:00.000Z',
  host: 'agent',
  vault: { kind: 'file', condition: 'open', connections: 1 },
  nextRenewalAt: null,
} as const

const bridge = () =>
  new ScriptedBridge({
    'connections.list': [view],
    'connections.get': view,
    'keeper.status': keeper,
    'doctor.run': { findings: [finding] },
    'moving.preview': plan,
  })

const COMMANDS = [['list'], ['show', 'draw-ward-3'], ['doctor'], ['import', 'a.json', '--preview']]

/** Our own colours and nothing else that moves or hides. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a colour begins with the escape character
const OURS = /\u001b\[(?:0|1|2|3[1-6])m/g
const UNSEEN = /[^\n\P{C}]|[\u2028\u2029]/u

test.each(COMMANDS)('%s %s: what strangers wrote arrives as visible marks', async (...words) => {
  const terminal = memoryTerminal({ interactive: true, colours: true, files: { 'a.json': '{}' } })
  const { stdout, stderr } = await run(words, { bridge: bridge(), terminal })
  expect(`${stdout}${stderr}`.replace(OURS, '')).not.toMatch(UNSEEN)
  expect(stdout).toContain('<U+001B>]52;c;cm0gLXJmIH4=<U+0007>')
  // No line of theirs looks like one of ours.
  expect(`${stdout}${stderr}`.replace(OURS, '')).not.toMatch(/^y {2}● valid/m)
})

test.each(COMMANDS)('%s %s --json says the same in letters that can be seen', async (...words) => {
  const terminal = memoryTerminal({ files: { 'a.json': '{}' } })
  const { stdout } = await run([...words, '--json'], { bridge: bridge(), terminal })
  expect(stdout).not.toMatch(UNSEEN)
  expect(JSON.stringify(JSON.parse(stdout))).toContain(JSON.stringify(HOSTILE))
})

/** Each of these writes words of ours alone, or a token to a program. */
const OWN_WRITERS = [
  'electron/adapters/node/terminal/terminal.ts',
  'electron/commands/tokens/fast-token.ts',
  'electron/commands/main.ts',
  'electron/commands/hosts/own-node.ts',
  'electron/desktop/start-failure.ts',
]

test('nothing is written past the terminal and its filter', () => {
  const past = Object.entries(readTree(['electron']))
    .filter(([, text]) => /process\.(stdout|stderr)\.write|console\.\w+\(|writeSync\(\s*[12]\b/.test(text))
    .map(([path]) => path)
  expect(past.filter((path) => !OWN_WRITERS.includes(path))).toEqual([])
})
