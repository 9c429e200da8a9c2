/** The Python file is read by the oldest Python that docs/clients.md names. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { PYTHON } from '../../kit/clients/client-program.ts'

const root = resolve(import.meta.dirname, '..', '..', '..')
const file = join(root, 'electron', 'client', 'everbearer.py')
const OLDEST = /Python (\d)\.(\d+) or newer/

/** What came later than 3.8 into the modules that are used, and would fail only when it is reached. */
const TOO_NEW = [
  'removeprefix',
  'removesuffix',
  'math.lcm',
  'functools.cache\\b',
  'zoneinfo',
  'tomllib',
  'itertools.pairwise',
  'datetime.UTC',
  'is_relative_to',
  'random.randbytes',
  '(?:list|dict|tuple|set)\\[',
]

test('as its language was then', async () => {
  const [, major = '', minor = ''] = OLDEST.exec(readFileSync(join(root, 'docs', 'clients.md'), 'utf8')) ?? []
  const look = `import ast,sys;ast.parse(open(sys.argv[1]).read(),feature_version=(${major},${minor}))`
  await expect(promisify(execFile)(PYTHON, ['-c', look, file])).resolves.toBeDefined()
  const newer = `import ast;ast.parse("match a:\\n  case 1: pass",feature_version=(${major},${minor}))`
  await expect(promisify(execFile)(PYTHON, ['-c', newer])).rejects.toThrow('SyntaxError')
})

test('with nothing of the library that came later', () => {
  const text = readFileSync(file, 'utf8')
  expect(TOO_NEW.filter((name) => new RegExp(name).test(text))).toEqual([])
})
