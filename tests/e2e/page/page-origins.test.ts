/** An issuer that leads to another server now: the page's button asks, and the yes comes from outside of the page alone. */
// Loaded before the clock of the test counts: it is otherwise loaded when first needed, in real time.
import 'oauth4webapi'
import { expect, test } from 'vitest'
import type { Question } from '../../../electron/doors/consent.ts'
import { openPage, startBrowser } from '../../kit/page/page-browser.ts'
import { startPageServer } from '../../kit/page/page-server.ts'
import { until } from '../../kit/processes/until.ts'

const ISSUER = 'https://login.example/realms/a'
const OIDC = `${ISSUER}/.well-known/openid-configuration`

test('no is a no, and a yes sends the secrets where the issuer leads now', async () => {
  const outside: { asked: Question[]; yes: boolean } = { asked: [], yes: false }
  const server = await startPageServer({
    ask: async (question) => outside.asked.push(question) > 0 && outside.yes,
  })
  const { clock, http } = server.ports
  let tokens = 'https://login.example/t'
  http.otherwise(({ url }) => {
    if (url === OIDC) return { json: { issuer: ISSUER, token_endpoint: tokens } }
    // The address from before is gone, so that the issuer is asked again.
    return url === tokens ? { json: { access_token: `for-${url}`, expires_in: 3_600 } } : { status: 404, json: {} }
  })
  await server.add({
    name: 'machine',
    system: 'oauth2',
    settings: { baseUrl: 'https://api.example/', issuer: ISSUER, clientId: 'm', grant: 'client_credentials' },
    secrets: { clientSecret: 'a secret' },
  })
  const faultOf = async () => (await server.keeper.handlers['connections.get']({ name: 'machine' })).fault?.code
  await until('the first token', async () => {
    await clock.advance(1_000)
    return (await server.keeper.handlers['connections.get']({ name: 'machine' })).state === 'valid'
  })
  tokens = 'https://tokens.example/t'
  await until('the question to be there', async () => {
    // A token that has only just come is not asked for again.
    await clock.advance(60_000)
    await server.keeper.handlers['connections.refresh']({ name: 'machine' }).catch(() => undefined)
    return (await faultOf()) === 'origin_told'
  })
  const sentThere = () => http.requests.filter(({ url }) => url === 'https://tokens.example/t').length

  const page = await openPage(await startBrowser(), server.address(), { now: clock.now() })
  await page.evaluate("location.hash = '#/connections/machine'")
  // At the head of the screen, and once more beside what is said of it.
  const allow = page.getByRole('button', { name: 'Allow ...' }).first()
  await allow.click()
  await until('the question', () => outside.asked.length === 1)
  expect(outside.asked[0]).toMatchObject({ code: 'origin_told', params: { wanted: 'https://tokens.example' } })
  await clock.advance(1_000)
  expect(sentThere()).toBe(0)
  outside.yes = true
  await until('the button to be free again', async () => await allow.isEnabled())
  await allow.click()
  await page.getByText('machine: allowed.').waitFor()
  await allow.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Refresh now' }).click()
  await until('the secrets to go there', () => sentThere() > 0)
})
