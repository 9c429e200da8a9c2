/**
 * Workstations of the built command line that share one vault over a real etcd.
 *
 *   const site = await begun(etcd, home)                  // what is in that home is shared from here on
 *   const other = await joinedTo(site, etcd, await fileHome(), 'ward-2')
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { everbearer } from '../processes/everbearer-process.ts'
import type { Home } from '../processes/temporary-home.ts'

/** Of a realEtcd, what a workstation is told. */
export type EtcdThere = {
  readonly endpoints: readonly string[]
  readonly user: { readonly name: string; readonly password: string }
  readonly authority: { readonly pem: string }
}

/** A command that must succeed, and what it printed. */
export async function done(home: Home, args: readonly string[], stdin = '', deadlineMs?: number): Promise<string> {
  const { code, stdout, stderr } = await everbearer(home, args, {
    stdin,
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  })
  if (code !== 0) throw new Error(`everbearer ${args.join(' ')} ended with ${code}: ${stderr}`)
  return stdout
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
