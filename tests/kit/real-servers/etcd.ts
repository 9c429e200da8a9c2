/**
 * Real members of one etcd on loopback, with TLS by an authority of the test's own and users: started before the first test
 * of a file and ended after the last. Members talk to each other in plain, which is nobody's business here.
 *
 *   const etcd = realEtcd({ members: 3 })
 *   etcd.endpoints; etcd.authority; etcd.user        // as a workstation is told them
 *   await etcd.kill(1); await etcd.start(1)
 *   etcd.ctl('compact', '12')                        // etcdctl, as root of that etcd
 *   etcd.snapshot(file); await etcd.restore(file)    // of a single member: all is as it was then, revisions too
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { freePort } from '../network/free-port.ts'
import { PATIENCE_MS, until } from '../processes/until.ts'
import { ownAuthority } from '../servers/own-authority.ts'
import { canRun } from './server-process.ts'

export const ETCD = { needs: '/usr/bin/etcd', debianPackage: 'etcd-server' }

export const ETCD_IS_HERE = canRun(ETCD) && canRun({ needs: '/usr/bin/etcdctl', debianPackage: 'etcd-client' })

type Member = {
  readonly name: string
  readonly at: EtcdAt
  client: number
  peer: number
  child: ChildProcess | null
  said: string
}

const ROOT_USER = { name: 'root', password: 'for-the-test' }
const ROOT = `${ROOT_USER.name}:${ROOT_USER.password}`
const USER = { name: 'ward', password: 'the ward’s password' }

const GAVE_UP = /timed out|deadline exceeded|no leader|leader changed|too many requests|unavailable/i

/** What a call says that was done when it was given up; `user name is empty` comes from where users are needed since. */
const DONE_BEFORE = /already exists|user name is empty|not found|not granted|has been compacted/

const HERE = { address: '127.0.0.1', through: [] }

/** Of one alone. Among several a busy machine would miss the beat of a fifth of the usual time, and elect without end. */
const QUICK = ['--heartbeat-interval=20', '--election-timeout=200']

export type EtcdAt = { readonly address: string; readonly through: readonly string[] }

export type EtcdWishes = {
  readonly members?: number
  /** Where they listen, and the words that run a program where that is (network/own-network.ts). */
  readonly at?: EtcdAt
  /** Each member on a machine of its own; then `at` is where etcdctl runs. */
  readonly membersAt?: readonly EtcdAt[]
  /** Only whoever shows a certificate of `authority` is let in, whatever its name. */
  readonly certificates?: boolean
  /** More of each member's own words. */
  readonly words?: readonly string[]
  /** This member's certificate is by an authority that nobody trusts. */
  readonly strangerAt?: number
}

export function realEtcd(wishes: EtcdWishes = {}) {
  const etcd = etcdMembers(wishes, afterAll)
  beforeAll(etcd.begin)
  return etcd
}

/** The same for whoever says himself when it begins and ends. */
export function etcdMembers(
  { members: count = 1, at = HERE, membersAt = [], certificates = false, words: more = [], strangerAt }: EtcdWishes,
  atEnd: (clean: () => Promise<void>) => void,
) {
  const folder = mkdtempSync(join(tmpdir(), 'eb-etcd-'))
  const authorityEnds = (clean: () => void): void => atEnd(async () => clean())
  const authority = ownAuthority('Site authority', authorityEnds)
  const stranger = strangerAt === undefined ? null : ownAuthority('Somebody else', authorityEnds)
  const members = Array.from({ length: count }, (_, index): Member => {
    return { name: `m${index}`, at: membersAt[index] ?? at, client: 0, peer: 0, child: null, said: '' }
  })

  /** A busy machine makes etcd give up a call that it may have done: it is said again until it is. */
  function ctl(...words: string[]): string {
    const end = performance.now() + PATIENCE_MS
    for (let isAgain = false; ; isAgain = true) {
      try {
        return ctlOf(trusted(), words)
      } catch (thrown) {
        const { stderr } = thrown as { readonly stderr: string }
        if (isAgain && DONE_BEFORE.test(stderr)) return ''
        if (!GAVE_UP.test(stderr) || performance.now() > end) throw thrown
      }
    }
  }

  function ctlOf(asked: readonly string[], words: readonly string[]): string {
    const shown = ['--cert', join(folder, 'server.pem'), '--key', join(folder, 'server.key')]
    const patient = ['--command-timeout', '20s']
    const common = ['--endpoints', asked.join(','), '--cacert', join(folder, 'ca.pem'), ...shown, ...patient]
    const env = { ...process.env, ETCDCTL_API: '3' }
    const [program = '', ...rest] = [...at.through, 'etcdctl', ...common, ...words]
    return execFileSync(program, rest, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  }

  const endpoints = () => members.map((member) => `https://${member.at.address}:${member.client}`)
  const trusted = () => endpoints().filter((_, index) => index !== strangerAt)

  function start(index: number): void {
    const member = memberAt(index)
    const cluster = members.map((each) => `${each.name}=http://${each.at.address}:${each.peer}`).join(',')
    const client = `https://${member.at.address}:${member.client}`
    const peer = `http://${member.at.address}:${member.peer}`
    const words = [
      ...['--name', member.name, '--data-dir', join(folder, member.name), '--initial-cluster', cluster],
      ...['--listen-client-urls', client, '--advertise-client-urls', client],
      ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer],
      ...['--cert-file', join(folder, `${shownBy(index)}.pem`), '--key-file', join(folder, `${shownBy(index)}.key`)],
      ...(certificates ? ['--client-cert-auth', '--trusted-ca-file', join(folder, 'ca.pem')] : []),
      ...['--logger=zap', '--log-level=warn', ...(count === 1 ? QUICK : []), ...more],
    ]
    const [program = '', ...rest] = [...member.at.through, 'etcd', ...words]
    const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (member.said += text))
    member.child = child
  }

  const shownBy = (index: number): string => (index === strangerAt ? 'stranger' : 'server')

  async function restore(file: string): Promise<void> {
    const { name, at: there, peer } = memberAt(0)
    await kill(0)
    rmSync(join(folder, name), { recursive: true })
    const url = `http://${there.address}:${peer}`
    const own = ['--name', name, '--initial-cluster', `${name}=${url}`, '--initial-advertise-peer-urls', url]
    ctl('snapshot', 'restore', file, ...own, '--data-dir', join(folder, name))
    start(0)
    await serves('--user', ROOT)
  }

  function memberAt(index: number): Member {
    const member = members[index]
    if (member === undefined) throw new Error(`no member ${index}`)
    return member
  }

  async function kill(index: number): Promise<void> {
    const member = memberAt(index)
    const { child } = member
    member.child = null
    if (child === null || child.exitCode !== null) return
    const ended = new Promise((done) => child.once('exit', done))
    child.kill('SIGKILL')
    await ended
  }

  /** Where users are needed it says so as one of them alone. */
  async function serves(...user: string[]): Promise<void> {
    await until('etcd serves', () => tried(() => ctlOf(trusted(), [...user, 'endpoint', 'health'])))
  }

  async function begin(): Promise<void> {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'ca.pem'), authority.pem)
    const addresses = new Set([at, ...members.map((member) => member.at)].map(({ address }) => address))
    addresses.delete('127.0.0.1')
    for (const [name, issuer] of [['server', authority] as const, ['stranger', stranger] as const]) {
      if (issuer === null) continue
      const { certificate, key } = issuer.issue('etcd', [...addresses, '127.0.0.1', 'localhost'])
      writeFileSync(join(folder, `${name}.pem`), certificate)
      writeFileSync(join(folder, `${name}.key`), key)
    }
    for (const member of members) {
      member.client = await freePort()
      member.peer = await freePort()
    }
    for (const index of members.keys()) start(index)
    await serves()
    for (const words of usersOf()) ctl(...words)
  }

  atEnd(async () => {
    for (const index of members.keys()) await kill(index)
    rmSync(folder, { recursive: true, force: true })
  })

  return {
    folder,
    authority,
    begin,
    user: USER,
    root: ROOT_USER,
    get endpoints() {
      return endpoints()
    },
    start,
    kill,
    /** SIGSTOP and SIGCONT: a member that takes calls and answers none. */
    hold: (index: number) => void memberAt(index).child?.kill('SIGSTOP'),
    release: (index: number) => void memberAt(index).child?.kill('SIGCONT'),
    ctl: (...words: string[]) => ctl('--user', ROOT, ...words),
    /** Whether this one member alone, asked for nothing else, takes a write within two seconds. */
    takesWrites(index: number): boolean {
      const words = ['--user', ROOT, '--command-timeout', '2s', 'put', 'written-by-the-test', 'x']
      try {
        ctlOf([endpoints()[index] ?? ''], words)
        return true
      } catch {
        return false
      }
    },
    snapshot: (file: string) => void ctl('--user', ROOT, 'snapshot', 'save', file),
    restore,
    /** Calls that the first member has answered since it started, as it counts them itself. */
    async requests(): Promise<number> {
      const text = await metrics(endpoints()[0] ?? '', authority.pem)
      const lines = text.match(/^grpc_server_handled_total\{.*\} (\S+)$/gm) ?? []
      return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
    },
    dataFolder: (index: number) => join(folder, memberAt(index).name),
  }
}

function metrics(endpoint: string, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(`${endpoint}/metrics`, { ca, agent: false }, (reply) => {
      let text = ''
      reply.setEncoding('utf8').on('data', (part: string) => (text += part))
      reply.once('end', () => resolve(text))
    }).once('error', reject)
  })
}

function usersOf(): string[][] {
  return [
    ['user', 'add', ROOT],
    ['user', 'grant-role', 'root', 'root'],
    ['role', 'add', 'everbearer'],
    ['role', 'grant-permission', 'everbearer', 'readwrite', '--prefix=true', 'everbearer/'],
    ['user', 'add', `${USER.name}:${USER.password}`],
    ['user', 'grant-role', USER.name, 'everbearer'],
    ['auth', 'enable'],
  ]
}

async function tried(work: () => unknown): Promise<boolean> {
  try {
    work()
    return true
  } catch {
    return false
  }
}
