import type { Alert } from '../../../shared/alerts/alert.ts'
import { type Fault, faultOf } from '../../../shared/fault.ts'
import type { Secret } from '../../../shared/secret.ts'
import type { Clock } from '../ports.ts'
import { type Waiting, withoutChannel } from './alert-document.ts'
import type { AlertSending } from './alert-sending.ts'
import type { AlertChannel, AlertTroubles } from './alert-troubles.ts'
import type { StoredAlerts } from './stored-alerts.ts'

/** How long a webhook is left alone after each failure in a row; from the last on always as long. */
const PAUSES_MS = [5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000] as const
/** What could not be told for so long is no news any more. */
const MAX_AGE_MS = 86_400_000
/** "Gone": whoever is there wants no more of them (Standard Webhooks). */
const GONE = 410

/** By which channels somebody is told now: this computer's own, or those that its site has set. */
export type AlertChannels = {
  readonly command: readonly string[] | null
  readonly webhook: string | null
  readonly secret: Secret | null
}

export type AlertDelivery = ReturnType<typeof createAlertDelivery>

export type AlertDeliveryContext = {
  readonly clock: Clock
  readonly stored: StoredAlerts
  readonly sending: AlertSending
  readonly troubles: AlertTroubles
  readonly channels: () => AlertChannels
  /** Told once the webhook has to be tried again later. */
  readonly onRetryLater: () => void
}

/** Each channel has a queue of its own and takes one alert at a time, so that one that is stuck holds up nobody else. */
export function createAlertDelivery(context: AlertDeliveryContext) {
  const { clock, stored, sending, troubles, channels, onRetryLater } = context
  const busyChannels = new Set<AlertChannel>()
  let failures = 0
  let retryAt: number | null = null
  let isStopped = false

  const next = (channel: AlertChannel): Waiting | undefined => stored.now().waiting.find((each) => each[channel])
  const markDelivered = (alert: Alert, channel: AlertChannel): Promise<void> =>
    stored.note((before) => ({ ...before, waiting: withoutChannel(before.waiting, alert, channel) }))

  async function deliverOneByOne(channel: AlertChannel, work: (waiting: Waiting) => Promise<boolean>): Promise<void> {
    if (busyChannels.has(channel)) return
    busyChannels.add(channel)
    try {
      for (let waiting = next(channel); waiting !== undefined && !isStopped; waiting = next(channel)) {
        if (!(await work(waiting))) return
      }
    } finally {
      busyChannels.delete(channel)
    }
  }

  async function runCommand({ alert }: Waiting): Promise<boolean> {
    const { command } = channels()
    // Noted before it runs, so that a crash in between does not run it twice.
    await markDelivered(alert, 'command')
    if (command !== null) troubles.note('command', await faultOrNull(sending.run(command, alert)))
    return true
  }

  async function postWebhook({ alert }: Waiting): Promise<boolean> {
    const { webhook, secret } = channels()
    if (webhook === null || clock.now() - alert.at > MAX_AGE_MS) {
      await markDelivered(alert, 'webhook')
      return true
    }
    if (retryAt !== null && clock.monotonic() < retryAt) return false
    const trouble = await faultOrNull(sending.post(webhook, secret, alert))
    if (isStopped) return false
    troubles.note('webhook', trouble)
    if (trouble === null || trouble.params['status'] === GONE) {
      failures = 0
      retryAt = null
      await markDelivered(alert, 'webhook')
      return true
    }
    retryAt = clock.monotonic() + pauseAfter(failures)
    failures += 1
    onRetryLater()
    return false
  }

  return {
    /** Sends what waits, as far as its time has come. Never raises. */
    deliver(): void {
      void deliverOneByOne('command', runCommand)
      void deliverOneByOne('webhook', postWebhook)
    },
    /** When the webhook is tried again, by the monotonic clock; null where nothing waits for that. */
    retryAt: (): number | null => (next('webhook') === undefined ? null : retryAt),
    /** A person has set something else: earlier failures no longer count. */
    reset(channel: AlertChannel): void {
      troubles.forget(channel)
      if (channel === 'command') return
      failures = 0
      retryAt = null
    },
    stop(): void {
      isStopped = true
    },
  }
}

function pauseAfter(failures: number): number {
  return PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)] ?? PAUSES_MS[0]
}

function faultOrNull(work: Promise<Fault | null>): Promise<Fault | null> {
  return work.catch((thrown: unknown) => faultOf(thrown))
}
