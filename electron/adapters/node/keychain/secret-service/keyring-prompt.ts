import { withDeadline } from '../../deadline.ts'
import { BusError, DISCONNECTED, matchCall } from '../session-bus/session-bus.ts'
import type { KeyringCaller } from './keyring-connection.ts'
import { dismissPrompt, SERVICE_NAME, showPrompt } from './secret-service-calls.ts'

export type PromptEnd =
  | { readonly end: 'done'; readonly result: unknown }
  /** The person said no; or nobody said anything in time, and it was taken back; or the keyring has gone. */
  | { readonly end: 'dismissed' | 'late' | 'gone' }

/**
 * Lets the keyring do what it wants to ask a person for (Secret Service specification, "Prompts and Prompting"), and
 * waits for that person, at most so many ms. Nothing is shown before this is called.
 */
export async function awaitPrompt(caller: KeyringCaller, path: string, ms: number): Promise<PromptEnd> {
  const bus = await caller.bus()
  const answered = Promise.withResolvers<PromptEnd>()
  const stop = bus.listen(({ path: from, member, body }) => {
    if (member === 'NameOwnerChanged' && body[0] === SERVICE_NAME) answered.resolve({ end: 'gone' })
    if (from !== path || member !== 'Completed') return
    answered.resolve(body[0] === true ? { end: 'dismissed' } : { end: 'done', result: body[1] })
  })
  void bus.ended.then(() => answered.resolve({ end: 'gone' }))
  try {
    const rule = `type='signal',interface='org.freedesktop.Secret.Prompt',path='${path}'`
    await bus.call(matchCall(rule))
    await bus.call(showPrompt(path))
    const end = await withDeadline(answered.promise, ms, { end: 'late' } as const)
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

/** A prompt that has to be followed, for a call that could not be done otherwise. */
export function refusalOf(end: Exclude<PromptEnd, { end: 'done' }>): BusError {
  if (end.end === 'gone') return new BusError(DISCONNECTED)
  return new BusError('org.freedesktop.Secret.Error.IsLocked', 'prompt was dismissed')
}
