/**
 * Workstations in network namespaces of their own, each with one cable to a hub that a test pulls and slows for real; their
 * addresses are seen in there alone. Made where the machine is there for the checks (CI=true), by root.
 *
 *   const network = ownNetwork(['one', 'two'])
 *   describe.skipIf('why' in network)('…', () => …)
 *   theNetwork().hub.through                  // words before a program that is to run there
 *   theNetwork().at('one').unplug()           // its machine notices at once
 *   theNetwork().at('one').silence()          // nothing arrives any more, and no machine is told
 *   theNetwork().at('one').slow()             // 32 kilobits a second, each way
 *   theNetwork().at('one').cutFrom([other])   // those two hear nothing of each other, and both hear everybody else
 *   theNetwork().at('one').mend()             // all of it is over
 *   theNetwork().at('one').powerOff()         // kill -9 of all that runs there
 *   await theNetwork().doorTo(server.url)     // a server of this process, as the workstations reach it
 */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, onTestFinished } from 'vitest'
import { inCi } from '../../../scripts/in-ci.mjs'
import { freePort } from './free-port.ts'
import { joined } from './joined.ts'

export type Place = {
  readonly address: string
  readonly through: readonly string[]
}

export type Workstation = Place & {
  /** As if its power had failed: kill -9 of all that runs on it. */
  powerOff(): void
  unplug(): void
  silence(): void
  slow(): void
  cutFrom(others: readonly Place[]): void
  mend(): void
}

export type OwnNetwork = {
  readonly hub: Place
  at(name: string): Workstation
  /** The same server at the hub's address; until the end of the test. */
  doorTo(url: string): Promise<string>
}

const addressOf = (index: number): string => `10.213.0.${index + 1}`
const RATE = ['rate', '32kbit', 'burst', '1600', 'latency', '2s']

export function ownNetwork(names: readonly string[]): OwnNetwork | { readonly why: string } {
  const spaces = ['hub', ...names].map((name) => `eb-${process.pid}-${name}`)
  const remove = (): void => {
    for (const space of spaces) tried(() => ip('netns', 'del', space))
  }
  try {
    if (process.platform !== 'linux') throw new Error('this is no Linux')
    if (!inCi) throw new Error('they are made only where CI=true says that this machine is there for the checks')
    if (process.getuid?.() !== 0) throw new Error('only root makes them')
    const [hub = '', ...others] = spaces.map(made)
    plug(hub, others)
    afterAll(remove)
    const at = new Map(names.map((name, index) => [name, workstation(hub, others[index] ?? '', index + 1)]))
    const place = placeOf(hub, 0)
    return {
      hub: place,
      at: (name) => at.get(name) ?? absent(name),
      doorTo: (url) => door(place, new URL(url)),
    }
  } catch (thrown) {
    remove()
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    process.stderr.write(`No network namespaces here, so what only they show is not tried: ${why}\n`)
    return { why }
  }
}

function ip(...words: string[]): void {
  execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'pipe'] })
}

function made(space: string): string {
  ip('netns', 'add', space)
  ip('-n', space, 'link', 'set', 'lo', 'up')
  return space
}

function plug(hub: string, others: readonly string[]): void {
  ip('-n', hub, 'link', 'add', 'br0', 'type', 'bridge')
  ip('-n', hub, 'addr', 'add', `${addressOf(0)}/24`, 'dev', 'br0')
  ip('-n', hub, 'link', 'set', 'br0', 'up')
  for (const [index, space] of others.entries()) {
    const port = portOf(index + 1)
    ip('link', 'add', 'name', 'eth0', 'netns', space, 'type', 'veth', 'peer', 'name', port, 'netns', hub)
    ip('-n', hub, 'link', 'set', port, 'master', 'br0', 'up')
    ip('-n', space, 'addr', 'add', `${addressOf(index + 1)}/24`, 'dev', 'eth0')
    ip('-n', space, 'link', 'set', 'eth0', 'up')
  }
}

const portOf = (index: number): string => `port${index}`
const placeOf = (space: string, index: number): Place => ({
  address: addressOf(index),
  through: ['ip', 'netns', 'exec', space],
})

function workstation(hub: string, space: string, index: number): Workstation {
  const port = portOf(index)
  const both = [['-n', hub, port] as const, ['-n', space, 'eth0'] as const]
  const blackholes = new Set<string>()
  return {
    ...placeOf(space, index),
    powerOff() {
      const running = () => execFileSync('ip', ['netns', 'pids', space], { encoding: 'utf8' }).match(/\d+/g) ?? []
      for (let pids = running(); pids.length > 0; pids = running())
        for (const pid of pids) tried(() => process.kill(Number(pid), 'SIGKILL'))
    },
    unplug: () => ip('-n', space, 'link', 'set', 'eth0', 'down'),
    silence: () => ip('-n', hub, 'link', 'set', port, 'nomaster'),
    slow() {
      for (const [n, where, device] of both)
        execFileSync('tc', [n, where, 'qdisc', 'replace', 'dev', device, 'root', 'tbf', ...RATE])
    },
    cutFrom(others) {
      for (const { address } of others) {
        ip('-n', space, 'route', 'add', 'blackhole', address)
        blackholes.add(address)
      }
    },
    mend() {
      for (const address of blackholes) ip('-n', space, 'route', 'del', 'blackhole', address)
      blackholes.clear()
      for (const [n, where, device] of both)
        tried(() => execFileSync('tc', [n, where, 'qdisc', 'del', 'dev', device, 'root'], { stdio: 'ignore' }))
      ip('-n', space, 'link', 'set', 'eth0', 'up')
      ip('-n', hub, 'link', 'set', port, 'master', 'br0')
    },
  }
}

/** Sockets of the file system know no namespaces: a program at the hub hands what it takes on to one of this process. */
async function door({ through, address }: Place, target: URL): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'eb-door-'))
  const path = join(folder, 'door')
  const inside = createServer((socket) => joined(socket, connect(Number(target.port), target.hostname)))
  await new Promise<void>((done) => inside.listen(path, done))
  const port = await freePort()
  const relay = join(import.meta.dirname, 'relay-main.ts')
  const [program = '', ...words] = [...through, process.execPath, relay, address, String(port), path]
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => {
    child.kill('SIGKILL')
    inside.close()
    rmSync(folder, { recursive: true, force: true })
  })
  await new Promise((listens) => child.stdout.once('data', listens))
  return `http://${address}:${port}/`
}

function absent(name: string): never {
  throw new Error(`no workstation is called ${name}`)
}

function tried(work: () => unknown): void {
  try {
    work()
  } catch {
    // What is not there needs no end.
  }
}
