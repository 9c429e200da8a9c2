/** node:fs/promises for the adapters that keep files: each change is a point (points.ts). */
import * as files from 'node:fs/promises'
import { basename } from 'node:path'
import { crossed, refusalOf } from './points.ts'

export * from 'node:fs/promises'

type Handle = Pick<files.FileHandle, 'writeFile' | 'appendFile' | 'sync' | 'close'>

export async function open(path: string, flags: string, mode?: number): Promise<Handle> {
  const what = nameOf(path)
  refuse(`${what}: opened`, path)
  const handle = await files.open(path, flags, mode)
  if (flags === 'wx') crossed(`${what}: made`)
  const step = async (did: string, work: () => Promise<void>): Promise<void> => {
    refuse(`${what}: ${did}`, path)
    await work()
    crossed(`${what}: ${did}`)
  }
  return {
    writeFile: (content) => step('written', () => handle.writeFile(content)),
    appendFile: (content) => step('appended', () => handle.appendFile(content)),
    sync: () => step('synced', () => handle.sync()),
    close: () => handle.close(),
  }
}

export async function rename(from: string, to: string): Promise<void> {
  refuse(`${nameOf(to)}: renamed`, to)
  await files.rename(from, to)
  crossed(`${nameOf(to)}: renamed`)
}

export async function unlink(path: string): Promise<void> {
  refuse(`${nameOf(path)}: deleted`, path)
  await files.unlink(path)
  crossed(`${nameOf(path)}: deleted`)
}

function refuse(step: string, path: string): void {
  const code = refusalOf(step)
  if (code !== null) throw Object.assign(new Error(`${code}: ${step}`), { code, syscall: step, path })
}

/** `document` for whatever has an id for its name, in its temporary form too. */
function nameOf(path: string): string {
  const name = basename(path).replace(/^\.(.+)\.[0-9a-f]{16}\.tmp$/, '$1')
  return /^[0-9a-f]{16}\.age$/.test(name) ? 'document' : name.replace(/\.[a-z]+$/, '')
}
