import type { Input } from '../../shared/api/contract/contract.ts'
import type { CallName, HostCallName } from '../../shared/api/contract/names.ts'
import { keeperReachableIn } from '../../shared/api/events.ts'
import type { Reply } from '../../shared/fault.ts'
import type { Answers, SchemaOf } from './answers.ts'
import type { Host, HostEvent } from './host.ts'
import { readNotice } from './read-notice.ts'
import { readOutput } from './read-output.ts'
import { fieldsOf, readReply } from './reply.ts'

/** What the preload (electron/preload.ts) has put into this window. */
export type WindowBridge = {
  call(name: string, input: unknown): Promise<unknown>
  listen(heard: (event: unknown) => void): () => void
}

/** The bridge of a desktop window, or null in a browser. */
export function windowBridge(): WindowBridge | null {
  const bridge: unknown = Reflect.get(globalThis, 'everbearer')
  return typeof bridge === 'object' && bridge !== null && 'call' in bridge ? (bridge as WindowBridge) : null
}

/** The desktop around this window. Its line is never lost: where the program is gone, the window is gone too. */
export function openDesktopHost(bridge: WindowBridge, answers: Answers): Host {
  async function ask<Value>(name: HostCallName, input: object, schemaOf: SchemaOf<Value>): Promise<Reply<Value>> {
    return readReply(await bridge.call(name, input), (value) => answers.read(value, schemaOf))
  }

  return {
    can: { demo: true, copyToken: true, askOver: true },
    call: async <Name extends CallName>(name: Name, input: Input<Name>) =>
      readReply(await bridge.call(name, input), (value) => readOutput(answers, name, value)),
    startDemo: () => ask('host.startDemo', {}, (schemas) => schemas.demoStartedSchema),
    copyToken: async (name, handle) =>
      readReply(await bridge.call('host.copyToken', { name, ...(handle === undefined ? {} : { handle }) }), () => ({})),
    // The host has heard it itself, and takes none of it from here.
    saveFile: (what) => ask('host.saveFile', { what }, (schemas) => schemas.savedSchema),
    // A window is known for as long as it is there.
    signInAgain: async () => ({ ok: true, value: { shown: true } }),
    listen(listener) {
      const stop = bridge.listen((raw) => {
        for (const event of eventsOf(answers, raw)) listener(event)
      })
      answers.onMisfit(() => listener({ kind: 'misfit' }))
      listener({ kind: 'line', line: 'live' })
      listener({ kind: 'missed' })
      return stop
    },
  }
}

/** A keeper that came may know more than this window; what is none of ours says nothing. */
function eventsOf(answers: Answers, raw: unknown): readonly HostEvent[] {
  const { kind, notice: told } = fieldsOf(raw)
  const notice = kind === 'notice' ? readNotice(answers, told) : null
  if (notice !== null) return [{ kind: 'notice', notice }]
  const here = kind === 'keeper' ? keeperReachableIn(raw) : null
  if (here === null) return []
  return here ? [{ kind: 'line', line: 'live' }, { kind: 'missed' }] : [{ kind: 'line', line: 'keeper-gone' }]
}
