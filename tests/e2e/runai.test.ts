/** Run:AI from the admin page's two strings to a renewed token in use, by the command line; by the page it is in tests/long/pages. */
import { expect, test } from 'vitest'
import { markers } from '../kit/markers.ts'
import { everbearer } from '../kit/processes/everbearer-process.ts'
import { fileHome } from '../kit/processes/file-home.ts'
import { until } from '../kit/processes/until.ts'
import { type RunaiServer, startRunaiServer } from '../kit/servers/runai-server.ts'

const entry = (server: RunaiServer, secret = server.settings.clientSecret) =>
  JSON.stringify({
    name: 'trainer',
    system: 'runai',
    settings: { baseUrl: server.url, clientId: server.settings.clientId },
    secrets: { clientSecret: secret },
  })

/** The list that the oldest servers have, too. */
const clustersWith = (server: RunaiServer, token: string) =>
  fetch(`${server.url}v1/k8s/clusters`, { headers: { authorization: `Bearer ${token}` } })

test('the command line: an older server, a wrong secret first, then a token in use and renewed', async () => {
  const server = await startRunaiServer({ generation: 'keycloak' })
  const home = await fileHome()
  const wrong = entry(server, 'a secret copied wrongly')
  expect((await everbearer(home, ['add', '--from', '-'], { stdin: wrong })).code).toBe(0)
  const tested = await everbearer(home, ['test', 'trainer'])
  expect(tested.code).toBe(4)
  expect(tested.stdout + tested.stderr).toContain('does not accept this client ID or client secret')

  const mend = JSON.stringify({ secrets: { clientSecret: server.settings.clientSecret } })
  expect((await everbearer(home, ['edit', 'trainer', '--from', '-'], { stdin: mend })).code).toBe(0)
  const first = await everbearer(home, ['token', 'trainer'])
  expect(first).toMatchObject({ code: 0, stderr: '' })
  expect((await clustersWith(server, first.stdout.trim())).status).toBe(200)
  const second = await until('a renewal that is a wish of its own', async () => {
    expect((await everbearer(home, ['refresh', 'trainer'])).code).toBe(0)
    const { stdout } = await everbearer(home, ['token', 'trainer'])
    return stdout === first.stdout ? '' : stdout.trim()
  })
  expect((await clustersWith(server, second)).status).toBe(200)
  const shown = JSON.parse((await everbearer(home, ['show', 'trainer', '--json'])).stdout) as { learned: object }
  expect(shown.learned).toEqual({ tokenRequest: 'keycloak' })
  const hunt = markers({ secret: server.settings.clientSecret, one: first.stdout.trim(), two: second })
  expect(hunt.inTree(home.base)).toEqual([])
})
