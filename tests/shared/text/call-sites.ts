import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { FaultCode } from '../../../shared/fault.ts'
import { isFaultCode } from '../../../shared/faults/fault-kind.ts'

/** A place in the sources that makes a fault, with the names of the parameters that it gives. */
export type CallSite = { readonly place: string; readonly code: FaultCode; readonly params: readonly string[] }

const root = resolve(import.meta.dirname, '..', '..', '..')

/** `raise('code', {...})`, `fault('code', {...})`, and the makers of mistakes, whose code comes second or third. */
const MAKERS = /\b(?:raise|fault|usageFault|error|warning|mistake)\(/g
/** A code among the first arguments, and the literal that follows it. */
const CODE = /^[^;]{0,120}?'([a-z_]+)'(?:,\s*(\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}))?/

/** Every call site that names its code and spreads nothing; a spread could hold anything. */
export function callSites(folders: readonly string[] = ['shared', 'electron', 'renderer']): CallSite[] {
  return folders.flatMap(sourcesIn).flatMap((path) => sitesIn(path, readFileSync(join(root, path), 'utf8')))
}

export function sitesIn(place: string, source: string): CallSite[] {
  // Templates may hold braces of their own.
  const plain = source.replace(/`[^`]*`/g, '``')
  return [...plain.matchAll(MAKERS)].flatMap(({ index, 0: maker }) => {
    const [, code, params = '{}'] = CODE.exec(plain.slice(index + maker.length, index + maker.length + 500)) ?? []
    return isFaultCode(code) && !params.includes('...') ? [{ place, code, params: keysOf(params) }] : []
  })
}

function keysOf(literal: string): string[] {
  const flat = literal
    .slice(1, -1)
    .replace(/'[^']*'|`[^`]*`/g, "''")
    .replace(/\([^()]*(?:\([^()]*\)[^()]*)*\)/g, '()')
  return flat
    .split(',')
    .map((part) => part.split(':')[0]?.trim() ?? '')
    .filter((key) => /^\w+$/.test(key))
}

function sourcesIn(folder: string): string[] {
  try {
    return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('text'))
      .map((name) => join(folder, name))
  } catch {
    return []
  }
}
