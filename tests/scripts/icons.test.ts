import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { icnsFile, icoFile } from '../../scripts/build/icon-containers.mjs'

const folder = resolve(import.meta.dirname, '../../electron/icons')
const read = (name: string): Buffer => readFileSync(join(folder, name))
const digest = (name: string): string => createHash('sha256').update(read(name)).digest('hex')

const SIGNATURE = '89504e470d0a1a0a'

function sizeOf(png: Buffer): [number, number] {
  expect(png.subarray(0, 8).toString('hex')).toBe(SIGNATURE)
  return [png.readUInt32BE(16), png.readUInt32BE(20)]
}

test('the pictures were made from the drawings beside them: else run "npm run icons"', () => {
  const drawn: unknown = JSON.parse(read('drawn.json').toString())
  expect(drawn).toEqual({ 'app.svg': digest('app.svg'), 'tray.svg': digest('tray.svg') })
})

test('the tray has each state for light, dark and template, at each scale', () => {
  const scales = [
    ['', 16],
    ['@1.5x', 24],
    ['@2x', 32],
    ['@3x', 48],
  ] as const
  const wanted = ['calm', 'soon', 'trouble', 'idle'].flatMap((state) =>
    ['-light', '-dark', 'Template'].flatMap((tone) =>
      scales.map(([scale, size]) => [`${state}${tone}${scale}.png`, size] as const),
    ),
  )
  expect(readdirSync(join(folder, 'tray')).sort()).toEqual(wanted.map(([name]) => name).sort())
  for (const [name, size] of wanted) expect([name, ...sizeOf(read(join('tray', name)))]).toEqual([name, size, size])
})

test('no two states look alike, without colour either', () => {
  const templates = ['calm', 'soon', 'trouble', 'idle'].map((state) => digest(join('tray', `${state}Template.png`)))
  expect(new Set(templates).size).toBe(4)
})

test('app.ico leads to a whole picture of each size', () => {
  const ico = read('app.ico')
  const count = ico.readUInt16LE(4)
  const sizes = Array.from({ length: count }, (_, index) => {
    const entry = ico.subarray(6 + 16 * index, 22 + 16 * index)
    const [length, offset] = [entry.readUInt32LE(8), entry.readUInt32LE(12)]
    const [width] = sizeOf(ico.subarray(offset, offset + length))
    expect(entry.readUInt8(0)).toBe(width % 256)
    return width
  })
  expect(sizes).toEqual([16, 20, 24, 32, 40, 48, 64, 256])
})

test('app.icns is as long as it says and holds up to 1024 pixels', () => {
  const icns = read('app.icns')
  expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length])
  const sizes = []
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
    sizes.push(sizeOf(icns.subarray(at + 8, at + icns.readUInt32BE(at + 4)))[0])
  }
  expect(sizes).toEqual([32, 64, 128, 256, 256, 512, 512, 1024])
})

test('a container without a picture that it needs is not made', () => {
  expect(() => icnsFile([{ size: 32, png: Buffer.from('x') }])).toThrow('64 pixels')
  expect(icoFile([]).length).toBe(6)
})
