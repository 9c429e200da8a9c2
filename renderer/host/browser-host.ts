import { SAVED_FILES } from '../../shared/api/saved-files.ts'
import { fault, type Reply } from '../../shared/fault.ts'
import type { Answers } from './answers.ts'
import type { Host, HostEvent } from './host.ts'
import { followNotices } from './notice-stream.ts'
import {
  type Asking,
  type CallOutcome,
  callOverHttp,
  copyTokenOverHttp,
  signInAgainOverHttp,
  startDemoOverHttp,
} from './page-call.ts'
import { forgetKey, obtainKey, watchForTickets } from './page-key.ts'
import { saveAs } from './save-as.ts'

/** The host that serves this page on 127.0.0.1. */
export async function openBrowserHost(answers: Answers): Promise<Host> {
  watchForTickets()
  const grant = await obtainKey()
  return grant === null ? strangerHost(answers) : hostWithKey({ key: grant.key, answers }, grant.can)
}

function hostWithKey(asking: Asking, can: Host['can']): Host {
  const { key, answers } = asking
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
    call: async (name, input) => heard(await callOverHttp(asking, name, input)),
    startDemo: async () => heard(await startDemoOverHttp(asking)),
    copyToken: async (name, handle) => heard(await copyTokenOverHttp(key, name, handle)),
    saveFile: async (what, text) => saveAs(SAVED_FILES[what].name, text),
    signInAgain: () => signInAgainOverHttp(answers),
    listen(listener) {
      listeners.add(listener)
      listener({ kind: 'line', line: 'connecting' })
      answers.onMisfit(() => listener({ kind: 'misfit' }))
      const stop = followNotices(asking, (event) => {
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
function strangerHost(answers: Answers): Host {
  return {
    can: { demo: false, copyToken: false, askOver: false },
    call: refuse,
    startDemo: refuse,
    copyToken: refuse,
    saveFile: refuse,
    signInAgain: () => signInAgainOverHttp(answers),
    listen(listener) {
      listener({ kind: 'line', line: 'closed' })
      return () => undefined
    },
  }
}
