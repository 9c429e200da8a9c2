import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { errorCode } from '../../../../electron/adapters/node/error-code.ts'
import { readStoredText, readStoredTextSync } from '../../../../electron/adapters/node/files/stored-file.ts'
import { temporaryFolder } from '../../../kit/processes/temporary-folder.ts'

const WAYS: [string, (path: string) => Promise<string>][] = [
  ['with time', readStoredText],
  ['at once', async (path) => readStoredTextSync(path)],
]

/** What can lie in the place of a file, and the code that says so. */
const STRANGE: [string, string, (path: string) => void][] = [
  ['nothing', 'ENOENT', () => {}],
  ['a link to nothing', 'ENOENT', (path) => symlinkSync('nowhere', path)],
  ['a link to itself', 'ELOOP', (path) => symlinkSync(path, path)],
  ['a folder', 'EISDIR', (path) => mkdirSync(path)],
  ['a pipe that nobody writes to', 'EFTYPE', (path) => execFileSync('mkfifo', [path])],
  ['a device without end', 'EFTYPE', (path) => symlinkSync('/dev/zero', path)],
  ['more than there is memory', 'EOVERFLOW', sparse],
]

function sparse(path: string): void {
  writeFileSync(path, '')
  truncateSync(path, 3 * 1_024 ** 3)
}

describe.each(WAYS)('a stored file, read %s', (_way, read) => {
  test('as a whole, also by a link', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'kept'), 'content\n')
    symlinkSync('kept', join(folder, 'link'))
    expect(await read(join(folder, 'kept'))).toBe('content\n')
    expect(await read(join(folder, 'link'))).toBe('content\n')
  })

  test('without the mark that an editor has put before it', async () => {
    const path = join(temporaryFolder(), 'kept')
    writeFileSync(path, '\ufeff{}\n')
    expect(await read(path)).toBe('{}\n')
  })

  test.skipIf(process.platform === 'win32').each(STRANGE)('%s is refused with %s', async (_what, code, lay) => {
    const path = join(temporaryFolder(), 'kept')
    lay(path)
    const codeOf = await read(path).then(() => 'read', errorCode)
    expect(codeOf).toBe(code)
  })
})
