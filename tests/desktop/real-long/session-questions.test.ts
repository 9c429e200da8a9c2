/** The system's own yes and no, pressed on a real screen: what a page's rights do not suffice for, and once for each. */
import { expect, test } from 'vitest'
import { drawConnection, startDrawServer } from '../../kit/draw/draw-server.ts'
import { realHost } from '../../kit/electron/real-host.ts'
import { addConnection, everbearer } from '../../kit/processes/everbearer-process.ts'
import { until } from '../../kit/processes/until.ts'
import { startCrafterServer } from '../../kit/servers/crafter-server.ts'
import { startSession } from '../../kit/session/desktop-session.ts'

const TITLE = 'Everbearer$'

async function opened(entry: object) {
  const session = await startSession()
  await addConnection(session.home, entry)
  const desktop = await realHost.launch(session.home, { untouched: true })
  await session.window(TITLE)
  const cli = async (...args: readonly string[]) => JSON.parse((await everbearer(session.home, args)).stdout || 'null')
  /** The box is a window of this program without a page: it is called after the program, and stands over the page. */
  const boxes = async () => {
    const ids = (await session.said('xdotool', ['search', '--onlyvisible', '--class', 'electron'])).split('\n')
    const all = await Promise.all(
      ids.filter(Boolean).map(async (id) => ({
        id,
        kind: await session.said('xprop', ['-id', id, '_NET_WM_WINDOW_TYPE']),
      })),
    )
    return all.filter(({ kind }) => kind.includes('DIALOG')).map(({ id }) => id)
  }
  const box = async (): Promise<void> => {
    const id = await until('the system’s box', async () => (await boxes())[0])
    await session.said('xdotool', ['windowactivate', '--sync', id ?? ''])
    await until('it to hear the keys', async () => (await session.said('xdotool', ['getwindowfocus'])).trim() === id)
    if (process.env['LOOK']) await session.picture(`${process.env['LOOK']}/box-${Date.now()}.png`)
  }
  const answer = async (...keys: readonly string[]): Promise<void> => {
    await box()
    await session.key(...keys)
    await until('no box any more', async () => (await boxes()).length === 0)
  }
  return { session, desktop, page: desktop.page, cli, answer, boxes }
}

/** Enter means no; the other button is one further. */
const NO = ['Return'] as const
const YES = ['Tab', 'Return'] as const

test('an edit that leads the secrets to another server: no, and nothing is sent or saved; yes, and it is', async () => {
  const [own, other] = [await startDrawServer(), await startDrawServer()]
  const { page, cli, answer, boxes } = await opened(drawConnection('ward', own.url, own.issuePair()))
  await page.getByText('ward', { exact: true }).first().waitFor()
  const before = await cli('show', 'ward', '--json')
  await page.evaluate(`location.hash = '#/connections/ward/edit'`)
  await page.getByRole('textbox', { name: 'Base URL' }).fill(other.url)
  const save = page.getByRole('button', { name: 'Save', exact: true })

  await save.click()
  await answer(...NO)
  await page.getByText('were entered for').first().waitFor()
  expect(await cli('show', 'ward', '--json')).toMatchObject({ baseUrl: before.baseUrl, boundTo: before.boundTo })
  const { renewals, usesAccepted, usesRefused } = other.record
  expect([renewals, usesAccepted, usesRefused]).toEqual([[], 0, []])

  await save.click()
  await answer('Escape')
  expect((await cli('show', 'ward', '--json')).boundTo).toEqual(before.boundTo)

  await save.click()
  await answer(...YES)
  await page.getByRole('heading', { name: 'ward', exact: true }).waitFor()
  const origin = new URL(other.url).origin
  expect((await cli('show', 'ward', '--json')).boundTo).toContain(origin)
  const { entries } = await cli('journal', 'ward', '--json')
  expect(entries).toContainEqual(expect.objectContaining({ event: 'origins_changed' }))
  expect(await boxes()).toEqual([])
})

test('an access token is deleted after one question, which says what stops', async () => {
  const crafter = await startCrafterServer()
  const master = crafter.add({ application: 'desk', master: true, expiresOn: null })
  const shop = crafter.add({ application: 'shop', master: false, expiresOn: null })
  const { page, answer } = await opened({
    name: 'desk',
    system: 'crafter',
    settings: { baseUrl: crafter.url, application: 'desk' },
    secrets: { accessToken: master },
  })
  await page.getByText('desk', { exact: true }).first().waitFor()
  await page.evaluate(`location.hash = '#/connections/desk/access-tokens'`)
  const ask = async (): Promise<void> => {
    await page.getByRole('button', { name: /^Actions for shop/ }).click()
    await page.getByRole('menuitem', { name: /^Delete/ }).click()
  }
  await ask()
  await answer(...NO)
  expect(await page.getByRole('dialog').count()).toBe(0)
  expect([...crafter.tokens.keys()]).toContain(shop)
  await ask()
  await answer(...YES)
  await page.getByText(/^Deleted …/).waitFor()
  expect([...crafter.tokens.keys()]).toEqual([master])
})
