import { z } from 'zod'
import { CONTRACT, type Input, noticeSchema, type Output } from '../../shared/api/contract/contract.ts'
import type { CallName, HostCallName } from '../../shared/api/contract/names.ts'
import { type DemoStarted, demoStartedSchema, savedSchema } from '../../shared/api/page-protocol.ts'
import type { Reply } from '../../shared/fault.ts'
import type { Host, HostEvent } from './host.ts'
import { readReply } from './reply.ts'

/** What the preload (electron/preload.ts) has put into this window. */
export type WindowBridge = {
  call(name: string, input: unknown): Promise<unknown>
  listen(heard: (event: unknown) => void): () => void
}

const eventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('notice'), notice: noticeSchema }),
  z.object({ kind: z.literal('keeper'), here: z.boolean() }),
])

/** The bridge of a desktop window, or null in a browser. */
export function windowBridge(): WindowBridge | null {
  const bridge: unknown = Reflect.get(globalThis, 'everbearer')
  return typeof bridge === 'object' && bridge !== null && 'call' in bridge ? (bridge as WindowBridge) : null
}

/** The desktop around this window. Its line is never lost: where the program is gone, the window is gone too. */
export function openDesktopHost(bridge: WindowBridge): Host {
  async function ask<Value>(name: HostCallName, input: object, read: (value: unknown) => Value): Promise<Reply<Value>> {
    return readReply(await bridge.call(name, input), read)
  }

  return {
    can: { demo: true, copyToken: true, askOver: true },
    call: async <Name extends CallName>(name: Name, input: Input<Name>) =>
      readReply(await bridge.call(name, input), (value) => CONTRACT[name].output.parse(value) as Output<Name>),
    startDemo: () => ask<DemoStarted>('host.startDemo', {}, (value) => demoStartedSchema.parse(value)),
    copyToken: (name, handle) =>
      ask('host.copyToken', { name, ...(handle === undefined ? {} : { handle }) }, () => ({})),
    // The host has heard it itself, and takes none of it from here.
    saveFile: (what) => ask('host.saveFile', { what }, (value) => savedSchema.parse(value)),
    // A window is known for as long as it is there.
    signInAgain: async () => ({ ok: true, value: { shown: true } }),
    listen(listener) {
      const stop = bridge.listen((raw) => {
        for (const event of eventsOf(raw)) listener(event)
      })
      listener({ kind: 'line', line: 'live' })
      listener({ kind: 'missed' })
      return stop
    },
  }
}

/** A keeper that came may know more than this window; what is none of ours says nothing. */
function eventsOf(raw: unknown): readonly HostEvent[] {
  const read = eventSchema.safeParse(raw)
  if (!read.success) return []
  if (read.data.kind === 'notice') return [{ kind: 'notice', notice: read.data.notice }]
  return read.data.here ? [{ kind: 'line', line: 'live' }, { kind: 'missed' }] : [{ kind: 'line', line: 'keeper-gone' }]
}
