/**
 * How much two pictures of a screen differ, seen from a step back: each is shrunk to a coarse grid, so that another
 * version of a browser or a font makes no difference and a thing that is missing or in the wrong place does.
 *
 *   expect(await pictureDistance(empty, before, after)).toBeLessThan(8)
 */
import type { Page } from 'playwright-core'

/** Cells across and down; a line of text is about one of them. */
const GRID = 48

/** The largest difference of any cell, 0 to 255; 255 when the two have different sizes. PNG in, decoded by an empty page. */
export async function pictureDistance(empty: Page, one: Buffer, other: Buffer): Promise<number> {
  const sources = JSON.stringify([one, other].map((png) => `data:image/png;base64,${png.toString('base64')}`))
  return Number(await empty.evaluate(`(${compare})(${sources}, ${GRID})`))
}

/** Runs in the browser, so it is text here: this file knows no DOM. */
const compare = `async (sources, grid) => {
  const images = await Promise.all(sources.map(async (source) => {
    const image = new Image()
    image.src = source
    await image.decode()
    return image
  }))
  const [one, other] = images
  if (one.width !== other.width || one.height !== other.height) return 255
  const cells = images.map((image) => {
    const canvas = new OffscreenCanvas(grid, grid)
    const context = canvas.getContext('2d')
    context.imageSmoothingQuality = 'high'
    context.drawImage(image, 0, 0, grid, grid)
    return context.getImageData(0, 0, grid, grid).data
  })
  return cells[0].reduce((most, value, index) => Math.max(most, Math.abs(value - cells[1][index])), 0)
}`
