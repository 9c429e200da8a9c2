/**
 * Workstations of the built command line that share one vault over a real etcd.
 *
 *   const site = await begun(etcd, home)                  // what is in that home is shared from here on
 *   const other = await joinedTo(site, etcd, await fileHome(), 'ward-2')
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DrawServer, drawConnection, startDrawServer } from '../draw/draw-server.ts'
import { addConnection, done, everbearer, startEverbearer } from '../processes/everbearer-process.ts'
import { fileHome } from '../processes/file-home.ts'
import type { Home } from '../processes/temporary-home.ts'
import { until } from '../processes/until.ts'

/** Of a realEtcd, what a workstation is told. */
export type EtcdThere = {
  readonly endpoints: readonly string[]
  readonly user: { readonly name: string; readonly password: string }
  readonly authority: { readonly pem: string }
}

/** The words that move a vault there. */
export function wayTo(etcd: EtcdThere, home: Home): string[] {
  const [password, authorities] = [join(home.base, 'etcd-password'), join(home.base, 'authorities.pem')]
  writeFileSync(password, `${etcd.user.password}\n`, { mode: 0o600 })
  writeFileSync(authorities, etcd.authority.pem)
  const where = ['--etcd', etcd.endpoints.join(','), '--user', etcd.user.name]
  return ['vault', 'move', 'shared', ...where, '--password-file', password, '--authorities', authorities]
}

export const sharing = (home: Home): Home => ({ ...home, env: { ...home.env, EVERBEARER_VAULT: 'shared' } })

export async function begun(etcd: EtcdThere, home: Home): Promise<Home> {
  await done(home, [...wayTo(etcd, home), '--begin', '--as', 'site'])
  return sharing(home)
}

export async function joinedTo(site: Home, etcd: EtcdThere, home: Home, name: string): Promise<Home> {
  const { signer } = JSON.parse(await done(site, ['enroll', '--json'])) as { readonly signer: string }
  const card = await done(home, ['enroll', '--trust', signer, '--json'])
  await done(site, ['fleet', 'add', '-', '--name', name], card)
  await done(home, wayTo(etcd, home))
  return sharing(home)
}

/** How a refresh ends that is refused. Within two seconds of a renewal it is that one, and nothing is asked. */
export const refusedRefresh = (home: Home, name = 'ward') =>
  until('a wish of its own', async () => {
    const outcome = await everbearer(home, ['refresh', name])
    return outcome.code !== 0 && outcome
  })

/** Two workstations with an agent each over one connection of a DRAW server. */
export type Pair = { readonly server: DrawServer; readonly one: Home; readonly two: Home }

export async function agentsOver(etcd: EtcdThere): Promise<Pair> {
  const server = await startDrawServer({ accessLifeSeconds: 3_600 })
  const home = await fileHome()
  await addConnection(home, drawConnection('ward', server.url, server.issuePair()))
  const one = await begun(etcd, home)
  const two = await joinedTo(one, etcd, await fileHome(), 'ward-2')
  for (const each of [one, two]) await startEverbearer(each, ['agent']).ready()
  return { server, one, two }
}
