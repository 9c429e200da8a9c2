/** Several hosts at once over one home, and which of them keeps. */
import { expect } from 'vitest'
import { type Home, temporaryHome } from '../kit/processes/temporary-home.ts'
import { until } from '../kit/processes/until.ts'
import { type HostProcess, startHost } from './host-process.ts'

export const memory = () => temporaryHome({ EVERBEARER_VAULT: 'memory' })

export async function started(
  home: Home,
  count: number,
  kind: 'lasting' | 'command' = 'lasting',
): Promise<HostProcess[]> {
  return await Promise.all(Array.from({ length: count }, () => seated(home, kind)))
}

/** A machine without time to spare lets a keeper come to its socket later than a host waits for that: it is started again. */
async function seated(home: Home, kind: 'lasting' | 'command'): Promise<HostProcess> {
  for (;;) {
    const host = startHost(home, kind)
    const { fault } = await host.ready()
    if (fault?.code !== 'keeper_unresponsive') return host
    await host.exited
  }
}

export const keepersAmong = (hosts: readonly HostProcess[]) => hosts.filter((host) => host.seat() === 'keeper')

/** What a keeper answers to a host; one that is too busy to do so in time is asked again. */
const answered = <Value>(host: HostProcess | undefined, name: string, input?: object) =>
  until(`an answer to ${name}`, async () => (await host?.call(name, input))?.value as Value | undefined)

export const entriesAt = async (host: HostProcess | undefined) =>
  (await answered<{ journalEntries: number }>(host, 'settings.get'))?.journalEntries

/** The process that keeps, by what this host hears of it. */
export const keeperAt = async (host: HostProcess) => (await answered<{ pid: number }>(host, 'keeper.status'))?.pid

export function only(hosts: readonly HostProcess[]): HostProcess {
  const [one, ...more] = hosts
  if (one === undefined || more.length > 0) throw new Error(`${hosts.length} where one was expected`)
  return one
}

export async function expectOneKeeperAmong(count: number, kind: 'lasting' | 'command'): Promise<void> {
  const hosts = await started(memory(), count, kind)
  const keeper = only(keepersAmong(hosts))
  const others = hosts.filter((host) => host !== keeper)
  expect(others.map((host) => host.said()[0])).toEqual(
    others.map(() => ({ seat: 'client', keeper: { host: expect.any(String), pid: keeper.pid } })),
  )
  await answered(others[0], 'settings.set', { key: 'journalEntries', value: '512' })
  expect(await Promise.all(hosts.map(entriesAt))).toEqual(hosts.map(() => 512))
}
