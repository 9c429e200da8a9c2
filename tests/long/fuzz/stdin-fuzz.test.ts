/**
 * The built command line as a process of its own, under whatever comes through its standard input: bytes by chance, of
 * every size, cut off, too long, or without an end. It ends with one of its codes and one line that says why, repeats
 * nothing that could be secret, and four times the input does not cost more than four times the time.
 */
import { spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { productNode } from '../../../scripts/project.mjs'
import { FRAMES, PIECES } from '../../growth/growth.ts'
import { endings } from '../../kit/processes/endings.ts'
import { addConnection, everbearer, startAgent } from '../../kit/processes/everbearer-process.ts'
import { environmentOf, temporaryHome } from '../../kit/processes/temporary-home.ts'
import { fc } from '../../kit/properties.ts'
import { crafterEntry, oauthEntry } from './stdin-entries.ts'

/** What somebody may have pasted in the wrong place: nothing says it again. */
const SECRET = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ3YXJkIn0.c2lnbmF0dXJlLW9mLWl0'
const RUNS = 12

const READING: readonly (readonly string[])[] = [
  ['add', '--from', '-'],
  ['edit', 'ward', '--from', '-'],
  ['import', '-', '--preview'],
  ['import', '-', '--yes', '--json'],
  ['export', '--sealed'],
  ['network', '--authorities', '-'],
  ['network', 'ward', '--certificate', '-'],
  ['crafter', 'create', 'desk', '--from', '-'],
  ['vault', 'move', 'file'],
  ['vault', 'passphrase'],
]

const home = temporaryHome({ EVERBEARER_VAULT: 'memory' }, afterAll)
const ends = endings()

beforeAll(async () => {
  await startAgent(home, { atEnd: ends }).ready()
  for (const entry of [oauthEntry, crafterEntry]) {
    await addConnection(home, entry)
  }
})

async function tried(words: readonly string[], stdin: Buffer): Promise<number> {
  const { code, signal, stdout, stderr, tookMs } = await everbearer(home, words, { stdin })
  expect(signal).toBeNull()
  expect([0, 2, 3, 4, 5, 6], `${words.join(' ')}: ${stderr.slice(0, 400)}`).toContain(code)
  if (code !== 0) expect(stderr).toMatch(/^everbearer: [a-z_]+: .* Next: /m)
  expect(stderr).not.toMatch(/everbearer: bug:|\bat \S+:\d+:\d+|node_modules|ERR_|UnhandledPromise|FATAL/)
  expect(`${stdout}${stderr}`).not.toContain(SECRET.slice(0, 40))
  return tookMs
}

const piece = fc.oneof(
  fc.constantFrom(...PIECES, SECRET, 'correct horse battery\n').map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  fc.json({ maxDepth: 3 }).map((text) => Buffer.from(text)),
  fc.constant(Buffer.from('\ufeff')),
  fc.constant(Buffer.from('a connection', 'utf16le')),
)
const input = fc
  .tuple(fc.array(piece, { maxLength: 8 }), fc.constantFrom(1, 1, 10, 1_000), fc.constantFrom(...FRAMES))
  .map(([pieces, times, [before, after]]) =>
    Buffer.concat([
      Buffer.from(before),
      ...Array.from({ length: times }, () => Buffer.concat(pieces)),
      Buffer.from(after),
    ]),
  )

describe.each(READING.map((words) => [words.join(' '), words] as const))('%s', (_, words) => {
  test('takes any bytes, or says why not', async () => {
    await fc.assert(
      fc.asyncProperty(input, async (bytes) => void (await tried(words, bytes))),
      { numRuns: RUNS },
    )
  })

  test('takes four times as much in four times the time', async () => {
    const least = await tried(words, Buffer.alloc(0))
    const found: string[] = []
    for (const text of [
      'a',
      '{"a":',
      '[',
      'a=b\n',
      'TOKEN=x\n',
      'a: b\n',
      '"a",',
      'x.y.',
      '-----BEGIN CERTIFICATE-----\n',
    ]) {
      const sized = (size: number) => Buffer.from(text.repeat(Math.ceil(size / text.length)))
      const goes: string[] = []
      const fits = async () => {
        const [short, long] = [await tried(words, sized(60_000)), await tried(words, sized(240_000))]
        goes.push(`${short} ms, then ${long} ms`)
        return long <= slowest(least, short)
      }
      let isQuick = await fits()
      // More goes where the machine became busy between the two: what is quadratic is so each time.
      while (!isQuick && goes.length < GOES) isQuick = await fits()
      if (!isQuick) found.push(`${text}: ${goes.join('; ')}`)
    }
    expect(found).toEqual([])
  })

  test('does not read on and on', async () => {
    await tried(words, Buffer.alloc(40_000_000, 'a'))
    expect(await endless(words)).toBe(true)
  })
})

const GOES = 6

/** Seven times what was above the start of a process, and a second for whatever else the machine does. */
function slowest(least: number, short: number): number {
  return least + 7 * Math.max(short - least, 50) + 1_000
}

/** Whether it ends under input that never does. */
async function endless(words: readonly string[]): Promise<boolean> {
  const cli = new URL('../../../dist/cli.js', import.meta.url).pathname
  const child = spawn(productNode, [cli, ...words], {
    env: environmentOf(home),
    cwd: home.base,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const ended = new Promise<boolean>((done) => child.once('exit', () => done(true)))
  const part = Buffer.alloc(65_536, 'a')
  const pour = (): void => {
    while (!child.stdin.destroyed && child.stdin.write(part));
    child.stdin.once('drain', pour)
  }
  child.stdin.on('error', () => undefined)
  pour()
  const late = AbortSignal.timeout(60_000)
  const outOfTime = new Promise<boolean>((done) => late.addEventListener('abort', () => done(false)))
  const outcome = await Promise.race([ended, outOfTime])
  child.kill('SIGKILL')
  return outcome
}
