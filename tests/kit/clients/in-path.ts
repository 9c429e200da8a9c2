import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { productNode } from '../processes/everbearer-process.ts'
import { type Environment, environmentOf, type Home } from '../processes/temporary-home.ts'

const cli = resolve(import.meta.dirname, '..', '..', '..', 'dist', 'cli.js')

/** The environment of a program that finds `everbearer` in its path, as its users have it. */
export function inPath(home: Home, more: Environment = {}): Record<string, string> {
  const folder = join(home.base, 'bin')
  mkdirSync(folder, { recursive: true })
  const program = join(folder, 'everbearer')
  // Written once: a shell that reads it at that moment would find it empty, and do nothing, with success.
  if (!existsSync(program)) writeFileSync(program, `#!/bin/sh\nexec '${productNode}' '${cli}' "$@"\n`, { mode: 0o755 })
  return environmentOf(home, { PATH: `${folder}:${process.env['PATH']}`, ...more })
}
