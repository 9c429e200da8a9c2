/** Five workstations on cables of their own, three members of etcd, one rotating session, and programs that ask all the time. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { fingerprint } from '../../kit/draw/draw-record.ts'
import { type DrawServer, drawConnection, startDrawServer } from '../../kit/draw/draw-server.ts'
import type { Weather } from '../../kit/draw/draw-settings.ts'
import { begun, type EtcdThere, joinedTo } from '../../kit/fleet/shared-homes.ts'
import type { OwnNetwork, Workstation } from '../../kit/network/own-network.ts'
import {
  addConnection,
  everbearer,
  faultsCli,
  type Running,
  startEverbearer,
} from '../../kit/processes/everbearer-process.ts'
import { fileHome } from '../../kit/processes/file-home.ts'
import type { Home } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'

export const NAMES = ['site', 'ward-1', 'ward-2', 'ward-3', 'ward-4'] as const
export const ENGINES = ['etcd-0', 'etcd-1', 'etcd-2'] as const
/** Of a token; longer where programs take longer to start, since all of them must hear of each in a part of it. */
const LIFE_S = { least: 12, most: 36, starts: 20 }
/** A program asks once, uses what it got, and comes again after this. */
const PACE_MS = 1_200

export type Post = {
  readonly name: string
  readonly home: Home
  readonly link: Workstation
  agent: Running
  /** What a program was handed last. */
  token: string
  /** It is cut off, or its agent was just killed: what is asked meanwhile may come to nothing. */
  isAway: boolean
  /** Nothing runs on it any more: else a program that asks would be whoever comes back. */
  isOff: boolean
}

export type Story = {
  readonly lifeS: number
  readonly server: DrawServer
  readonly posts: readonly Post[]
  /** What no program should have seen. */
  readonly troubles: string[]
  asked(): number
  startAgent(post: Post): Promise<void>
  killAgent(post: Post): Promise<void>
  /** Everybody was handed the newest token, and the next renewal is seconds away: nobody is between send and save. */
  quiet(): Promise<void>
  /** The server has read a renewal and does with it what the weather says; whose it is. */
  heldRenewal(weather: Weather): Promise<Post>
  /** All hand out a token that was not there before. */
  allRenewed(): Promise<void>
}

export type StoryParts = {
  readonly etcd: EtcdThere & { ctl(...words: string[]): string }
  readonly network: OwnNetwork
}

export async function beginStory({ etcd, network }: StoryParts): Promise<Story> {
  const { tookMs } = await everbearer(await fileHome(), ['list'])
  const lifeS = Math.min(LIFE_S.most, Math.max(LIFE_S.least, Math.ceil((LIFE_S.starts * tookMs) / 1_000)))
  const server = await startDrawServer({ accessLifeSeconds: lifeS })
  // What an earlier story of the same etcd has left.
  etcd.ctl('del', '--prefix', 'everbearer/')
  const url = await network.doorTo(server.url)
  const posts: Post[] = []
  for (const name of NAMES) posts.push(await newPost(name, { etcd, network, server, url, site: posts[0]?.home }))

  async function startAgent(post: Post): Promise<void> {
    const env = { FAULT_CLOCK_WAITED: waitedFile(post) }
    post.agent = startEverbearer(post.home, ['agent'], { program: faultsCli, env })
    await post.agent.ready()
  }

  const patience = { deadlineMs: 6 * lifeS * 1_000 }
  const newest = () => server.record.accessIssued.at(-1)
  const areOne = () => posts.every(({ token }) => fingerprint(token) === newest())
  const story: Story = {
    lifeS,
    server,
    posts,
    troubles: [],
    asked: () => asked,
    startAgent,
    async killAgent({ agent }) {
      agent.kill('SIGKILL')
      await agent.exited
    },
    async quiet() {
      const isFresh = () => Date.now() - (server.record.renewals.at(-1)?.at ?? 0) < (lifeS * 1_000) / 3
      await until('all to have what was just renewed', () => isFresh() && areOne(), patience)
    },
    async heldRenewal(weather) {
      const before = server.record.renewals.length
      server.control({ weather: [weather] })
      await until('a renewal at the server', () => server.record.renewals.length > before)
      const port = Number(new URL(url).port)
      const found = await until('whose it is', () => posts.filter(({ agent }) => isConnected(agent.pid, port))[0])
      if (found === undefined) throw new Error('nobody is at the server')
      return found
    },
    async allRenewed() {
      const before = newest()
      await until('all to have a newer token', () => newest() !== before && areOne(), patience)
    },
  }
  let asked = 0
  for (const post of posts) await startAgent(post)
  let isOver = false
  const programs = posts.map(async (post) => {
    while (!isOver && !post.isOff) {
      // Nobody hears of one that fails before the story ends.
      await askOnce(story, post).catch((thrown: unknown) => story.troubles.push(`${post.name}: ${thrown}`))
      asked++
      await pause(PACE_MS)
    }
  })
  onTestFinished(async () => {
    isOver = true
    await Promise.all(programs)
  })
  return story
}

type Founding = StoryParts & { readonly server: DrawServer; readonly url: string; readonly site: Home | undefined }

async function newPost(name: string, { etcd, network, server, url, site }: Founding): Promise<Post> {
  const link = network.at(name)
  const own = { ...(await fileHome()), through: link.through }
  const { settings, ...entry } = drawConnection('ward', url, server.issuePair())
  const plain = { ...entry, settings: { ...settings, allowHttp: true } }
  if (site === undefined) await addConnection(own, plain)
  const home = await (site === undefined ? begun(etcd, own) : joinedTo(site, etcd, own, name))
  return { name, home, link, agent: undefined as unknown as Running, token: '', isAway: false, isOff: false }
}

/** Read by the agents (fault-points/points.ts); each test writes what it wants to have waited. */
export const waitedFile = ({ home }: Post): string => join(home.base, 'waited')

/** Whether a program in that one's network has a connection open to this port (proc(5), net/tcp: 01 is established). */
function isConnected(pid: number, port: number): boolean {
  const to = new RegExp(`:${port.toString(16).toUpperCase().padStart(4, '0')} 01 `)
  return to.test(readFileSync(`/proc/${pid}/net/tcp`, 'utf8'))
}

async function askOnce({ server, troubles }: Story, post: Post): Promise<void> {
  const wasAway = post.isAway
  const { code, stdout, stderr } = await everbearer(post.home, ['token', 'ward', '--json'])
  if (code !== 0) {
    if (!wasAway && !post.isAway) troubles.push(`${post.name}: ${stderr}`)
    return
  }
  const { token, expiresAt } = JSON.parse(stdout) as { readonly token: string; readonly expiresAt: string }
  post.token = token
  // What has no second left may end on its way to the server.
  if (Date.parse(expiresAt) - Date.now() < 1_000) return
  const used = await fetch(new URL('/api/upload/none/status/', server.url), {
    headers: { authorization: `Bearer ${token}` },
  })
  await used.body?.cancel()
  if (used.status !== 404)
    troubles.push(`${post.name}: the server answers ${used.status} to a token that it was handed`)
}
