import { withDeadline } from '../../deadline.ts'
import { BusError, DISCONNECTED, matchCall } from '../session-bus/session-bus.ts'
import type { KeyringCaller } from './keyring-connection.ts'
import { dismissPrompt, SERVICE_NAME, showPrompt } from './secret-service-calls.ts'

export type PromptEnd =
  | { readonly end: 'done'; readonly result: unknown }
  /** The person said no; or nobody said anything in time, and it was taken back; or the keyring has gone. */
  | { readonly end: 'dismissed' | 'late' | 'gone' }

/**
 * Shows a prompt (Secret Service specification, "Prompts and Prompting") and waits at most `ms` for the person. Nothing is
 * shown before this is called.
 */
export async function awaitPrompt(caller: KeyringCaller, path: string, ms: number): Promise<PromptEnd> {
  const bus = await caller.bus()
  const promptEnd = Promise.withResolvers<PromptEnd>()
  const stop = bus.listen(({ path: from, member, body }) => {
    if (member === 'NameOwnerChanged' && body[0] === SERVICE_NAME) promptEnd.resolve({ end: 'gone' })
    if (from !== path || member !== 'Completed') return
    promptEnd.resolve(body[0] === true ? { end: 'dismissed' } : { end: 'done', result: body[1] })
  })
  void bus.ended.then(() => promptEnd.resolve({ end: 'gone' }))
  try {
    const rule = `type='signal',interface='org.freedesktop.Secret.Prompt',path='${path}'`
    await bus.call(matchCall(rule))
    await bus.call(showPrompt(path))
    const end = await withDeadline(promptEnd.promise, ms, { end: 'late' } as const)
    if (end.end === 'late')
      await withDeadline(
        bus.call(dismissPrompt(path)).catch(() => []),
        1_000,
        null,
      )
    return end
  } finally {
    stop()
  }
}

/** The error of a call whose prompt was not answered with yes. */
export function errorOfPrompt(end: Exclude<PromptEnd, { end: 'done' }>): BusError {
  if (end.end === 'gone') return new BusError(DISCONNECTED)
  return new BusError('org.freedesktop.Secret.Error.IsLocked', 'prompt was dismissed')
}
