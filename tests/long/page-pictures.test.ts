import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { differing, FEWER_SHOTS, pictureNames } from '../kit/page/kept-pictures.ts'
import { startBrowser } from '../kit/page/page-browser.ts'
import { worlds } from '../kit/page/picture-scenes.ts'

/** The screens that a push does not look at: those that one sees once, and those that lie over others. */
const folder = join(import.meta.dirname, 'pictures')
const kept = { folder, ending: 'jpeg', shots: FEWER_SHOTS } as const

const browser = await startBrowser(afterAll)

test.each(Object.entries(worlds))('%s: every screen looks as it did', async (_name, { open, scenes }) => {
  const page = await open(browser)
  const found: string[] = []
  for (const { name, height = 900, show, leave } of scenes) {
    await page.setViewportSize({ width: 1280, height })
    await show(page)
    found.push(...(await differing(browser, page, { ...kept, name, height })))
    await leave?.(page)
  }
  expect(found).toEqual([])
})

test('no picture is left of a screen that is gone', () => {
  const scenes = Object.values(worlds).flatMap((world) => world.scenes)
  expect(readdirSync(folder).sort()).toEqual(scenes.flatMap(({ name }) => pictureNames({ ...kept, name })).sort())
})
