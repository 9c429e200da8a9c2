/** Two terminals that sign in to one connection at once, with no Everbearer in the background. */
import { expect, it } from 'vitest'
import { addConnection, everbearer, startEverbearer } from '../kit/processes/everbearer-process.ts'
import { fileHome } from '../kit/processes/file-home.ts'
import type { Home } from '../kit/processes/temporary-home.ts'
import { until } from '../kit/processes/until.ts'
import { sendJson } from '../kit/servers/http-exchange.ts'
import { startLoopbackServer } from '../kit/servers/loopback-server.ts'

/** A server that gives tokens for any code; the test is the browser. */
async function signInAt(): Promise<{ home: Home; tokens: () => number }> {
  let tokens = 0
  const server = await startLoopbackServer(async (exchange) => {
    if (exchange.path === '/token') tokens += 1
    sendJson(exchange, 200, { access_token: `access-${tokens}`, refresh_token: `refresh-${tokens}`, expires_in: 3_600 })
  })
  const home = await fileHome()
  const settings = {
    ...{ baseUrl: server.url, clientId: 'desk', clientAuth: 'none', grant: 'authorization_code' },
    endpoints: { token: `${server.url}token`, authorization: `${server.url}authorize` },
  }
  await addConnection(home, { name: 'portal', system: 'oauth2', settings, secrets: {} })
  return { home, tokens: () => tokens }
}

const addressesIn = (text: string): string[] =>
  [...text.matchAll(/^ {2}(http\S+)$/gm)].map(([, address = '']) => address)

/** What a browser does at the end of a sign-in. */
async function answer(address: string): Promise<void> {
  const asked = new URL(address).searchParams
  const back = new URL(asked.get('redirect_uri') ?? '')
  back.search = new URLSearchParams({ code: 'the-code', state: asked.get('state') ?? '' }).toString()
  await (await fetch(back)).text()
}

const begun = (home: Home) => {
  const signIn = startEverbearer(home, ['sign-in', 'portal', '--no-open'])
  const shown = (which = 0) => until('an address', () => addressesIn(signIn.stderr())[which] ?? '')
  return { signIn, shown }
}

it('both are shown the same, and both end signed in', async () => {
  const { home, tokens } = await signInAt()
  const one = begun(home)
  const first = await one.shown()
  const two = begun(home)
  expect(await two.shown()).toBe(first)
  await answer(first)
  for (const { signIn } of [one, two]) {
    expect(await signIn.exited).toMatchObject({ code: 0 })
    expect(signIn.stdout()).toMatch(/^Signed in\. portal is valid until /)
  }
  expect(tokens()).toBe(1)
  expect((await everbearer(home, ['token', 'portal'])).stdout).toBe('access-1\n')
})

it('one that is given up leaves the other its sign-in, even where it was the one who kept', async () => {
  const { home } = await signInAt()
  const one = begun(home)
  const first = await one.shown()
  const two = begun(home)
  await two.shown()
  one.signIn.kill('SIGINT')
  expect((await one.signIn.exited).code).not.toBe(0)
  const anew = await two.shown(1)
  expect(anew).not.toBe(first)
  await answer(anew)
  expect(await two.signIn.exited).toMatchObject({ code: 0 })
})
