/** A Host that the test answers for, and whose notices it sends. */
import type { Host, HostEvent } from '../../renderer/host/host.ts'
import type { Reply } from '../../shared/fault.ts'

export type HandPageHost = Host & {
  /** Calls that wait for an answer, oldest first. */
  readonly waiting: readonly { readonly name: string; answer(reply: Reply<unknown>): void }[]
  tell(event: HostEvent): void
}

export function handPageHost(): HandPageHost {
  const listeners = new Set<(event: HostEvent) => void>()
  const waiting: { name: string; answer(reply: Reply<unknown>): void }[] = []
  const ask = (name: string): Promise<never> =>
    new Promise((resolve) => {
      const one = {
        name,
        answer(reply: Reply<unknown>) {
          waiting.splice(waiting.indexOf(one), 1)
          resolve(reply as never)
        },
      }
      waiting.push(one)
    })
  return {
    can: { demo: false, copyToken: false, askOver: false },
    copyToken: () => ask('copyToken'),
    saveFile: () => ask('saveFile'),
    signInAgain: async () => ({ ok: true, value: { shown: true } }),
    startDemo: () => ask('demo'),
    call: ask,
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    waiting,
    tell: (event) => listeners.forEach((listener) => void listener(event)),
  }
}
