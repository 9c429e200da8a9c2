import './require-node.mjs'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { icnsFile, icnsSizes, icoFile, icoSizes } from './build/icon-containers.mjs'
import { root } from './project.mjs'

/**
 * `npm run icons`: draws every size of the icons from the two SVG files beside them, with the system's Chromium. What it
 * makes is committed, so that building needs no browser; `drawn.json` says from which drawings, and a test compares.
 */
const folder = join(root, 'electron', 'icons')
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

const states = ['calm', 'soon', 'trouble', 'idle']
/** Beside each tone the name's ending: macOS paints an image anew, light or dark, when its name ends in Template. */
const tones = { light: '-light', dark: '-dark', template: 'Template' }
const scales = { '': 1, '@1.5x': 1.5, '@2x': 2, '@3x': 3 }
const traySize = 16

const browser = await chromium.launch({
  executablePath: places.find((place) => existsSync(place)) ?? stop('There is no Chromium here to draw with.'),
  args: ['--headless', '--no-sandbox', '--disable-gpu'],
})
const page = await browser.newPage()
await drawAppIcons()
await drawTrayIcons()
await browser.close()
writeFileSync(join(folder, 'drawn.json'), `${JSON.stringify(digests(['app.svg', 'tray.svg']), null, 2)}\n`)

async function drawAppIcons() {
  const drawing = readFileSync(join(folder, 'app.svg'), 'utf8')
  const sizes = [...new Set([...icoSizes, ...icnsSizes])]
  /** @type {import('./build/icon-containers.mjs').Picture[]} */
  const pictures = []
  for (const size of sizes) pictures.push({ size, png: await draw(drawing, size) })
  const ofSize = (/** @type {number} */ size) => pictures.find((picture) => picture.size === size)?.png ?? stop('?')
  writeFileSync(join(folder, 'app.ico'), icoFile(pictures.filter(({ size }) => icoSizes.includes(size))))
  writeFileSync(join(folder, 'app.icns'), icnsFile(pictures))
  for (const size of [256, 512]) writeFileSync(join(folder, `app-${size}.png`), ofSize(size))
}

async function drawTrayIcons() {
  const drawing = readFileSync(join(folder, 'tray.svg'), 'utf8')
  const tray = join(folder, 'tray')
  rmSync(tray, { recursive: true, force: true })
  mkdirSync(tray)
  for (const state of states) {
    for (const [tone, ending] of Object.entries(tones)) {
      const drawn = drawing.replace('"calm"', `"${state}"`).replace('data-tone="light"', `data-tone="${tone}"`)
      for (const [suffix, scale] of Object.entries(scales)) {
        writeFileSync(join(tray, `${state}${ending}${suffix}.png`), await draw(drawn, traySize * scale))
      }
    }
  }
}

/** @param {string} drawing @param {number} size */
async function draw(drawing, size) {
  await page.setViewportSize({ width: size, height: size })
  const sized = drawing.replace('<svg ', `<svg width="${size}" height="${size}" style="display:block" `)
  await page.setContent(`<body style="margin:0">${sized}</body>`)
  return await page.screenshot({ omitBackground: true, type: 'png' })
}

/** @param {string[]} names */
function digests(names) {
  return Object.fromEntries(
    names.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  )
}

/**
 * @param {string} sentence
 * @returns {never}
 */
function stop(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}
