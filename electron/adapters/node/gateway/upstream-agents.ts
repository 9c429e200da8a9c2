import type { Agent } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Attempt } from '../../../core/consumers/forwarded-call.ts'
import { dial } from '../http/dial.ts'
import { DialError } from '../http/http-trouble.ts'
import { chooseProxy, type ProxyServer } from '../http/proxy-choice.ts'
import { trustFor } from '../http/trusted-roots.ts'
import { DialingAgent, type IdleLines } from './dialing-agent.ts'

/** Ways to the servers behind connections, as the connections have them: proxy, authorities, client certificate. */
export type Upstreams = ReturnType<typeof createUpstreams>

/** A server that takes longer to be reached is not there. */
const DIAL_MS = 30_000
/** Uploads that a server thinks about for minutes are the reason that there is a gateway (docs/systems/draw.md). */
const SILENCE_MS = 300_000
/** Until its system asks a silent server whether it is still there. */
const PROBED_MS = 1_000

/** `silenceMs` without a byte in either direction end a line that is used; tests shorten them. */
export function createUpstreams(env: NodeJS.ProcessEnv = process.env, silenceMs: number = SILENCE_MS) {
  const agents = new Map<Attempt['holder'], Kept>()
  const idle: IdleLines = new Set()
  const proxies = new WeakMap<Attempt['place'], { readonly proxy: ProxyServer | null }>()

  /** Looked up once for as long as the way stays the same. */
  function proxyOf({ origin, place }: Attempt): ProxyServer | null {
    const known = proxies.get(place)
    if (known !== undefined) return known.proxy
    const proxy = proxyFor(new URL(origin), env, place.way)
    proxies.set(place, { proxy })
    return proxy
  }

  /** Opens a connection of its own. Raises DialError: nothing has been sent. */
  async function connect(attempt: Attempt, signal: AbortSignal): Promise<Duplex> {
    const { way } = attempt.place
    const line = await dial({
      target: new URL(attempt.origin),
      proxy: proxyOf(attempt),
      trust: () => trustFor(way),
      proxyTrust: () => trustFor(way && { ...way, client: null }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(DIAL_MS)]),
    })
    line.setKeepAlive(true, PROBED_MS)
    line.setTimeout(silenceMs, () => line.destroy(new DialError('timed_out', 'ETIMEDOUT')))
    return line
  }

  return {
    connect,
    /**
     * Keeps connections for the next call of the same holder. A server that loses count on one of them, or that takes a
     * body's end for the next request, mixes up nobody's calls with another's.
     */
    agent(attempt: Attempt): Agent {
      const { holder, place } = attempt
      const known = agents.get(holder)
      if (known?.place === place) return known.agent
      // Another way, or another base URL: what is kept open leads where nobody goes any more.
      known?.agent.retire()
      const emptied = () => agents.get(holder)?.agent === agent && agents.delete(holder)
      const agent = new DialingAgent({ idle, open: (signal) => connect(attempt, signal), emptied })
      agents.set(holder, { place, agent })
      return agent
    },
    /** To an http target a proxy wants the whole address, and its own sign-in. */
    throughProxy(attempt: Attempt): { readonly path: string; readonly rawHeaders: string[] } {
      const { origin, path, rawHeaders } = attempt
      const proxy = origin.startsWith('http:') ? proxyOf(attempt) : null
      if (proxy === null) return { path, rawHeaders }
      const signIn = proxy.authorization === null ? [] : ['Proxy-Authorization', proxy.authorization]
      return { path: `${origin}${path}`, rawHeaders: [...rawHeaders, ...signIn] }
    },
    /** Ends what is kept for a consumer that was revoked, or over a connection that was removed: the id of either. */
    forget(id: string): void {
      for (const [holder, { agent }] of [...agents]) {
        if (!holder.split(' ').includes(id)) continue
        agents.delete(holder)
        agent.retire()
      }
    },
    close(): void {
      for (const { agent } of agents.values()) agent.destroy()
      agents.clear()
    },
  }
}

type Kept = { readonly place: Attempt['place']; readonly agent: DialingAgent }

function proxyFor(origin: URL, env: NodeJS.ProcessEnv, way: Attempt['place']['way']): ProxyServer | null {
  const choice = chooseProxy(origin, env, way?.proxy)
  if (choice.kind === 'unusable') throw new DialError('proxy_refused', 'EPROTONOSUPPORT')
  return choice.kind === 'proxy' ? choice.proxy : null
}
