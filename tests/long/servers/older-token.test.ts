/** Programs at work with a token whose server ends it with each renewal: the built command line beside a running agent. */
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { drawConnection, startDrawServer } from '../../kit/draw/draw-server.ts'
import { addConnection, everbearer, productNode, startAgent } from '../../kit/processes/everbearer-process.ts'
import { temporaryHome } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'

const cli = resolve(import.meta.dirname, '..', '..', '..', 'dist', 'cli.js')
/** Hard point 5 s, soft point 10 s before the end: eight seconds for a busy machine to report the older token in time. */
const LIFE_S = 20

/** Calls the API five times a second until it is refused, and reports that, as a script does that knows nothing more. */
const NAIVE = `
  const { execFileSync } = require('node:child_process')
  const { EVERBEARER_TOKEN: token, EVERBEARER_TOKEN_GENERATION: generation, EVERBEARER_BASE_URL: base } = process.env
  const call = async () => (await fetch(base + '/api/upload/1/status/', { headers: { authorization: 'Bearer ' + token } })).status
  const work = async () => {
    for (let calls = 0; ; calls++) {
      const status = await call()
      if (status === 401) break
      await new Promise((next) => setTimeout(next, 200))
    }
    execFileSync(process.execPath, [${JSON.stringify(cli)}, 'rejected', 'ward', '--generation', generation], { stdio: 'inherit' })
  }
  void work()
`

/** Works until the time that it was told, then with the next token, twice; says each status that it got. */
const CAREFUL = `
  const { execFileSync } = require('node:child_process')
  let { EVERBEARER_TOKEN: token, EVERBEARER_TOKEN_UNTIL: until, EVERBEARER_BASE_URL: base } = process.env
  const MARGIN = 2500
  const work = async () => {
    const seen = {}
    for (let round = 0; round < 2; round++) {
      while (Date.now() < Date.parse(until) - MARGIN) {
        const { status } = await fetch(base + '/api/upload/1/status/', { headers: { authorization: 'Bearer ' + token } })
        // A machine that stands still brings an answer after that time, which says nothing.
        const what = Date.now() < Date.parse(until) ? status : 'late'
        seen[what] = (seen[what] ?? 0) + 1
        await new Promise((next) => setTimeout(next, 100))
      }
      await new Promise((next) => setTimeout(next, Math.max(0, Date.parse(until) - Date.now())))
      const grant = JSON.parse(execFileSync(process.execPath, [${JSON.stringify(cli)}, 'token', 'ward', '--json']))
      if (grant.token === token) throw new Error('the same token after ' + until)
      ;({ token, usableUntil: until } = grant)
    }
    process.stdout.write(JSON.stringify(seen))
  }
  void work()
`

it('spares a program at work once the server has shown what a renewal does', async () => {
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  const server = await startDrawServer({ accessLifeSeconds: LIFE_S, endOlder: true })
  await startAgent(home).ready()
  await addConnection(home, drawConnection('ward', server.url, server.issuePair()))

  const naive = await everbearer(home, ['exec', 'ward', '--', productNode, '-e', NAIVE])
  expect(naive).toMatchObject({ code: 0, stderr: '' })
  expect(naive.stdout).toContain('was replaced meanwhile')
  const shown = await everbearer(home, ['show', 'ward'])
  expect(shown.stdout).toContain('this server ends it with each renewal')
  expect(JSON.parse((await everbearer(home, ['show', 'ward', '--json'])).stdout).endsOlderSince).toMatch(/Z$/)
  expect((await everbearer(home, ['journal', 'ward'])).stdout).toContain('renewed as late as possible')

  const refused = server.record.usesRefused.length
  const accepted = server.record.usesAccepted
  const work = everbearer(home, ['exec', 'ward', '--min-ttl', '4s', '--', productNode, '-e', CAREFUL])
  await until('its first call', () => server.record.usesAccepted > accepted)
  // Meanwhile somebody else asks for more than there is of the present token.
  const greedy = await everbearer(home, ['token', 'ward', '--min-ttl', '1h'])
  expect(greedy.code).toBe(0)
  const careful = await work
  expect(careful).toMatchObject({ code: 0, stderr: expect.not.stringContaining('rejected') })
  const { late = 0, ...seen } = JSON.parse(careful.stdout) as Record<string, number>
  expect(Object.keys(seen)).toEqual(['404'])
  expect(server.record.usesRefused.length - refused).toBeLessThanOrEqual(late)
})
