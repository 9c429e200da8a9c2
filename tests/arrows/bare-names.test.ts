import { expect, test } from 'vitest'
import { readTree } from './tree.ts'

/**
 * Windows looks for a bare name in the folder of the program and in the current one before its own, where a stranger may
 * have put a program of that name.
 */
const WINDOWS_PROGRAM = /(\w*)\(?['"]([\w-]+\.(?:exe|cmd|bat))['"]/g

/** These are joined to a folder of ours where they stand. */
const JOINED = ['node.exe', 'electron.exe', 'everbearer.cmd']

test('no program of Windows is started by a bare name', () => {
  const bare = Object.entries(readTree(['electron', 'scripts'])).flatMap(([path, text]) =>
    [...text.matchAll(WINDOWS_PROGRAM)]
      .filter(([, through, name = '']) => through !== 'windowsProgram' && !JOINED.includes(name))
      .map(([, , name]) => `${path}: ${name}`),
  )
  expect(bare).toEqual([])
})
