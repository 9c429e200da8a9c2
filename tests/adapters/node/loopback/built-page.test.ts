import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readBuiltPage } from '../../../../electron/adapters/node/loopback/built-page.ts'

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'eb-page-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

it('reads the built page by address, with types, and what may be kept', async () => {
  const folder = folderWith({
    'index.html': '<title>',
    'leaf.svg': '<svg/>',
    'a-plainname.png': 'png',
    'assets/main-B4d_f00x.js': 'js',
    'assets/fonts/sans-12345678.woff2': 'font',
    'assets/plain.css': 'css',
    'assets/main-B4d_f00x.js.map': 'sources',
    LICENSE: 'text',
  })
  const files = await readBuiltPage(folder)
  const told = [...files].map(([address, { type, hashed, content }]) => [address, type, hashed, content.byteLength])
  expect(told.sort()).toEqual([
    ['/', 'text/html; charset=utf-8', false, 7],
    ['/a-plainname.png', 'image/png', false, 3],
    ['/assets/fonts/sans-12345678.woff2', 'font/woff2', true, 4],
    ['/assets/main-B4d_f00x.js', 'text/javascript; charset=utf-8', true, 2],
    ['/assets/plain.css', 'text/css; charset=utf-8', false, 3],
    ['/leaf.svg', 'image/svg+xml', false, 6],
  ])
})

it.skipIf(process.platform === 'win32')('follows no link out of the folder', async () => {
  const folder = folderWith({ 'index.html': '' })
  symlinkSync('/etc/hostname', join(folder, 'host.json'))
  symlinkSync('/etc', join(folder, 'assets'))
  expect([...(await readBuiltPage(folder)).keys()]).toEqual(['/'])
})

it('says when there is no page', async () => {
  await expect(readBuiltPage(folderWith({}))).rejects.toMatchObject({ fault: { code: 'page_not_built' } })
})
