/**
 * The order in which vitest's workers take files: those that take longest first, so that no worker is left alone with one
 * at the end. A fresh machine knows no times yet, and vitest then goes by size; but what waits, or has its tests elsewhere,
 * is small.
 */
import { statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

/** Of each project those that take much longer than their size says, the longest first; names of files below tests/. */
export const LONGEST: readonly string[] = [
  'integration/clients/clients-with-a-key',
  'integration/hosting',
  'integration/clients/clients',
  'integration/fleet/etcd',
  'integration/fleet/shared-renewal',
  'integration/refusing-files',
  'integration/keyrings/system-keychain',
  'integration/clients/takeover',
  'integration/step-kills',
  'integration/vault-kill',
  'integration/leaving',
  'integration/bundle-address',
  'integration/bundle-folder',
  'integration/clients/snippets',
  'desktop/real/guards',
  'desktop/real/story',
  'desktop/real/manners',
  'desktop/real/first-frame',
  'desktop/real/quitting',
  'e2e/story/keychain-by-keyboard',
  'e2e/first-run',
  'e2e/page/page-axe',
  'e2e/page/page-pictures',
  'e2e/page/page-pseudo',
  'e2e/vault-trouble',
  'e2e/sign-in',
  'e2e/osais',
  'e2e/agent',
  'e2e/page/page-passphrase',
  'e2e/import-export',
  'e2e/vault-move',
  'e2e/runai',
  'long/simulated-months',
  'long/page-pictures',
  'long/kills/moving-under-way',
  'long/simulated-fleets',
  'long/kills/step-kills',
  'long/kills/kill-rounds',
  'long/fleet/shared-renewals',
  'long/fuzz/growth',
  'long/clients/workstation',
  'long/story/keychain-by-mouse',
  'long/story/encrypted-file',
  'long/pages/page-axe',
  'long/pages/page-hostile-dialogs',
]

const tests = resolve(import.meta.dirname, '..')

type File = { readonly moduleId: string; readonly project: { readonly name: string } }

export class LongestFirst {
  shard<Each extends File>(files: Each[]): Each[] {
    return files
  }

  sort<Each extends File>(files: Each[]): Each[] {
    const sizes = new Map(files.map(({ moduleId }) => [moduleId, statSync(moduleId).size]))
    const size = ({ moduleId }: File): number => sizes.get(moduleId) ?? 0
    return files.toSorted(
      (one, other) =>
        one.project.name.localeCompare(other.project.name) || rank(one) - rank(other) || size(other) - size(one),
    )
  }
}

function rank({ moduleId }: File): number {
  const at = LONGEST.indexOf(
    relative(tests, moduleId)
      .replaceAll('\\', '/')
      .replace(/\.test\.ts$/, ''),
  )
  return at < 0 ? LONGEST.length : at
}

/** Where the file of a name lies. */
export const longestFile = (name: string): string => join(tests, `${name}.test.ts`)
