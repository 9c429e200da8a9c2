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

/** Another program may free the port, a bridge may come up, the keeper before us may end. */
const RETRY_MS = 1_000

export function createConsumerPort({ keeper, clock, random }: Parts): HeldConsumerPort {
  /** By the id of their place. */
  const listeners = new Map<string, ConsumerListener>()
  let host: ConsumerHost | null = null
  let wantedPlaces: readonly Place[] = []
  let openFault: Fault | null = null
  let currentFault: Fault | null = null
  let onFault: (currentFault: Fault | null) => void = () => undefined
  let queue: Promise<void> = Promise.resolve()
  let cancelRetry: Cancel = () => {}
  let hasLeft = false

  /** Runs one after another, each with the latest places. */
  const update = (): Promise<void> => (queue = queue.then(updateNow).catch((thrown) => report(faultOf(thrown))))

  async function updateNow(): Promise<void> {
    cancelRetry()
    const places = hasLeft ? [] : wantedPlaces
    for (const [id, listener] of [...listeners]) {
      if (places.some((place) => place.id === id)) continue
      listeners.delete(id)
      listener.close(hasLeft ? 'finish' : 'cut')
    }
    let found: Fault | null = null
    for (const place of places) found = (await open(place)) ?? found
    if (found !== null && !hasLeft) cancelRetry = clock.after(RETRY_MS, () => void update())
    report(found)
  }

  async function open({ id, listen }: Place): Promise<Fault | null> {
    if (listeners.has(id)) return null
    try {
      listeners.set(id, await listen(await loadHost(), () => report(openFault)))
      return null
    } catch (thrown) {
      return faultOf(thrown)
    }
  }

  async function loadHost(): Promise<ConsumerHost> {
    const { createConsumerHost } = await import('./consumer-host.ts')
    host ??= createConsumerHost({ keeper: await keeper, clock, random })
    return host
  }

  /** An expiring certificate counts as a fault too, though everything is open. */
  function report(found: Fault | null): void {
    openFault = found
    const before = currentFault
    currentFault = found ?? certificateFault([...listeners.values()], clock.now())
    if (!isSame(before, currentFault)) onFault(currentFault)
  }

  return {
    follow(place, tell) {
      wantedPlaces = placesOf(place)
      onFault = tell
      return update()
    },
    state: () => stateOf([...listeners.values()], currentFault),
    look: () => Promise.all([...listeners.values()].map(lookAt)),
    leave() {
      hasLeft = true
      onFault = () => undefined
      void update()
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

/** Somewhere to listen; `id` differs where anything of it differs. */
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

function certificateFault(listeners: readonly ConsumerListener[], now: number): Fault | null {
  return (
    certificatesIn(listeners)
      .map((each) => each.fault ?? expiryFault(each.endsAt, now))
      .find((each) => each !== null) ?? null
  )
}

/** Announced 14, 7 and 1 days ahead, as every expiry (docs/decisions.md 12), and once expired. */
function expiryFault(end: number, now: number): Fault | null {
  const at = isoUtc(end)
  if (end <= now) return fault('certificate_ended', { at })
  const days = announcementDue(end, now, null)
  return days === null ? null : fault('certificate_ends', { at, days })
}
