import type { Alert } from '../../../shared/alerts/alert.ts'
import { type Fault, faultOf } from '../../../shared/fault.ts'
import type { Secret } from '../../../shared/secret.ts'
import type { Clock } from '../ports.ts'
import { type Waiting, withoutWay } from './alert-document.ts'
import type { AlertSending } from './alert-sending.ts'
import type { AlertTroubles, AlertWay } from './alert-troubles.ts'
import type { KeptAlerts } from './kept-alerts.ts'

/** How long a webhook is left alone after each failure in a row; from the last on always as long. */
const PAUSES_MS = [5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000] as const
/** What could not be told for so long is no news any more. */
const TOO_OLD_MS = 86_400_000
/** "Gone": whoever is there wants no more of them (Standard Webhooks). */
const GONE = 410

/** By which ways somebody is told now: this computer's own, or those that its site has set. */
export type Ways = {
  readonly command: readonly string[] | null
  readonly webhook: string | null
  readonly secret: Secret | null
}

export type AlertDelivery = ReturnType<typeof createAlertDelivery>

export type AlertDeliveryContext = {
  readonly clock: Clock
  readonly kept: KeptAlerts
  readonly sending: AlertSending
  readonly troubles: AlertTroubles
  readonly ways: () => Ways
  /** Told once the webhook has to be tried again later. */
  readonly later: () => void
}

/** Each way has a queue of its own and takes one alert at a time, so that one that is stuck holds up nobody else. */
export function createAlertDelivery(context: AlertDeliveryContext) {
  const { clock, kept, sending, troubles, ways, later } = context
  const under = new Set<AlertWay>()
  let failures = 0
  let retryAt: number | null = null
  let stopped = false

  const next = (way: AlertWay): Waiting | undefined => kept.now().waiting.find((each) => each[way])
  const gone = (alert: Alert, way: AlertWay): Promise<void> =>
    kept.note((before) => ({ ...before, waiting: withoutWay(before.waiting, alert, way) }))

  async function alone(way: AlertWay, work: (waiting: Waiting) => Promise<boolean>): Promise<void> {
    if (under.has(way)) return
    under.add(way)
    try {
      for (let waiting = next(way); waiting !== undefined && !stopped; waiting = next(way)) {
        if (!(await work(waiting))) return
      }
    } finally {
      under.delete(way)
    }
  }

  async function commanded({ alert }: Waiting): Promise<boolean> {
    const { command } = ways()
    // Before it runs: cut off in between, it is not run a second time.
    await gone(alert, 'command')
    if (command !== null) troubles.note('command', await caught(sending.run(command, alert)))
    return true
  }

  async function posted({ alert }: Waiting): Promise<boolean> {
    const { webhook, secret } = ways()
    if (webhook === null || clock.now() - alert.at > TOO_OLD_MS) {
      await gone(alert, 'webhook')
      return true
    }
    if (retryAt !== null && clock.monotonic() < retryAt) return false
    const trouble = await caught(sending.post(webhook, secret, alert))
    if (stopped) return false
    troubles.note('webhook', trouble)
    if (trouble === null || trouble.params['status'] === GONE) {
      failures = 0
      retryAt = null
      await gone(alert, 'webhook')
      return true
    }
    retryAt = clock.monotonic() + pauseAfter(failures)
    failures += 1
    later()
    return false
  }

  return {
    /** Sends what waits, as far as its time has come. Never raises. */
    deliver(): void {
      void alone('command', commanded)
      void alone('webhook', posted)
    },
    /** When the webhook is tried again, by the monotonic clock; null where nothing waits for that. */
    retryAt: (): number | null => (next('webhook') === undefined ? null : retryAt),
    /** A person has set something else: nothing is held against it. */
    anew(way: AlertWay): void {
      troubles.forget(way)
      if (way === 'command') return
      failures = 0
      retryAt = null
    },
    stop(): void {
      stopped = true
    },
  }
}

function pauseAfter(failures: number): number {
  return PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)] ?? PAUSES_MS[0]
}

function caught(work: Promise<Fault | null>): Promise<Fault | null> {
  return work.catch((thrown: unknown) => faultOf(thrown))
}
