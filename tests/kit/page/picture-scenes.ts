/**
 * Screens that are told by `tests/long/pictures`: each with the world that it stands in, and the way a person takes there.
 * Those of a push are in tests/e2e/page/page-pictures.test.ts.
 */
import type { Browser, Page } from 'playwright-core'
import { unchosenVault } from '../../../electron/core/vault/unchosen-vault.ts'
import { faultyVault } from '../faulty-vault.ts'
import { handClock, START } from '../hand-clock.ts'
import { handHost } from '../hand-host.ts'
import { jwt } from '../jwt.ts'
import { openMany } from './many-connections.ts'
import { openPage } from './page-browser.ts'
import { type PageServer, startPageServer } from './page-server.ts'
import { startSignInServer } from './page-sign-in.ts'
import { makeWorld, WORLD_BEGINS } from './page-world.ts'

/** Where the scenes of one world stand; they come one after another in the same page. */
export type World = {
  readonly open: (browser: Browser) => Promise<Page>
  readonly scenes: readonly Scene[]
}

export type Scene = {
  readonly name: string
  readonly height?: number
  readonly show: (page: Page) => Promise<unknown>
  /** Puts away what would lie over the next one. */
  readonly leave?: (page: Page) => Promise<unknown>
}

const go = (page: Page, hash: string) => page.evaluate(`location.hash = '${hash}'`)
const shut = (page: Page) => page.keyboard.press('Escape')

/** Eight connections with ten days behind them. */
export async function startEight(): Promise<PageServer> {
  const server = await startPageServer({
    clock: handClock(WORLD_BEGINS),
    ports: { vault: faultyVault('keychain'), host: { ...handHost('1.0.0'), name: 'browser host', asked: 0 } },
  })
  await makeWorld(server)
  return server
}

const openOn = async (browser: Browser, server: PageServer) =>
  openPage(browser, server.address(), { now: server.ports.clock.now() })

const eight: World = {
  open: async (browser) => openOn(browser, await startEight()),
  scenes: [
    {
      name: 'needs-a-person',
      height: 1120,
      async show(page) {
        await go(page, '#/connections/draw-ward-7')
        await page.getByText('The server refused the renewal').waitFor()
      },
    },
    {
      name: 'edit',
      height: 1260,
      async show(page) {
        await go(page, '#/connections/draw-ward-7/tokens')
        await page.getByRole('heading', { name: 'Edit draw-ward-7' }).waitFor()
      },
    },
    {
      name: 'add-oauth2',
      height: 1260,
      async show(page) {
        await go(page, '#/add')
        await page.getByRole('radio', { name: 'OAuth 2.0' }).click()
        await page.getByLabel('Token endpoint').waitFor()
      },
    },
    {
      name: 'import',
      async show(page) {
        await go(page, '#/import')
        const text = JSON.stringify([
          {
            name: 'draw-ward-3',
            system: 'draw',
            settings: { baseUrl: 'https://draw.example/', clientId: 'Institute A', maxRetries: 7 },
          },
          {
            name: 'draw-ward-9',
            system: 'draw',
            settings: { baseUrl: 'https://ward9.example/', clientId: 'Institute D' },
          },
        ])
        const buffer = Buffer.from(text)
        await page
          .locator('input[type=file]')
          .setInputFiles({ name: 'wards.json', mimeType: 'application/json', buffer })
        await page.getByText('3 → 7').waitFor()
      },
    },
    {
      name: 'help',
      async show(page) {
        await go(page, '#/help')
        await page.getByRole('searchbox').fill('refresh token')
        await page
          .getByRole('link', { name: /refresh token/ })
          .first()
          .waitFor()
      },
    },
    {
      name: 'help-of-a-fault',
      async show(page) {
        await go(page, '#/help/refresh_reply_lost')
        await page.getByText('refresh_reply_lost').first().waitFor()
      },
    },
    {
      name: 'palette',
      async show(page) {
        await go(page, '#/')
        await page.getByText('Coming up').waitFor()
        await page.keyboard.press('Control+k')
        await page.getByRole('combobox').fill('ward')
        await page.getByRole('option').first().waitFor()
      },
      leave: shut,
    },
    {
      name: 'keys',
      async show(page) {
        await page.keyboard.press('?')
        await page.getByRole('dialog').waitFor()
      },
      leave: shut,
    },
    {
      name: 'remove',
      async show(page) {
        await page.getByRole('button', { name: 'Actions for draw-ward-3' }).click()
        await page.getByRole('menuitem', { name: 'Remove' }).click()
        await page.getByRole('dialog', { name: 'Remove draw-ward-3?' }).waitFor()
      },
      leave: shut,
    },
  ],
}

const crowd: World = {
  open: async (browser) => openMany(browser, await startPageServer(), { count: 300 }),
  scenes: [
    {
      name: 'crowd-selected',
      async show(page) {
        await page.getByText('Vault:').waitFor()
        await page.getByRole('searchbox').fill('draw lab')
        await page.getByText(/^\d+ of 300$/).waitFor()
        await page.getByRole('checkbox', { name: /all/i }).first().click()
        await page.getByRole('region', { name: 'Selected connections' }).waitFor()
      },
    },
  ],
}

const signIn: World = {
  open: async (browser) => openOn(browser, await startSignInServer()),
  scenes: [
    {
      name: 'sign-in',
      async show(page) {
        await go(page, '#/connections/portal/sign-in')
        await page.getByRole('button', { name: 'Begin', exact: true }).waitFor()
      },
    },
    {
      name: 'sign-in-code',
      async show(page) {
        await page.getByRole('button', { name: 'Begin', exact: true }).click()
        await page.getByText('WDJB-MJHT').waitFor()
      },
    },
  ],
}

const firstRun: World = {
  open: async (browser) => openOn(browser, await startPageServer({ can: { demo: true } })),
  scenes: [{ name: 'first-run', show: (page) => page.getByRole('button', { name: 'Watch the demo' }).waitFor() }],
}

const unchosen: World = {
  async open(browser) {
    const vault = Object.assign(faultyVault(), unchosenVault('no_session_bus'))
    return openOn(browser, await startPageServer({ can: { demo: true }, ports: { vault } }))
  },
  scenes: [{ name: 'vault-choice', show: (page) => page.getByRole('radio').first().waitFor() }],
}

const locked: World = {
  async open(browser) {
    const server = await startEight()
    server.ports.vault.lock()
    await server.ports.clock.advance(60_000)
    const page = await openOn(browser, server)
    return page
  },
  scenes: [
    { name: 'vault-locked', show: (page) => page.getByText('The keychain is locked').waitFor() },
    {
      name: 'vault-unlock',
      async show(page) {
        await page.getByRole('button', { name: 'Unlock' }).first().click()
        await page.getByRole('dialog').waitFor()
      },
      leave: shut,
    },
  ],
}

/** A master token, and five others: one ends soon, one never does, one is over. */
export async function startCrafter(): Promise<PageServer> {
  const server = await startPageServer()
  const { http, clock } = server.ports
  const DAY = 86_400_000
  const record = (application: string, days: number | null, more = {}) => ({
    id: `${application}-0f3a`,
    application,
    master: false,
    expiresOn: days === null ? null : clock.now() + days * DAY,
    tenantPermissions: [{ tenant: 'site1', allowedActions: ['READ_TENANT', 'MANAGE_PROFILES'] }],
    ...more,
  })
  const tokens = [
    record('admin', null, { master: true, tenantPermissions: [] }),
    record('shop', 3),
    record('newsletter', 200),
    record('kiosk', -2),
    record('social', null, { id: 'social' }),
    record('intranet of the northern branch office', 11),
  ]
  http.otherwise((request) => {
    const { pathname } = new URL(request.url)
    if (pathname.endsWith('/access_token/all')) return { json: tokens }
    const one = tokens.find(({ id }) => pathname.endsWith(`/access_token/${id}`))
    return one === undefined ? { json: [] } : { json: one }
  })
  const settings = { baseUrl: 'https://profile.example/crafter-profile' }
  await server.add({ name: 'profile-admin', system: 'crafter', settings, secrets: { accessToken: 'admin-0f3a' } })
  await server.add({ name: 'profile-shop', system: 'crafter', settings, secrets: { accessToken: 'shop-0f3a' } })
  await server.keeper.handlers['connections.test']({ name: 'profile-admin' })
  return server
}

const crafter: World = {
  open: async (browser) => openOn(browser, await startCrafter()),
  scenes: [
    {
      name: 'access-tokens',
      async show(page) {
        await go(page, '#/connections/profile-admin/access-tokens')
        await page.getByRole('table').waitFor()
      },
    },
    {
      name: 'access-token',
      async show(page) {
        await page.getByRole('button', { name: 'Actions for newsletter …0f3a' }).click()
        await page.getByRole('menuitem', { name: 'Details' }).click()
        await page.getByRole('dialog').waitFor()
      },
      leave: shut,
    },
    {
      name: 'access-token-new',
      async show(page) {
        await page.getByRole('button', { name: 'New access token' }).click()
        await page.getByRole('dialog').waitFor()
      },
      leave: shut,
    },
  ],
}

const lost: World = {
  async open(browser) {
    const server = await startEight()
    const page = await openOn(browser, server)
    await page.getByText('Coming up').waitFor()
    server.setKeeper(false)
    return page
  },
  scenes: [{ name: 'keeper-lost', show: (page) => page.getByText('Waiting for the keeper').waitFor() }],
}

const site: World = {
  async open(browser) {
    const server = await startEight()
    server.ports.siteFiles.lay({
      '/etc/everbearer/10-proxy.json': { everbearer: 1, proxi: 'http://proxy.example:3128' },
    })
    return openOn(browser, server)
  },
  scenes: [
    { name: 'site-file-broken', show: (page) => page.getByText('A file of your site is not followed').waitFor() },
  ],
}

const demo: World = {
  async open(browser) {
    const server = await startPageServer({ can: { demo: true }, clock: handClock(START) })
    await server.add({
      name: 'demo',
      system: 'draw',
      settings: { baseUrl: 'http://127.0.0.1:4711/', clientId: 'Everbearer demo' },
      secrets: {
        accessToken: jwt({ token_type: 'access', iat: START / 1_000 - 4, exp: START / 1_000 + 16 }),
        refreshToken: jwt({ token_type: 'refresh', exp: START / 1_000 + 3_600 }),
      },
    })
    return openOn(browser, server)
  },
  scenes: [
    {
      name: 'demo',
      async show(page) {
        // Each comes by itself, after the list.
        for (const text of ['This is the demo.', 'Do not show this again', 'Coming up'])
          await page.getByText(text).waitFor()
      },
    },
  ],
}

export const worlds: Readonly<Record<string, World>> = {
  eight,
  crowd,
  signIn,
  firstRun,
  unchosen,
  locked,
  crafter,
  lost,
  demo,
  site,
}
