import { benchCli } from './cli.ts'
import { benchDesktop } from './desktop.ts'
import { figureLines } from './figure.ts'
import { benchFleet } from './fleet/fleet.ts'
import { benchGateway } from './gateway/gateway.ts'
import { benchMemory } from './memory.ts'
import { benchPeers } from './peers/peers.ts'
import { benchScale } from './scale.ts'
import { benchSocket } from './socket.ts'
import { benchStartup } from './startup.ts'
import { benchWindow } from './window/window.ts'

/**
 * `npm run bench -- NAME [--json]`: measures what is built now. With --json a line of JSON for each
 * figure (figure.ts), or one object of benches that measure no ratios; else a few lines for a person. Exit code 1 when a goal is missed, so that a check can be built on it.
 */
const BENCHES = {
  cli: benchCli,
  desktop: benchDesktop,
  fleet: benchFleet,
  gateway: benchGateway,
  memory: benchMemory,
  peers: benchPeers,
  scale: benchScale,
  socket: benchSocket,
  startup: benchStartup,
  window: benchWindow,
} as const

const [name = '', ...options] = process.argv.slice(2)
const bench = Object.entries(BENCHES).find(([known]) => known === name)?.[1]

if (bench === undefined || options.some((option) => option !== '--json')) {
  process.stderr.write(`bench: usage: npm run bench -- ${Object.keys(BENCHES).join('|')} [--json]\n`)
  process.exitCode = 2
} else {
  const { result, lines } = await bench()
  const json = 'figures' in result ? figureLines(result.figures) : `${JSON.stringify(result)}\n`
  process.stdout.write(options.includes('--json') ? json : `${lines.join('\n')}\n`)
  process.exitCode = result.goalReached ? 0 : 1
}
