import { readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Random } from '../../../core/ports.ts'

export type RedirectFile = { readonly path: string; remove(): Promise<void> }

const NAME = /^open-[0-9a-f]{32}\.html$/

/** Longer than any ticket lives: an older file is useless. */
const STALE_MS = 120_000

/**
 * A file that redirects a browser to an address, so that the ticket in it is in no argv, where every user of the computer
 * could read it (docs/decisions.md 17). Only its owner can read it. Stale ones of a killed host are removed.
 */
export async function writeRedirectFile(folder: string, address: string, random: Random): Promise<RedirectFile> {
  await removeStale(folder)
  const path = join(folder, `open-${random.hex(16)}.html`)
  await writeFile(path, redirectTo(address), { mode: 0o600, flag: 'wx' })
  return { path, remove: () => rm(path, { force: true }) }
}

/** `address` is made by us and needs no escaping in HTML. */
function redirectTo(address: string): string {
  const lines = [
    '<!doctype html>',
    '<meta charset="utf-8">',
    '<meta name="referrer" content="no-referrer">',
    `<meta http-equiv="refresh" content="0; url=${address}">`,
    '<title>Everbearer</title>',
    `<a href="${address}">Everbearer</a>`,
  ]
  return `${lines.join('\n')}\n`
}

async function removeStale(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!NAME.test(name)) continue
    const path = join(folder, name)
    const found = await stat(path).catch(() => null)
    if (found !== null && Date.now() - found.mtimeMs > STALE_MS) await rm(path, { force: true })
  }
}
