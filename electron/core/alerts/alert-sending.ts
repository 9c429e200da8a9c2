import type { Alert } from '../../../shared/alerts/alert.ts'
import {
  type AlertText,
  alertArguments,
  alertBody,
  alertEnvironment,
  alertText,
} from '../../../shared/alerts/alert-text.ts'
import { signedContent, webhookHeaders } from '../../../shared/alerts/notify-settings.ts'
import { type Fault, fault, faultOf } from '../../../shared/fault.ts'
import type { Secret } from '../../../shared/secret.ts'
import { failureFault } from '../../../shared/systems/reply-fault.ts'
import type { Clock } from '../ports.ts'
import type { Sender } from '../requests/sending.ts'
import type { AlertActions, AlertProgram } from './alert-actions.ts'

/** A program that has not ended by then is ended. */
const PROGRAM_MS = 30_000

export type AlertSending = ReturnType<typeof createAlertSending>

export type AlertSendingContext = {
  readonly clock: Clock
  readonly sender: Pick<Sender, 'post'>
  readonly alertActions: AlertActions
  readonly language: () => string
}

export function createAlertSending({ clock, sender, alertActions, language }: AlertSendingContext) {
  const running = new Set<AlertProgram>()

  async function compose(alert: Alert): Promise<{ text: AlertText; body: string }> {
    const text = alertText(await alertActions.texts(language()), alert)
    return { text, body: alertBody(alert, text, alertActions.computer) }
  }

  return {
    /** Null when it went well. Runs the program once, whatever comes of it. */
    async run(command: readonly string[], alert: Alert): Promise<Fault | null> {
      const { text, body } = await compose(alert)
      const [program = ''] = command
      const started = alertActions.run({
        program,
        args: alertArguments(command, alert, text),
        environment: alertEnvironment(alert, text),
        input: `${body}\n`,
        limitMs: PROGRAM_MS,
      })
      running.add(started)
      try {
        return await started.ended
      } finally {
        running.delete(started)
      }
    },
    /** Null when it was taken. Sends once; the same alert may be sent again, under the same id. */
    async post(webhook: string, secret: Secret | null, alert: Alert): Promise<Fault | null> {
      if (secret === null) return fault('webhook_secret_missing')
      const { body } = await compose(alert)
      // Of this very attempt: receivers refuse what is older than some minutes.
      const at = clock.now()
      const signature = alertActions.sign(signedContent(alert.id, at, body), secret)
      const outcome = await sender.post(webhook, webhookHeaders(alert.id, at, signature), body)
      if (outcome.kind === 'failure') return failureFault(outcome)
      const { status } = outcome
      return status >= 200 && status < 300 ? null : fault('webhook_refused', { status })
    },
    /** Ends a program that runs. */
    async stop(): Promise<void> {
      const ended = [...running].map((each) => {
        each.end()
        return each.ended.catch((thrown: unknown) => faultOf(thrown))
      })
      await Promise.all(ended)
    },
  }
}
