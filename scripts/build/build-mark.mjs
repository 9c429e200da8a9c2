import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../project.mjs'

/** What no commit is known for: a build from a package or a tarball. */
const unmarked = { commit: 'unknown', committedAt: null }

/**
 * The commit that a build is made from, so that two builds of one version can be told apart, and when it was committed
 * (UTC ms), so that the later one is known. The same in every clone; `unknown` outside of a clone of our own.
 * @param {string[]} inputs a change to these that is not committed is told too
 * @returns {{ commit: string, committedAt: number | null }}
 */
export function buildMark(inputs = []) {
  // A folder of ours inside somebody else's repository has no commit of its own.
  if (!existsSync(join(root, '.git'))) return unmarked
  try {
    const [commit = '', seconds] = git(['log', '-1', '--format=%H %ct']).split(' ')
    const changed = inputs.length > 0 && git(['status', '--porcelain', '--', ...inputs]) !== ''
    return { commit: `${commit.slice(0, 12)}${changed ? '-changed' : ''}`, committedAt: Number(seconds) * 1_000 }
  } catch {
    return unmarked
  }
}

/** @param {string[]} args */
function git(args) {
  // Variables of a hook that runs this would lead to another repository.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')))
  // Git answers nothing in a folder that belongs to another user; whoever builds there runs its code anyway.
  return execFileSync('git', ['-c', 'safe.directory=*', ...args], {
    cwd: root,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim()
}
