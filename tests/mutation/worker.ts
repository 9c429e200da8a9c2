/** Runs in the worker before each test file: which fault is on, and which the tests of this file came past. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'
import { SWITCH } from './switches.ts'

const folder = process.env['MUTATION_FOLDER'] ?? ''
const on = Number(readFileSync(join(folder, 'on'), 'utf8'))
const passed = new Set<number>()

// Ended by its id when a fault makes it turn for ever.
writeFileSync(join(folder, 'pid'), String(process.pid))
Object.assign(globalThis, {
  [SWITCH](id: number) {
    passed.add(id)
    return id === on
  },
})

afterAll(() => {
  if (on >= 0) return
  const { testPath = '' } = expect.getState()
  writeFileSync(join(folder, 'passed.json'), `${JSON.stringify([testPath, [...passed]])}\n`, { flag: 'a' })
})
