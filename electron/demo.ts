import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'
import type { Texts } from '../shared/text/texts.ts'
import { nodeClock } from './adapters/node/clock.ts'
import type { Terminal } from './adapters/node/terminal/terminal.ts'
import { DEMO_NAME } from './demo/demo-connection.ts'
import { DEMO_LIVES, startDemoServer } from './demo/demo-server.ts'
import { watchDemo } from './demo/watch-demo.ts'
import { openNodeBridge } from './hosting/node-host.ts'

/**
 * `everbearer demo`: a made-up server, a real keeper with a vault in memory, a connection between the two, watched live
 * until somebody stops it or `forMs` is over. Everything lies in a folder of its own, which is removed at the end.
 */
export async function runDemo(forMs: number | null, terminal: Terminal, texts: Texts): Promise<number> {
  const stopped = terminal.stopped()
  const folder = await mkdtemp(join(tmpdir(), 'everbearer-demo-'))
  const server = await startDemoServer(DEMO_LIVES, terminal.now)
  try {
    const env = { ...process.env, EVERBEARER_HOME: folder, EVERBEARER_VAULT: 'memory' }
    const bridge = await openNodeBridge({ host: 'demo', lasting: true, env })
    try {
      return await watchDemo(
        { bridge, server, command: commandFor(folder), lifeMs: DEMO_LIVES.access, forMs, stopped, clock: nodeClock },
        terminal,
        texts,
      )
    } finally {
      await bridge.close()
    }
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** How this very program is called, pointed at the demo's folder. */
function commandFor(folder: string): string {
  const [, program = ''] = process.argv
  const called = basename(program) === 'everbearer' ? 'everbearer' : `node ${relative(process.cwd(), program)}`
  const words = `${called} token ${DEMO_NAME}`
  return process.platform === 'win32'
    ? `$env:EVERBEARER_HOME='${folder}'; ${words}`
    : `EVERBEARER_HOME=${folder} ${words}`
}
