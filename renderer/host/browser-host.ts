import { SAVED_FILES } from '../../shared/api/page-protocol.ts'
import { fault, type Reply } from '../../shared/fault.ts'
import type { Host, HostEvent } from './host.ts'
import { followNotices } from './notice-line.ts'
import {
  type CallOutcome,
  callOverHttp,
  copyTokenOverHttp,
  signInAgainOverHttp,
  startDemoOverHttp,
} from './page-call.ts'
import { forgetKey, obtainKey, watchForTickets } from './page-key.ts'
import { saveAs } from './save-as.ts'

/** The host that serves this page on 127.0.0.1. */
export async function openBrowserHost(): Promise<Host> {
  watchForTickets()
  const grant = await obtainKey()
  return grant === null ? strangerHost() : hostWithKey(grant.key, grant.can)
}

function hostWithKey(key: string, can: Host['can']): Host {
  const listeners = new Set<(event: HostEvent) => void>()

  function heard<Value>({ reply, known }: CallOutcome<Value>): Reply<Value> {
    if (!known) {
      forgetKey()
      for (const listener of listeners) listener({ kind: 'line', line: 'closed' })
    }
    return reply
  }

  return {
    can,
    call: async (name, input) => heard(await callOverHttp(key, name, input)),
    startDemo: async () => heard(await startDemoOverHttp(key)),
    copyToken: async (name, handle) => heard(await copyTokenOverHttp(key, name, handle)),
    saveFile: async (what, text) => saveAs(SAVED_FILES[what].name, text),
    signInAgain: signInAgainOverHttp,
    listen(listener) {
      listeners.add(listener)
      listener({ kind: 'line', line: 'connecting' })
      const stop = followNotices(key, (event) => {
        if (event.kind === 'line' && event.line === 'closed') forgetKey()
        listener(event)
      })
      return () => {
        listeners.delete(listener)
        stop()
      }
    },
  }
}

const refuse = async () => ({ ok: false, fault: fault('call_refused') }) as const

/** The page was opened without a ticket, or with one that is used up: it can only say so. */
function strangerHost(): Host {
  return {
    can: { demo: false, copyToken: false, askOver: false },
    call: refuse,
    startDemo: refuse,
    copyToken: refuse,
    saveFile: refuse,
    signInAgain: signInAgainOverHttp,
    listen(listener) {
      listener({ kind: 'line', line: 'closed' })
      return () => undefined
    },
  }
}
