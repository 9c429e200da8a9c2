/** The list stands in the first frame where it stands when the page's script has taken over: whoever aims at a row hits it. */
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { DEFAULT_WINDOW } from '../../../shared/preferences/stored-window.ts'
import { drawConnection, startDrawServer } from '../../kit/draw/draw-server.ts'
import { watchPage } from '../../kit/electron/page-watch.ts'
import { realHost } from '../../kit/electron/real-host.ts'
import { everbearer } from '../../kit/processes/everbearer-process.ts'
import { fileHome } from '../../kit/processes/file-home.ts'
import { until } from '../../kit/processes/until.ts'

const PAGE_WATCH = resolve(import.meta.dirname, '..', '..', 'kit', 'electron', 'place-watch.cjs')

const NAMES = ['ward', 'desk', 'lab', 'clinic', 'archive', 'gate', 'bench']

test.each([
  [1_180, 820, 3],
  [800, 600, 3],
  // Longer than the window, so that the page has a bar.
  [1_180, 480, 7],
])(
  'nothing moves when the script takes over, in a window of %i by %i with %i of them',
  async (width, height, count) => {
    const server = await startDrawServer()
    const home = await fileHome({ PAGE_WATCH })
    for (const name of NAMES.slice(0, count)) {
      const entry = JSON.stringify(drawConnection(name, server.url, server.issuePair()))
      const added = await everbearer(home, ['add', '--from', '-'], { stdin: entry })
      expect(added.code, added.stderr).toBe(0)
    }
    const bounds = { x: 20, y: 20, width, height }
    writeFileSync(join(home.path, 'window.json'), JSON.stringify({ ...DEFAULT_WINDOW, bounds }))
    const { page } = await realHost.launch(home, { before: watchPage })
    await page.getByRole('heading', { name: `All ${count} work` }).waitFor()
    const places = async () => (await page.evaluate('window.seenPlaces()')) as Record<string, readonly string[]>
    // What was written down is begun anew when the window is shown, and the page may be done by then.
    await until('each to be seen in its place', async () => {
      const seen = await places()
      return ['Everbearer', 'Overview', 'ward', 'desk', 'lab'].every((word) => (seen[word] ?? []).length > 0)
    })
    const moved = Object.entries(await places()).filter(([, each]) => each.length > 1)
    expect(Object.fromEntries(moved)).toEqual({})
  },
)
