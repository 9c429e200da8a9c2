/**
 * The two files in which Windows and macOS want an icon in several sizes; both are a short table before plain PNG files.
 * @typedef {{ size: number, png: Buffer }} Picture a square one
 */

/** Sizes that Windows shows: list, taskbar, desktop, at 100 to 400 percent. */
export const icoSizes = [16, 20, 24, 32, 40, 48, 64, 256]

/** What macOS calls each size; those with a 2x are the same pixels meant for half the points. */
const icnsNames = /** @type {const} */ ([
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
])

export const icnsSizes = [...new Set(icnsNames.map(([, size]) => size))]

const headBytes = 6
const entryBytes = 16

/** @param {Picture[]} pictures */
export function icoFile(pictures) {
  const head = Buffer.alloc(headBytes)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(pictures.length, 4)
  let offset = headBytes + entryBytes * pictures.length
  const entries = pictures.map(({ size, png }) => {
    const entry = Buffer.alloc(entryBytes)
    // A byte cannot hold 256; the format says 0 for it.
    entry.writeUInt8(size % 256, 0)
    entry.writeUInt8(size % 256, 1)
    entry.writeUInt16LE(1, 4)
    entry.writeUInt16LE(32, 6)
    entry.writeUInt32LE(png.length, 8)
    entry.writeUInt32LE(offset, 12)
    offset += png.length
    return entry
  })
  return Buffer.concat([head, ...entries, ...pictures.map(({ png }) => png)])
}

/** @param {Picture[]} pictures */
export function icnsFile(pictures) {
  const parts = icnsNames.map(([name, size]) => {
    const picture = pictures.find((one) => one.size === size)
    if (!picture) throw new Error(`the icon of ${size} pixels is missing`)
    return chunk(name, picture.png)
  })
  return chunk('icns', Buffer.concat(parts))
}

/** @param {string} name @param {Buffer} content */
function chunk(name, content) {
  const head = Buffer.alloc(8)
  head.write(name, 'latin1')
  head.writeUInt32BE(content.length + head.length, 4)
  return Buffer.concat([head, content])
}
