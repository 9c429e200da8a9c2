import { execFileSync } from 'node:child_process'
import { lstatSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { foreignError } from '../../../../electron/adapters/node/log/foreign-error.ts'
import { logFile } from '../../../../electron/adapters/node/log/log-file.ts'
import { levelOf, nodeLog } from '../../../../electron/adapters/node/log/node-log.ts'
import { faultOf } from '../../../../shared/fault.ts'
import { temporaryFolder } from '../../../kit/processes/temporary-folder.ts'

const NOW = Date.UTC(2026, 10, 28, 12, 0, 0, 7)
const MARKER = 'mk7Qf2xVb9Lr4TzC'

function log(folder: string, file: 'error' | 'info' | 'debug' | null, say?: (line: string) => void) {
  const levels = { file, person: say === undefined ? null : ('debug' as const) }
  return nodeLog({ file: logFile(folder), levels, say, now: () => NOW })
}

test('a record is a line of JSON, readable by its owner alone', () => {
  const folder = temporaryFolder()
  const own = log(folder, 'info')
  own.write('info', 'renewal_ended', { connection: 'ward', outcome: 'renewed', nextAt: null, failures: undefined })
  own.write('debug', 'call', { call: 'connections.list' })
  const text = readFileSync(join(folder, 'log.jsonl'), 'utf8')
  const record = { time: '2026-11-28T12:00:00.007Z', level: 'info', event: 'renewal_ended', pid: process.pid }
  expect(text).toBe(`${JSON.stringify({ ...record, connection: 'ward', outcome: 'renewed', nextAt: null })}\n`)
  expect(statSync(join(folder, 'log.jsonl')).mode & 0o777).toBe(0o600)
  expect(own.recent(10)).toEqual([JSON.parse(text)])
})

test('of an error its kind, code, causes and places are written, and not what it says', () => {
  const folder = temporaryFolder()
  const cause = Object.assign(new TypeError(`at ${MARKER} (a.js:1:2)`), { code: 'ECONNRESET' })
  const said = new Error(`Unexpected token in ${MARKER}\n    at reply.${MARKER}`, { cause })
  log(folder, 'error').write('error', 'bug', {}, said)
  expect(readFileSync(join(folder, 'log.jsonl'), 'utf8')).not.toContain(MARKER)
  const [record] = log(folder, 'error').recent(1)
  expect(record?.['error']).toMatchObject({
    kind: 'Error',
    at: expect.arrayContaining([expect.stringContaining('node-log.test.ts')]),
    cause: { kind: 'TypeError', code: 'ECONNRESET' },
  })
})

test('a message with lines that look like places gives none of them away', () => {
  const said = new Error(`Unexpected token\n    at ${MARKER} (reply.js:1:2)\n    at ${MARKER}:3:4`)
  const elsewhere = Object.assign(new Error('a'), { message: 'changed later', stack: `Error: b\n    at ${MARKER}:1:2` })
  expect(JSON.stringify([foreignError(said), foreignError(elsewhere)])).not.toContain(MARKER)
  expect(foreignError(said)['at']).toEqual(expect.arrayContaining([expect.stringContaining('node-log.test.ts')]))
})

test('what looks like a token is left out, whoever let it in', () => {
  const folder = temporaryFolder()
  log(folder, 'info').write('info', 'made_up', { text: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0NzExIn0.c2lnbmF0dXJl' })
  expect(log(folder, 'info').recent(1)[0]).toMatchObject({ text: '(left out)' })
})

test('a person reads lines, from the first hop to the last', () => {
  const lines: string[] = []
  const own = log(temporaryFolder(), null, (line) => lines.push(line))
  own.write('debug', 'http', { connection: 'ward', status: 200, ms: 12 })
  expect(lines).toEqual(['12:00:00.007 debug http connection=ward status=200 ms=12\n'])
  expect(own.place).toBeNull()
})

test('a full file makes room, and the one before it stays', () => {
  const folder = temporaryFolder()
  const own = log(folder, 'info')
  writeFileSync(join(folder, 'log.jsonl'), `${'x'.repeat(1_048_570)}\n`)
  own.write('info', 'last')
  own.write('info', 'first')
  expect(own.recent(10).map(({ event }) => event)).toEqual(['last', 'first'])
  expect(statSync(join(folder, 'log.jsonl')).size).toBeLessThan(1_000)
})

test('a link that somebody left in its place is not followed, and nothing is hindered', () => {
  const folder = temporaryFolder()
  const target = join(folder, 'elsewhere')
  writeFileSync(target, 'kept')
  symlinkSync(target, join(folder, 'log.jsonl'))
  log(folder, 'info').write('info', 'renewal_begun')
  expect(readFileSync(target, 'utf8')).toBe('kept')
  expect(lstatSync(join(folder, 'log.jsonl')).isSymbolicLink()).toBe(true)
  expect(() => log(join(folder, 'not-there'), 'info').write('info', 'x')).not.toThrow()
})

test.runIf(process.platform !== 'win32')('a pipe in its place holds nobody up', () => {
  const folder = temporaryFolder()
  execFileSync('mkfifo', [join(folder, 'log.jsonl')])
  log(folder, 'info').write('info', 'renewal_begun')
  expect(lstatSync(join(folder, 'log.jsonl')).isFIFO()).toBe(true)
})

test.each([
  [{}, true, 'info'],
  [{}, false, 'error'],
  [{ EVERBEARER_LOG: ' Debug ' }, false, 'debug'],
  [{ EVERBEARER_LOG: 'off' }, true, null],
])('%j, lasting %s: %s', (env, lasting, level) => {
  expect(levelOf(env, lasting)).toBe(level)
})

test('a level that is none is said', () => {
  let code = ''
  try {
    levelOf({ EVERBEARER_LOG: 'loud' }, true)
  } catch (thrown) {
    code = faultOf(thrown).code
  }
  expect(code).toBe('not_a_choice')
})

test('a full log takes the place of the one before, also where a folder lies there', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'log.1.jsonl'))
  const file = logFile(folder)
  file.append('x'.repeat(1_048_576))
  file.append('{"event":"next"}')
  expect(statSync(join(folder, 'log.1.jsonl')).size).toBe(1_048_577)
  expect(readFileSync(join(folder, 'log.jsonl'), 'utf8')).toBe('{"event":"next"}\n')
  expect(lstatSync(join(folder, 'log.1.jsonl.damaged-1')).isDirectory()).toBe(true)
})
