import { nodeClock } from '../adapters/node/clock.ts'
import { createHostedDemo, type HostedDemo } from '../demo/hosted-demo.ts'
import type { HostBridge } from './open-bridge.ts'
import { VERSION } from './version.ts'

/**
 * The demo for a host that shows the page; `now` is the demo server's clock in UTC ms. The server and Node's HTTP client are
 * imported once the demo is started, so that no window waits for them.
 */
export function nodeDemo(bridge: HostBridge, env: NodeJS.ProcessEnv, now: () => number): HostedDemo {
  return createHostedDemo({
    bridge,
    clock: nodeClock,
    async startServer() {
      const { DEMO_LIVES, startDemoServer } = await import('../demo/demo-server.ts')
      return startDemoServer(DEMO_LIVES, now)
    },
    async answers(baseUrl) {
      const { isDemoServer } = await import('../demo/demo-server.ts')
      const { nodeHttp } = await import('../adapters/node/http/http.ts')
      return isDemoServer(baseUrl, nodeHttp({ clock: nodeClock, agent: `Everbearer/${VERSION}`, env }))
    },
  })
}
