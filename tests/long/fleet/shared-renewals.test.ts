/**
 * Five agents and three members of etcd in network namespaces of their own, and a session that rotates every few seconds and
 * ends when a token comes twice: links cut, silenced and slowed, members cut from each other, members and agents killed, while
 * programs ask on all five. FLEET_ROUNDS=2 goes through all of it twice, which takes more than five minutes.
 */
import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { LONGEST_SEND_MS } from '../../../electron/core/fleet/turn-plan.ts'
import { fingerprint } from '../../kit/draw/draw-record.ts'
import { ownNetwork } from '../../kit/network/own-network.ts'
import { done, everbearer } from '../../kit/processes/everbearer-process.ts'
import { until } from '../../kit/processes/until.ts'
import { ETCD_IS_HERE, realEtcd } from '../../kit/real-servers/etcd.ts'
import { beginStory, ENGINES, NAMES, type Post, type Story, waitedFile } from './fleet-story.ts'

const network = ownNetwork([...NAMES, ...ENGINES])
const ROUNDS = Number(process.env['FLEET_ROUNDS'] ?? 1)

/** Long enough for a renewal by the others, and for what is here to come to its end. */
const longCutMs = ({ lifeS }: Story): number => (lifeS + 3) * 1_000
const SHORT_CUT_MS = 3_000

describe.skipIf('why' in network || !ETCD_IS_HERE)('five workstations over a real etcd', () => {
  const places = 'why' in network ? {} : { at: network.hub, membersAt: ENGINES.map((name) => network.at(name)) }
  const etcd = realEtcd({ members: 3, ...places })
  const parts = () => ('why' in network ? expect.fail(network.why) : { etcd, network })

  const passed = (ms: number): Promise<unknown> => {
    const end = performance.now() + ms
    return until(`${ms} ms`, () => performance.now() > end)
  }

  /** What fails says in which step. */
  async function named(what: string, work: () => Promise<void>): Promise<void> {
    await work().catch((thrown: unknown) => {
      throw new Error(`when ${what}: ${thrown}`, { cause: thrown })
    })
  }

  async function linkIs(post: Post, trouble: 'unplug' | 'silence' | 'slow', ms: number): Promise<void> {
    post.link[trouble]()
    await passed(ms)
    post.link.mend()
  }

  /** Until its last token is over, and a little longer: the others go on, and nothing of that is heard here. */
  async function isCutOff(story: Story, post: Post, trouble: 'unplug' | 'silence'): Promise<void> {
    const { posts } = story
    const { token } = post
    post.isAway = true
    post.link[trouble]()
    await passed(longCutMs(story))
    await until('the others to have another', () => posts.every((each) => each === post || each.token !== token))
    expect(post.token).toBe(token)
    post.link.mend()
  }

  test('cuts and kills outside of a send: no token is spent twice, none is refused, and nobody goes without', async () => {
    const story = await beginStory(parts())
    const { server, posts } = story
    const [site, one, two, three, four] = posts as [Post, Post, Post, Post, Post]
    const steps: [string, () => Promise<unknown>][] = [
      ['a member of etcd is killed', () => memberKilled(0)],
      ['an agent is killed', () => agentKilled(story, one)],
      ['a member is cut from the others, and heard by all', () => memberCutFromOthers(story, 0)],
      ['a cable is pulled', () => linkIs(two, 'unplug', SHORT_CUT_MS)],
      ['a link falls silent', () => linkIs(site, 'silence', SHORT_CUT_MS)],
      ['the next member is killed', () => memberKilled(1)],
      ['the site’s agent is killed', () => agentKilled(story, site)],
      ['a link is slow', () => linkIs(one, 'slow', longCutMs(story))],
      ['the last member is killed', () => memberKilled(2)],
      ['two agents are killed at once', () => Promise.all([two, three].map((post) => agentKilled(story, post)))],
      ['a member falls silent', () => memberSilent(1)],
      ['the last agent is killed', () => agentKilled(story, four)],
      ['a cable is pulled for longer than a token lives', () => isCutOff(story, one, 'unplug')],
      ['a link is silent for as long', () => isCutOff(story, two, 'silence')],
    ]
    for (const [what, step] of Array.from({ length: ROUNDS }, () => steps).flat()) {
      await named(what, async () => {
        await story.quiet()
        await step()
        await story.allRenewed()
      })
      for (const post of posts) post.isAway = false
      expect({ what, troubles: story.troubles }).toEqual({ what, troubles: [] })
    }
    const { reuses, overlaps, renewals } = server.record
    expect({ reuses, overlaps }).toEqual({ reuses: [], overlaps: 0 })
    expect(renewals.filter(({ outcome }) => outcome !== 'done')).toEqual([])
    expect(renewals.length).toBeGreaterThan(steps.length)
    expect(story.asked()).toBeGreaterThan(NAMES.length * renewals.length)
  })

  test('killed with an answer that the others do not have: it is theirs when that one is back', async () => {
    const story = await beginStory(parts())
    const { server, posts } = story
    await story.quiet()
    // The answer must outlive the members' and the agent's start, however slow: else the next renewal is due before all have it.
    server.control({ set: { accessLifeSeconds: 10 * story.lifeS } })
    const answer = Promise.withResolvers<void>()
    const asker = await story.heldRenewal({ kind: 'held', until: answer.promise })
    for (const post of posts) post.isAway = true
    for (const index of etcd.endpoints.keys()) await etcd.kill(index)
    const { length } = server.record.renewals
    answer.resolve()
    await until('whoever asked has the answer', () => isNewest(story, asker))
    await story.killAgent(asker)
    for (const index of etcd.endpoints.keys()) etcd.start(index)
    expect(posts.filter((post) => post !== asker && isNewest(story, post))).toEqual([])
    expect(server.record.renewals).toHaveLength(length)
    await story.startAgent(asker)
    await until('all have that answer', () => posts.every((post) => isNewest(story, post)))
    expect([server.record.renewals.length, server.record.reuses, story.troubles]).toEqual([length, [], []])
  })

  test('killed while the server holds the answer, and gone: the others say so once, and nobody sends it again', async () => {
    const story = await beginStory(parts())
    const { server, posts } = story
    await story.quiet()
    const asker = await story.heldRenewal({ kind: 'stall', acts: true })
    for (const post of posts) post.isAway = true
    asker.isOff = true
    asker.link.powerOff()
    const { length } = server.record.renewals
    const others = posts.filter((post) => post !== asker)
    // By then both have begun to wait for an answer that never comes; how long they would is told in turn-plan.ts.
    await passed(story.lifeS * 1_000)
    for (const post of others) writeFileSync(waitedFile(post), String(LONGEST_SEND_MS))
    for (const { home } of others) {
      const lost = await until('the loss is told', async () => {
        const told = await everbearer(home, ['token', 'ward'])
        return told.code === 4 && told.stderr
      })
      expect(lost).toContain('refresh_reply_lost')
      const wanted = await everbearer(home, ['refresh', 'ward'])
      expect([wanted.code, wanted.stderr]).toEqual([4, expect.stringContaining('refresh_reply_lost')])
      const journal = await done(home, ['journal', 'ward', '--json'])
      expect(journal.match(/refresh_reply_lost/g)).toHaveLength(1)
    }
    expect([server.record.renewals.length, server.record.reuses]).toEqual([length, []])
  })

  const isNewest = ({ server }: Story, { token }: Post) => fingerprint(token) === server.record.accessIssued.at(-1)

  async function memberKilled(index: number): Promise<void> {
    await etcd.kill(index)
    await passed(SHORT_CUT_MS)
    etcd.start(index)
  }

  /** Whoever has its endpoint first hears that it has no leader, and goes to another one. */
  async function memberCutFromOthers(story: Story, index: number): Promise<void> {
    if ('why' in network) return
    const [name = ENGINES[0], ...others] = [...ENGINES.slice(index), ...ENGINES.slice(0, index)]
    network.at(name).cutFrom(others.map((other) => network.at(other)))
    await until('the minority refuses to write', () => !etcd.takesWrites(index))
    await story.allRenewed()
    network.at(name).mend()
  }

  async function memberSilent(index: number): Promise<void> {
    if ('why' in network) return
    const { silence, mend } = network.at(ENGINES[index] ?? ENGINES[0])
    silence()
    await passed(SHORT_CUT_MS)
    mend()
  }

  async function agentKilled(story: Story, post: Post): Promise<void> {
    post.isAway = true
    await story.killAgent(post)
    await story.startAgent(post)
  }
})
