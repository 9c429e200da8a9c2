import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { fileFault, isAbsent } from '../../../../electron/adapters/node/files/file-fault.ts'
import { faultOf } from '../../../../shared/fault.ts'

/** As node:fs makes them. */
function fileError(code: string): Error {
  return Object.assign(new Error(`${code}: something, open '/x'`), { code, syscall: 'open', errno: -1 })
}

test.each([
  ['ENOSPC', 'vault_full'],
  ['EDQUOT', 'vault_full'],
  ['EFBIG', 'vault_full'],
  ['EMFILE', 'vault_starved'],
  ['ENOMEM', 'vault_starved'],
  ['EACCES', 'vault_denied'],
  ['EPERM', 'vault_denied'],
  ['EROFS', 'vault_denied'],
  ['EIO', 'vault_denied'],
  ['EISDIR', 'vault_damaged'],
  ['ENOTDIR', 'vault_denied'],
  ['ELOOP', 'vault_damaged'],
  ['EFTYPE', 'vault_damaged'],
  ['EOVERFLOW', 'vault_damaged'],
  ['ENXIO', 'vault_damaged'],
])('%s is %s', (code, expected) => {
  expect(faultOf(fileFault(fileError(code), 'one')).code).toBe(expected)
})

test('what is not the word of the file system is passed on as it is', () => {
  for (const thrown of [new TypeError('a bug'), 'text', undefined, Object.assign(new Error('x'), { code: 'ERR_X' })]) {
    expect(fileFault(thrown, 'one')).toBe(thrown)
    expect(isAbsent(thrown)).toBe(false)
  }
})

test('a file that is not there is absent', async () => {
  const thrown = await readFile('/nowhere/at/all').catch((error: unknown) => error)
  expect(isAbsent(thrown)).toBe(true)
})
