import type { Alert } from '../../../shared/alerts/alert.ts'
import { type Fault, raise } from '../../../shared/fault.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { Overview } from '../connections/overview.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { CorePorts } from '../requests/sending.ts'
import { type AlertChannels, createAlertDelivery } from './alert-delivery.ts'
import type { AlertDocument } from './alert-document.ts'
import { type AlertSending, createAlertSending } from './alert-sending.ts'
import { createAlertTimer } from './alert-timer.ts'
import { ALERT_CHANNELS, type AlertChannel, createAlertTroubles } from './alert-troubles.ts'
import { createAlertWatch } from './alert-watch.ts'
import { createStoredAlerts } from './stored-alerts.ts'
import { createUnreadableVaultAlert } from './unreadable-vault.ts'

export type AlertsContext = Pick<KeeperParts, 'site' | 'connections' | 'journalWriter' | 'vaultFault' | 'open'> & {
  readonly ports: Pick<CorePorts, 'clock' | 'random' | 'sender' | 'alertActions' | 'host' | 'log'>
  readonly overview: Pick<Overview, 'standing' | 'preferences' | 'remembered'>
}

/** How a channel went; left out where it is not set. */
export type AlertResult = { readonly id: string } & Readonly<Partial<Record<AlertChannel, Fault | null>>>

export type Alerts = {
  /** Something of it has changed, or it was read for the first time. */
  look(record: ConnectionRecord): void
  /** With the keeper: where the vault stays shut, that is told by what can be known without it. */
  start(): void
  /** The vault is open: from now on somebody is told, where there is a channel. Costs nothing when it is called again. */
  begin(): void
  /** Reads what is set, where that has not been done. Raises the vault's fault. */
  ready(): Promise<void>
  /** Known once it is ready. */
  channels(): AlertChannels
  /** How many wait for one of their channels still. */
  waiting(): number
  troubles(): Readonly<Record<AlertChannel, Fault | null>>
  /** Raises the vault's fault. */
  change(make: (before: AlertDocument) => AlertDocument, changed: readonly AlertChannel[]): Promise<void>
  /** Tells this by every channel at once, past all that waits. Raises notify_unset. */
  test(): Promise<AlertResult>
  stop(): Promise<void>
}

/**
 * Tells somebody outside of every window that he is needed, that an end comes near, and that all is well again: by a command
 * and a webhook (docs/notify.md). What was told lies in the vault, so that each is told once, whoever keeps; a host that
 * does not last tells nothing.
 */
export function createAlerts(context: AlertsContext): Alerts {
  const { ports, site, connections, journalWriter, overview, vaultFault, open } = context
  const { clock, random, host, log } = ports
  const stored = createStoredAlerts({ connections, open, log })
  const troubles = createAlertTroubles(journalWriter)
  const sending = createAlertSending({ ...ports, language: () => overview.preferences().language ?? '' })
  const delivery = createAlertDelivery({ clock, stored, sending, troubles, channels, onRetryLater: () => timer.arm() })
  const watch = createAlertWatch({ clock, random, connections, standing: overview.standing, stored, channels })
  const timer = createAlertTimer({
    clock,
    watch,
    delivery,
    read: stored.read,
    isEnabled: () => host.lasting && hasChannel(),
  })

  function channels(): AlertChannels {
    const { notify } = site.settings()
    const { command, webhook, secret } = stored.now()
    return { command: notify?.command ?? command, webhook: notify?.webhook ?? webhook, secret }
  }

  const hasChannel = (): boolean => channels().command !== null || channels().webhook !== null

  const unreadableVault = createUnreadableVaultAlert({
    clock,
    fault: vaultFault,
    names: () => overview.remembered().map(({ name }) => name),
    async tell(alert) {
      if (!hasChannel()) return false
      const went = await tellNow(watch.withIdAndTime(alert))
      return ALERT_CHANNELS.every((channel) => (went[channel] ?? null) === null)
    },
  })

  async function tellNow(alert: Alert): Promise<AlertResult> {
    const went = await byEveryChannel(sending, channels(), alert)
    for (const channel of ALERT_CHANNELS) if (went[channel] !== undefined) troubles.note(channel, went[channel])
    return { id: alert.id, ...went }
  }

  return {
    look: timer.look,
    start: () => void (host.lasting && unreadableVault.begin()),
    begin() {
      if (!host.lasting) return
      unreadableVault.opened()
      timer.begin()
    },
    ready: stored.ready,
    channels,
    waiting: () => stored.now().waiting.length,
    troubles: troubles.now,
    async change(make, changed) {
      await stored.change(make)
      changed.forEach(delivery.reset)
      timer.restart()
    },
    async test() {
      await stored.ready()
      if (!hasChannel()) raise('notify_unset')
      return tellNow(watch.withIdAndTime({ event: 'test', fault: null, days: null, connections: [], count: 0 }))
    },
    async stop() {
      timer.stop()
      unreadableVault.stop()
      delivery.stop()
      await sending.stop()
    },
  }
}

async function byEveryChannel(
  sending: AlertSending,
  { command, webhook, secret }: AlertChannels,
  alert: Alert,
): Promise<Omit<AlertResult, 'id'>> {
  const [ran, sent] = await Promise.all([
    command === null ? {} : sending.run(command, alert).then((trouble) => ({ command: trouble })),
    webhook === null ? {} : sending.post(webhook, secret, alert).then((trouble) => ({ webhook: trouble })),
  ])
  return { ...ran, ...sent }
}
