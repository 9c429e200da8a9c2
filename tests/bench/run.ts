import { benchCli } from './cli.ts'
import { benchDesktop } from './desktop.ts'
import { benchPeers } from './peers.ts'
import { benchScale } from './scale.ts'
import { benchStartup } from './startup.ts'

/**
 * `npm run bench -- NAME [--json]`: measures what is built now. One JSON object on standard output with --json, else a
 * few lines for a person. Exit code 1 when a goal is missed, so that a check can be built on it.
 */
const BENCHES = {
  cli: benchCli,
  desktop: benchDesktop,
  peers: benchPeers,
  scale: benchScale,
  startup: benchStartup,
} as const

const [name = '', ...options] = process.argv.slice(2)
const bench = Object.entries(BENCHES).find(([known]) => known === name)?.[1]

if (bench === undefined || options.some((option) => option !== '--json')) {
  process.stderr.write(`bench: usage: npm run bench -- ${Object.keys(BENCHES).join('|')} [--json]\n`)
  process.exitCode = 2
} else {
  const { result, lines } = await bench()
  process.stdout.write(options.includes('--json') ? `${JSON.stringify(result)}\n` : `${lines.join('\n')}\n`)
  process.exitCode = result.goalReached ? 0 : 1
}
