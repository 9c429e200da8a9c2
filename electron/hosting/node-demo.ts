import { nodeClock } from '../adapters/node/clock.ts'
import { nodeHttp } from '../adapters/node/http.ts'
import { DEMO_LIVES, isDemoServer, startDemoServer } from '../demo/demo-server.ts'
import { createHostedDemo, type HostedDemo } from '../demo/hosted-demo.ts'
import type { HostBridge } from './open-bridge.ts'
import { VERSION } from './version.ts'

/** The demo of a host that shows the page; `now` is UTC ms by the demo server's clock. */
export function nodeDemo(bridge: HostBridge, env: NodeJS.ProcessEnv, now: () => number): HostedDemo {
  const http = nodeHttp({ clock: nodeClock, agent: `Everbearer/${VERSION}`, env })
  return createHostedDemo({
    bridge,
    clock: nodeClock,
    startServer: () => startDemoServer(DEMO_LIVES, now),
    answers: (baseUrl) => isDemoServer(baseUrl, http),
  })
}
