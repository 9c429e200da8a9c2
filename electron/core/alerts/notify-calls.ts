import { assertNotifyCommand, assertWebhook, readWebhookSecret } from '../../../shared/alerts/notify-settings.ts'
import type { Handlers, Input, Output } from '../../../shared/api/contract/contract.ts'
import { originOf } from '../../../shared/entry/address.ts'
import { raise } from '../../../shared/fault.ts'
import { Secret } from '../../../shared/secret.ts'
import type { KeeperParts } from '../keeper-parts.ts'
import type { AlertDocument } from './alert-document.ts'
import type { Alerts } from './alerts.ts'

export type NotifyCallsContext = Pick<
  KeeperParts,
  'alertActions' | 'site' | 'journalWriter' | 'open' | 'assertKept'
> & {
  readonly alerts: Alerts
}

/** What somebody is told with, and setting it: from the command line alone, since it says what runs. */
export function notifyCalls(context: NotifyCallsContext) {
  const { alerts, alertActions, site, journalWriter, open, assertKept } = context

  function view(): Output<'notify.get'> {
    const { command, webhook, secret } = alerts.channels()
    const { notify } = site.settings()
    const { command: commandTrouble, webhook: webhookTrouble } = alerts.troubles()
    return {
      command: command && [...command],
      webhook: webhook && originOf(webhook),
      hasSecret: secret !== null,
      managed: (['command', 'webhook'] as const).filter((part) => notify?.[part] != null),
      waiting: alerts.waiting(),
      troubles: { command: commandTrouble, webhook: webhookTrouble },
    }
  }

  function assertOwn(change: Input<'notify.set'>): void {
    site.assertRead()
    const { notify } = site.settings()
    const isManaged = (part: 'command' | 'webhook') => change[part] !== undefined && notify?.[part] != null
    if (isManaged('command') || isManaged('webhook')) raise('managed_notify')
  }

  return {
    'notify.get': async () => {
      await open()
      await alerts.ready()
      return view()
    },
    'notify.set': async (change) => {
      await open()
      assertKept()
      assertOwn(change)
      const part = readChange(change)
      if (part.command) alertActions.check(part.command[0] ?? '')
      const { command, ...others } = part
      const changed = [
        ...(command === undefined ? [] : (['command'] as const)),
        ...(Object.keys(others).length === 0 ? [] : (['webhook'] as const)),
      ]
      await alerts.change((before) => ({ ...before, ...part }), changed)
      journalWriter.note({ event: 'notify_set', params: { what: Object.keys(part).join(', ') } })
      return view()
    },
    'notify.test': async () => {
      await open()
      const { id, command, webhook } = await alerts.test()
      return {
        id,
        ...(command === undefined ? {} : { command }),
        ...(webhook === undefined ? {} : { webhook }),
      }
    },
  } satisfies Partial<Handlers>
}

/** Raises invalid_notify_command, invalid_webhook, invalid_webhook_secret. */
function readChange({ command, webhook, secret }: Input<'notify.set'>): Partial<AlertDocument> {
  return {
    ...(command === undefined ? {} : { command: command && assertNotifyCommand(command) }),
    ...(webhook === undefined ? {} : { webhook: webhook && assertWebhook(webhook) }),
    ...(secret === undefined ? {} : { secret: secret === null ? null : new Secret(readWebhookSecret(secret)) }),
  }
}
