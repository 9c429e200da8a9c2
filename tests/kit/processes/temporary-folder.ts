/** A folder of its own for one test, removed at its end. Short, since a socket's path holds about 100 bytes. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'eb-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
