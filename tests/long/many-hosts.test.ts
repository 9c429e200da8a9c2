/**
 * Agent, browser hosts and crowds of commands at once, beside a real provider that ends the session when one refresh token
 * comes twice; the keeper is killed, stopped, or replaced by a later version while a renewal is under way.
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ConnectionView } from '../../shared/connections/view.ts'
import type { OauthSettings } from '../kit/oauth/oauth-server.ts'
import { type RenewedWard, renewedWard } from '../kit/oauth/renewed-ward.ts'
import {
  everbearer,
  faultsCli,
  type Outcome,
  type Running,
  startAgent,
  startEverbearer,
} from '../kit/processes/everbearer-process.ts'
import { expectServedOrTooBusy } from '../kit/processes/served-or-too-busy.ts'
import type { Environment, Home } from '../kit/processes/temporary-home.ts'
import { until } from '../kit/processes/until.ts'

const HOUR = 3_600_000

async function ward(settings: Partial<OauthSettings> = {}): Promise<RenewedWard> {
  const scene = await renewedWard()
  scene.server.set(settings)
  return scene
}

/** The agent comes first, and keeps; `env` is for the points of the program that has some. */
async function agentOf({ home }: RenewedWard, env?: Environment): Promise<Running> {
  const agent = startAgent(home, env === undefined ? {} : { env, program: faultsCli })
  expect(await agent.ready()).toContain('keeping')
  return agent
}

async function pageOf({ home }: RenewedWard): Promise<Running> {
  const page = startEverbearer(home, ['serve', '--no-open'])
  await page.ready()
  return page
}

async function keeperOf(home: Home): Promise<string> {
  const { stdout } = await everbearer(home, ['doctor', '--json'])
  return stdout
}

async function viewOf({ home }: RenewedWard): Promise<ConnectionView> {
  const { stdout, stderr } = await everbearer(home, ['show', 'ward', '--json'])
  expect(stderr).toBe('')
  return JSON.parse(stdout) as ConnectionView
}

/** Each refresh token was sent once, and never two at a time. */
function expectOneEach({ server: { record } }: RenewedWard): void {
  const sent = record.tokenRequests.map(({ refresh }) => refresh)
  expect(new Set(sent).size).toBe(sent.length)
  expect(record).toMatchObject({ reuseCount: 0, overlaps: 0, revokedGrants: 0, serverErrors: [] })
}

async function expectUsable({ home, server }: RenewedWard): Promise<void> {
  const { code, stdout, stderr } = await everbearer(home, ['token', 'ward'])
  expect([code, stderr]).toEqual([0, ''])
  const headers = { authorization: `Bearer ${stdout.trim()}` }
  expect((await fetch(server.protectedUrl, { headers })).status).toBe(200)
}

/** So many commands at once, of these kinds in turn. */
const crowd = (home: Home, count: number, kinds = ['token', 'refresh']): Promise<Outcome[]> =>
  Promise.all(
    Array.from({ length: count }, (_, index) => everbearer(home, [kinds[index % kinds.length] ?? '', 'ward'])),
  )

/** Two wishes within two seconds of an answer count as one, and the record notes a late answer before it goes. */
const OF_ITS_OWN_MS = 4_200

/** A forced renewal on its way: the server has it, and takes its time to answer. */
async function renewing({ home, server }: RenewedWard): Promise<Promise<Outcome>[]> {
  const { tokenRequests } = server.record
  const { to = 0 } = tokenRequests.at(-1) ?? {}
  await until('a wish of its own', () => Date.now() > to + OF_ITS_OWN_MS)
  const before = tokenRequests.length
  const forced = everbearer(home, ['refresh', 'ward'])
  await until('the server to be asked', () => tokenRequests.length > before)
  return [forced]
}

test('fifty commands at once, and twenty more as the socket is deleted: one refresh for each generation', async () => {
  const scene = await ward({ delayMs: 200 })
  const { home, server } = scene
  await agentOf(scene)
  await pageOf(scene)
  await pageOf(scene)
  expectServedOrTooBusy(await crowd(home, 50))
  const socket = join(home.path, 'keeper.sock')
  rmSync(socket)
  expectServedOrTooBusy(await crowd(home, 20))
  expect(existsSync(socket)).toBe(true)
  expectOneEach(scene)
  // The first one is what was typed in.
  expect((await viewOf(scene)).generation).toBe(server.record.tokenRequests.length + 1)
  await expectUsable(scene)
})

test.each([
  ['with the reply on its way: the next host says that it was lost', 'request: sent 1', 'refresh_reply_lost'],
  ['with the reply saved: the next host goes on with it', 'document: renamed 2', null],
] as const)('a keeper that dies in a renewal, with callers waiting, %s', async (_what, point, lost) => {
  const scene = await ward({ answerLateMs: 500 })
  const { home, server } = scene
  const agent = await agentOf(scene, { FAULT_AT: point })
  await pageOf(scene)
  const [forced] = await renewing(scene)
  expectServedOrTooBusy(await crowd(home, 6, ['token']))
  expect((await agent.exited).signal).toBe('SIGKILL')
  // Whether it was done nobody can know, so a command does not simply do it again.
  expect(await forced).toMatchObject({ code: 5, stderr: expect.stringContaining('keeper_lost') })
  if (lost === null) {
    await expectUsable(scene)
    expectOneEach(scene)
    return
  }
  await until('the next host to have sent it once more', async () => (await viewOf(scene)).fault?.code === lost)
  // The one resend, and nothing after it: more would only be noise at the server.
  expect(server.record.tokenRequests).toHaveLength(3)
  const { stdout } = await everbearer(home, ['journal', 'ward', '--json'])
  expect(stdout).toMatch(/renewal_cut[\s\S]*renewal_refused/)
})

test('a keeper that is stopped and wakes an hour later, by a clock moved by a double, renews once and at once', async () => {
  const scene = await ward()
  const { home, server } = scene
  const ahead = join(home.base, 'ahead')
  const agent = await agentOf(scene, { FAULT_CLOCK_AHEAD: ahead })
  const page = await pageOf(scene)
  agent.kill('SIGSTOP')
  expect(await everbearer(home, ['token', 'ward'])).toMatchObject({
    code: 5,
    stderr: expect.stringContaining(`keeper_unresponsive`),
  })
  writeFileSync(ahead, String(HOUR))
  agent.kill('SIGCONT')
  await crowd(home, 6)
  await until('a renewal by the clock that moved', () => server.record.tokenRequests.length > 1)
  await expectUsable(scene)
  expectOneEach(scene)
  expect(page.stderr()).toBe('')
})

test('a later version takes over in the middle of a renewal: it is finished first, and goes on from there', async () => {
  const scene = await ward({ answerLateMs: 2_000 })
  const { home, server } = scene
  const older = await agentOf(scene)
  const [forced] = await renewing(scene)
  const newer = await agentOf(scene, { FAULT_VERSION: '9.0.0' })
  expect(await forced).toMatchObject({ code: 0, stderr: '' })
  expect((await viewOf(scene)).generation).toBe(3)
  server.set({ answerLateMs: 0 })
  await until('the older one to stand by', () => older.stdout().split('\n').length > 2)
  expect(await keeperOf(home)).toContain(String(newer.pid))
  const [another] = await renewing(scene)
  expect(await another).toMatchObject({ code: 0, stderr: '' })
  await expectUsable(scene)
  expectOneEach(scene)
})
