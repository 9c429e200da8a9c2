import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where Electron's program keeps its fuses: behind these letters, a version, a count, and one sign for each. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
/** As Electron is delivered: RunAsNode, cookies, NODE_OPTIONS, inspect, integrity, only asar, snapshot, file privileges. */
const DELIVERED = '10110001'

/**
 * A folder with just what electron-builder looks for in Electron's: a program with fuses, and its words. It cannot run;
 * the runtime itself cannot be had on a closed network.
 */
export function electronFolder(folder: string): string {
  for (const name of ['resources', 'locales']) mkdirSync(join(folder, name), { recursive: true })
  const wire = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, DELIVERED.length]), Buffer.from(DELIVERED)])
  writeFileSync(join(folder, 'electron'), Buffer.concat([Buffer.from('#!/bin/false\n'), wire, Buffer.alloc(64)]), {
    mode: 0o755,
  })
  for (const language of ['de', 'en-US', 'fr']) writeFileSync(join(folder, 'locales', `${language}.pak`), '')
  return folder
}

/** The signs in a program that was packed, in the order of DELIVERED. */
export function fusesOf(program: Buffer): string {
  const at = program.indexOf(SENTINEL) + SENTINEL.length
  return program.toString('latin1', at + 2, at + 2 + (program[at + 1] ?? 0))
}
