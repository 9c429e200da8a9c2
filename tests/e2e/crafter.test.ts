/** Crafter Profile from the console's list to a token in use, by the command line; by the page it is in tests/long/pages. */
import { expect, test } from 'vitest'
import { markers } from '../kit/markers.ts'
import { addConnection, everbearer, startAgent } from '../kit/processes/everbearer-process.ts'
import { fileHome } from '../kit/processes/file-home.ts'
import { startCrafterServer } from '../kit/servers/crafter-server.ts'

const DAY = 86_400_000

test('the command line: a master tells its own end, and its ID is nowhere but in the vault', async () => {
  const server = await startCrafterServer()
  const home = await fileHome()
  await startAgent(home).ready()
  const expiresOn = Math.floor((Date.now() + 40 * DAY) / 1_000) * 1_000
  const id = server.add({ application: 'ward shop', master: true, expiresOn })
  const entry = { name: 'shop', system: 'crafter', settings: { baseUrl: server.url }, secrets: { accessToken: id } }
  await addConnection(home, entry)
  const tested = await everbearer(home, ['test', 'shop', '--json'])
  expect(JSON.parse(tested.stdout)).toMatchObject({ reached: 'yes', tokenAccepted: 'yes', fault: null })
  const shown = await everbearer(home, ['show', 'shop', '--json'])
  expect(JSON.parse(shown.stdout)).toMatchObject({
    state: 'valid',
    expiresAt: new Date(expiresOn).toISOString(),
    learned: { master: 'yes', application: 'ward shop' },
  })
  expect((await everbearer(home, ['token', 'shop'])).stdout.trim()).toBe(id)
  server.tokens.delete(id)
  const gone = await everbearer(home, ['test', 'shop'])
  expect([gone.code, gone.stderr]).toEqual([4, expect.stringContaining('token_unknown')])
  const journal = await everbearer(home, ['journal', 'shop'])
  const doctor = await everbearer(home, ['doctor', '--json'])
  const said = [tested, shown, gone, journal, doctor].map(({ stdout, stderr }) => stdout + stderr).join('\n')
  expect(markers({ id }).inText('everything said', said)).toEqual([])
  expect(markers({ id }).inTree(home.base)).toEqual([])
})

test('the command line: a master makes, replaces and deletes tokens; their IDs are nowhere but in the vault', async () => {
  const server = await startCrafterServer()
  const home = await fileHome()
  const master = server.add({ application: 'desk', master: true })
  // Opens the file once, so that not every command has to.
  await startAgent(home).ready()
  const said: string[] = []
  const crafter = async (words: readonly string[], stdin?: object) => {
    const input = stdin === undefined ? {} : { stdin: JSON.stringify(stdin) }
    const ended = await everbearer(home, ['crafter', ...words], input)
    said.push(ended.stdout, ended.stderr)
    return ended
  }
  const entry = { name: 'desk', system: 'crafter', settings: { baseUrl: server.url }, secrets: { accessToken: master } }
  await everbearer(home, ['add', '--from', '-'], { stdin: JSON.stringify(entry) })
  const draft = {
    application: 'ward shop',
    expiresOn: '2099-03-01',
    tenantPermissions: [{ tenant: 'site1', allowedActions: ['READ_TENANT'] }],
  }
  const made = await crafter(['create', 'desk', '--from', '-', '--as', 'shop', '--json'], draft)
  const { handle } = (JSON.parse(made.stdout) as { token: { handle: string } }).token
  const id = [...server.tokens.keys()][1] ?? ''
  server.refuseCreation(400)
  const undone = await crafter(['replace', 'desk', handle, '--from', '-', '--yes'], { application: 'new shop' })
  expect([undone.code, undone.stderr]).toEqual([4, expect.stringContaining('replace_gone')])
  expect([...server.tokens.keys()]).toEqual([master])
  server.refuseCreation(null)
  expect((await crafter(['restore', 'desk'])).stdout).toContain('of ward shop, as it was.')
  expect((await crafter(['replace', 'desk', handle, '--from', '-', '--yes'], { application: 'new shop' })).code).toBe(0)
  expect(server.tokens.get(id)).toMatchObject({ ...draft, application: 'new shop', expiresOn: expect.any(Number) })
  const deleted = await crafter(['delete', 'desk', handle, '--yes'])
  expect([deleted.code, deleted.stderr]).toEqual([0, expect.stringContaining('stop working: shop.')])
  expect([...server.tokens.keys()]).toEqual([master])
  const hunt = markers({ id, master })
  expect(hunt.inText('everything said', said.join('\n'))).toEqual([])
  expect(hunt.inTree(home.base)).toEqual([])
})
