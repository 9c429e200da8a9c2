/**
 * Every command under words, files and lines made by chance and of every size, over a keeper with one connection: it ends
 * with one of its codes and one line that says why, never as a bug, says none of the words again that could be secret,
 * and four times the input costs four times the time.
 */
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { createPrompts } from '../../../electron/adapters/node/terminal/secret-prompt.ts'
import type { OpenBridge } from '../../../electron/commands/context.ts'
import { createKeeper } from '../../../electron/core/keeper.ts'
import { admit, answer, bridgeOf } from '../../../electron/doors/gate.ts'
import type { Bridge } from '../../../shared/api/contract/contract.ts'
import { FaultError } from '../../../shared/fault.ts'
import { COMMANDS, type KnownCommand } from '../../commands/every-command.ts'
import { memoryTerminal } from '../../commands/memory-terminal.ts'
import { memoryWorkstation } from '../../commands/memory-workstation.ts'
import { type RunParts, run } from '../../commands/run.ts'
import { drawEntry } from '../../core/started-keeper.ts'
import { tooLongFor } from '../../growth/growing-answers.ts'
import { PIECES } from '../../growth/growth.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'
import { fc } from '../../kit/properties.ts'
import { anyText } from '../../shared/any-text.ts'

const RUNS = 40
/** What somebody may have pasted in the wrong place. */
const SECRET = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ3YXJkIn0.c2lnbmF0dXJlLW9mLWl0'

/** These wait for what only time brings: somebody's stop, or a sign-in. */
const NEVER_ENDS: readonly string[] = ['sign-in']

type World = { readonly bridge: OpenBridge; readonly stop: () => Promise<void> }

/** A real keeper behind the door of the command line; whatever waits for its clock is given time. */
async function startWorld(): Promise<World> {
  const ports = memoryPorts()
  ports.http.otherwise(() => ({ status: 400, json: { error: 'invalid_request' } }))
  const keeper = createKeeper(ports)
  await keeper.start()
  await keeper.handlers['connections.add']({ entry: drawEntry('ward', ports, 600) })
  const call = async (name: string, input: object): Promise<unknown> => {
    const admitted = admit('socket', name, JSON.parse(JSON.stringify(input)))
    if ('fault' in admitted) throw new FaultError(admitted.fault)
    let reply: Awaited<ReturnType<typeof answer>> | null = null
    void answer(admitted, bridgeOf(keeper.handlers)).then((given) => {
      reply = given
    })
    while (reply === null) await ports.clock.advance(500).then(() => new Promise((later) => setImmediate(later)))
    const { ok, ...rest } = reply as { ok: boolean; value?: unknown; fault?: never }
    if (!ok) throw new FaultError(rest.fault as never)
    return rest.value
  }
  const bridge = {
    call: call as Bridge['call'],
    subscribe: () => () => undefined,
    watchKeeper: () => () => undefined,
    close: async () => undefined,
  }
  return {
    bridge,
    async stop() {
      const stopped = keeper.stop()
      await ports.clock.advance(120_000)
      await stopped
    },
  }
}

/** What moves, hides or turns what stands around it. */
const MOVING = /[[\p{Cc}--\n]\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/v

async function tried(words: readonly string[], parts: RunParts): Promise<void> {
  const terminal = parts.terminal ?? memoryTerminal()
  // What goes on until somebody stops it is stopped at once.
  terminal.stop()
  const workstation = async () => memoryWorkstation().here
  const { code, stderr, stdout } = await run(words, { workstation, ...parts, terminal })
  // A monitoring plugin has exit codes of its own.
  expect(words.includes('--check') ? [0, 1, 2, 3] : [0, 2, 3, 4, 5, 6]).toContain(code)
  const faults = stderr.split('\n').filter((line) => /^everbearer: [a-z_]+: .* Next: /.test(line))
  // The answer itself says what is wrong where it is for a monitoring system, or has an outcome for each of several.
  const isInAnswer = words.includes('--check') ? stdout !== '' : /^ {2}"outcomes": \{$/m.test(stdout)
  if (code !== 0 && !isInAnswer) expect(faults.length, stderr.slice(0, 400)).toBeGreaterThan(0)
  expect(stderr).not.toMatch(/everbearer: bug:|\bat \S+:\d+:\d+|node_modules/)
  expect(`${stdout}${stderr}`).not.toMatch(MOVING)
  expect(stderr).not.toContain(SECRET.slice(0, 30))
}

const piece = fc.oneof(fc.constantFrom(...PIECES), anyText, fc.constantFrom('ward', '-', '--', '=', ',', SECRET))
const word = fc.oneof(
  fc.constantFrom('ward', 'a.json', '-', 'none', 'system', 'file', 'memory', 'draw', '', '-1', '1e9', '60s', 'zsh'),
  fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('')),
  fc.tuple(piece, fc.constantFrom(100, 5_000)).map(([text, times]) => text.repeat(times)),
)

/** Its own options and arguments with anything in them, and anything besides. */
function wordsFor({ path, command }: KnownCommand): fc.Arbitrary<string[]> {
  const options = command.options.map(({ long, required, optional, variadic }) =>
    required || optional || variadic
      ? fc.oneof(
          fc.tuple(fc.constant(String(long)), word),
          word.map((text) => [`${long}=${text}`]),
        )
      : fc.constant([String(long)]),
  )
  const places = command.registeredArguments.map(() => fc.oneof(fc.constant('ward'), word).map((text) => [text]))
  const some = fc.array(
    fc.oneof(
      ...options,
      word.map((text) => [text]),
    ),
    { maxLength: 4 },
  )
  return fc.tuple(fc.tuple(...places), some, fc.boolean()).map(([given, others, first]) => {
    const [one, two] = first ? [given, others] : [others, given]
    return [...path, ...one.flat(), ...two.flat()]
  })
}

test('every command is known here', () => {
  expect(COMMANDS.length).toBeGreaterThan(35)
  expect(COMMANDS.map(({ path }) => path.join(' '))).toEqual(
    expect.arrayContaining(['add', 'vault move', 'crafter id']),
  )
})

test.each(COMMANDS.map((known) => [known.path.join(' '), known] as const))(
  '%s: any words',
  async (name, known) => {
    const file = fc.oneof(
      fc.constant('{}'),
      fc.json({ maxDepth: 4 }),
      fc.array(piece).map((all) => all.join('')),
    )
    const lines = fc.array(word, { maxLength: 3 })
    const property = fc.asyncProperty(wordsFor(known), file, lines, async (words, text, typed) => {
      const world = await startWorld()
      const files = { '-': text, 'a.json': text, 'c.pem': text }
      const terminal = memoryTerminal({ files, typed, pasted: typed })
      if (NEVER_ENDS.includes(name) && words.includes('ward')) return
      await tried(words, { bridge: world.bridge, terminal, givenPassphrase: async () => null })
      await world.stop()
    })
    await fc.assert(property, { numRuns: RUNS })
  },
  300_000,
)

const LENGTH = 65_536

test.each(COMMANDS.map((known) => [known.path.join(' '), known] as const))(
  '%s: four times the word costs four times the time, wherever it stands',
  async (_name, { path, command }) => {
    const values = command.options.flatMap(({ long, required }) => (required ? [String(long)] : []))
    const found: string[] = []
    for (const place of [null, ...values]) {
      for (const each of PIECES) {
        const told = await tooLongFor(LENGTH, (length) => {
          const text = each.repeat(Math.ceil(length / each.length))
          const words = place === null ? [...path, text, text] : [...path, 'ward', place, text]
          const openBridge = () => Promise.reject(new FaultError({ code: 'keeper_unresponsive', params: {} }))
          const terminal = memoryTerminal({ typed: [text] })
          terminal.stop()
          return run(words, { terminal, openBridge })
        })
        if (told !== null) found.push(`${place} ${JSON.stringify(each)}: ${told}`)
      }
    }
    expect(found).toEqual([])
  },
  300_000,
)

/** The commands that read a file, with what must be said besides. */
const READERS: readonly (readonly string[])[] = [
  ['add', '--from', '-'],
  ['edit', 'ward', '--from', '-'],
  ['import', '-'],
  ['import', '-', '--yes'],
  ['import', '-', '--system', 'oauth2', '--name', 'new'],
  ['crafter', 'create', 'ward', '--from', '-'],
  ['crafter', 'replace', 'ward', '0123456789ab', '--from', '-', '--yes'],
  ['network', '--authorities', '-'],
  ['network', 'ward', '--certificate', '-'],
]

test.each(READERS.map((words) => [words.join(' '), words] as const))(
  '%s: four times the input costs four times the time',
  async (_name, words) => {
    const world = await startWorld()
    const frames: readonly (readonly [string, string])[] = [
      ['', ''],
      ['{"name":"', '"}'],
      ['{"system":"draw","settings":{"baseUrl":"', '"}}'],
    ]
    const found: string[] = []
    for (const [before, after] of frames) {
      for (const each of PIECES) {
        const told = await tooLongFor(LENGTH, (length) => {
          const text = before + each.repeat(Math.ceil(length / each.length)) + after
          return tried(words, { bridge: world.bridge, terminal: memoryTerminal({ files: { '-': text }, typed: [] }) })
        })
        if (told !== null) found.push(`${JSON.stringify([before, each])}: ${told}`)
      }
    }
    expect(found).toEqual([])
    await world.stop()
  },
  300_000,
)

/** A pipe that hands its bytes over in pieces of that size. */
async function answered(bytes: Buffer, sizeOfPiece: number): Promise<string | null> {
  const pipe = new PassThrough()
  const ask = createPrompts(pipe as unknown as NodeJS.ReadStream, { write: () => undefined }, 10_000).secret
  const answer = ask('?').then((secret) => secret?.reveal() ?? null)
  for (let at = 0; at < bytes.length; at += sizeOfPiece) pipe.write(bytes.subarray(at, at + sizeOfPiece))
  pipe.end()
  return answer
}

test('a passphrase from a pipe is its first line, however it arrives, or refused; never another', async () => {
  const text = fc.array(piece, { maxLength: 20 }).map((all) => all.join('').toWellFormed())
  const property = fc.asyncProperty(text, fc.integer({ min: 1, max: 64 }), async (text, size) => {
    const given = await answered(Buffer.from(text), size).catch((thrown: FaultError) => thrown.fault.code)
    const line = /^\ufeff?([^\r\n]*)/.exec(text)?.[1] ?? ''
    const wanted = line === '' ? null : line
    expect(given).toBe(/[\0\ufffd]/.test(line) ? 'no_text_file' : wanted)
  })
  await fc.assert(property, { numRuns: 1_000 })
})

test('four times the line costs four times the time, in whole and letter by letter', async () => {
  const found: string[] = []
  for (const each of ['a', 'é', '😀', '\u007f', '\u0015', '\r', 'a\n']) {
    for (const size of [64, 65_536]) {
      const told = await tooLongFor(4 * LENGTH, (length) =>
        answered(Buffer.from(each.repeat(length / each.length)), size).catch(() => null),
      )
      if (told !== null) found.push(`${JSON.stringify(each)} ${size}: ${told}`)
    }
  }
  expect(found).toEqual([])
})
