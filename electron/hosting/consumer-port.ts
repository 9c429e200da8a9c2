import { type Fault, fault, faultOf } from '../../shared/fault.ts'
import { isoUtc } from '../../shared/time/instant.ts'
import type { Keeper } from '../core/keeper.ts'
import type { Cancel, Clock, ConsumerLook, ConsumerPlace, ConsumerPort, Random } from '../core/ports.ts'
import { announcementDue } from '../core/renewal/announcements.ts'
import type { ConsumerHost, ConsumerListener } from './consumer-host.ts'

type Parts = {
  readonly keeper: Promise<Keeper>
  readonly clock: Clock
  readonly random: Random
}

/** A keeper's port for consumers, opened and closed as it is set. */
export type HeldConsumerPort = ConsumerPort & {
  /** Takes no more calls, so that the next keeper finds the port free; those under way go on. */
  leave(): void
  /** Resolves once none of those is under way that has an end. */
  quiet(): Promise<void>
  close(): void
}

/** Another program's port may become free, an engine's bridge come up, the keeper before us end. */
const AGAIN_MS = 1_000

export function createConsumerPort({ keeper, clock, random }: Parts): HeldConsumerPort {
  /** By what is wanted there. */
  const listeners = new Map<string, ConsumerListener>()
  let host: ConsumerHost | null = null
  let wanted: readonly Place[] = []
  let unopened: Fault | null = null
  let trouble: Fault | null = null
  let told: (trouble: Fault | null) => void = () => undefined
  let last: Promise<void> = Promise.resolve()
  let stopAgain: Cancel = () => {}
  let gone = false

  /** One after another, each with what is wanted by then. */
  const settle = (): Promise<void> => (last = last.then(settleNow).catch((thrown) => say(faultOf(thrown))))

  async function settleNow(): Promise<void> {
    stopAgain()
    const places = gone ? [] : wanted
    for (const [id, listener] of [...listeners]) {
      if (places.some((place) => place.id === id)) continue
      listeners.delete(id)
      listener.close(gone ? 'finish' : 'cut')
    }
    let found: Fault | null = null
    for (const place of places) found = (await opened(place)) ?? found
    if (found !== null && !gone) stopAgain = clock.after(AGAIN_MS, () => void settle())
    say(found)
  }

  async function opened({ id, listen }: Place): Promise<Fault | null> {
    if (listeners.has(id)) return null
    try {
      listeners.set(id, await listen(await loaded(), () => say(unopened)))
      return null
    } catch (thrown) {
      return faultOf(thrown)
    }
  }

  async function loaded(): Promise<ConsumerHost> {
    const { createConsumerHost } = await import('./consumer-host.ts')
    host ??= createConsumerHost({ keeper: await keeper, clock, random })
    return host
  }

  /** A certificate that ends is a trouble as well, though everything is open. */
  function say(found: Fault | null): void {
    unopened = found
    const before = trouble
    trouble = found ?? troubleIn([...listeners.values()], clock.now())
    if (!isSame(before, trouble)) told(trouble)
  }

  return {
    follow(place, tell) {
      wanted = placesOf(place)
      told = tell
      return settle()
    },
    state: () => stateOf([...listeners.values()], trouble),
    look: () => Promise.all([...listeners.values()].map(lookAt)),
    leave() {
      gone = true
      told = () => undefined
      void settle()
    },
    quiet: () => host?.quiet() ?? Promise.resolve(),
    close() {
      host?.close()
    },
  }
}

function stateOf(listeners: readonly ConsumerListener[], fault: Fault | null): ReturnType<ConsumerPort['state']> {
  const [certificate] = certificatesIn(listeners)
  return { at: listeners.map(({ at }) => at), fault, certificateEndsAt: certificate?.endsAt ?? null }
}

async function lookAt(listener: ConsumerListener): Promise<ConsumerLook> {
  const { names = null, endsAt = null } = listener.certificate?.() ?? {}
  return { at: listener.at, fault: await listener.look(), names, certificateEndsAt: endsAt }
}

/** Somewhere to listen; `id` is another where anything of it is. */
type Place = {
  readonly id: string
  listen(host: ConsumerHost, looked: () => void): Promise<ConsumerListener>
}

function placesOf({ port, bridge, network }: ConsumerPlace): readonly Place[] {
  const places: Place[] = []
  if (port !== 0) places.push({ id: `${port}`, listen: (host) => host.listen(port) })
  if (port !== 0 && bridge !== '') places.push({ id: `${bridge} ${port}`, listen: (host) => host.listen(port, bridge) })
  if (network !== null) {
    const id = JSON.stringify(network)
    places.push({ id, listen: (host, looked) => host.listenToNetwork(network, looked) })
  }
  return places
}

function isSame(one: Fault | null, other: Fault | null): boolean {
  return one?.code === other?.code && one?.params['days'] === other?.params['days']
}

function certificatesIn(listeners: readonly ConsumerListener[]) {
  return listeners.flatMap((listener) => listener.certificate?.() ?? [])
}

function troubleIn(listeners: readonly ConsumerListener[], now: number): Fault | null {
  return (
    certificatesIn(listeners)
      .map((each) => each.fault ?? endOf(each.endsAt, now))
      .find((each) => each !== null) ?? null
  )
}

/** Told 14, 7 and 1 days ahead, as all ends are (docs/decisions.md 12), and when it has come. */
function endOf(end: number, now: number): Fault | null {
  const at = isoUtc(end)
  if (end <= now) return fault('certificate_ended', { at })
  const days = announcementDue(end, now, null)
  return days === null ? null : fault('certificate_ends', { at, days })
}
