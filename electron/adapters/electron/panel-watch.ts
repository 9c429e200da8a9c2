import type { Clock } from '../../core/ports.ts'
import { sessionBusPaths } from '../node/keychain/session-bus/bus-address.ts'
import { BUS, connectSessionBus, matchCall } from '../node/keychain/session-bus/session-bus.ts'

/** Whoever shows icons on a Linux desktop. */
const PANEL = 'org.kde.StatusNotifierWatcher'
/** It says first that it is there, and a moment later that it shows icons. */
const SETTLED_MS = 3_000

/**
 * Tells once when a panel that shows icons comes to a desktop that has none, as at login, where a program may start before
 * it: Chromium looks for one only as it makes an icon. After one that goes and comes back it looks by itself. Nothing of
 * this wakes anybody up.
 */
export async function whenPanelComes(
  env: NodeJS.ProcessEnv,
  clock: Pick<Clock, 'after'>,
  tell: () => void,
): Promise<void> {
  const paths = sessionBusPaths(env)
  const [path] = paths === 'other' ? [] : paths
  if (path === undefined) return
  const bus = await connectSessionBus(path)
  bus.listen(({ member, body: [name, , owner] }) => {
    if (member !== 'NameOwnerChanged' || name !== PANEL || owner === '') return
    bus.close()
    clock.after(SETTLED_MS, tell)
  })
  await bus.call(matchCall(`type='signal',sender='${BUS.destination}',member='NameOwnerChanged',arg0='${PANEL}'`))
  const [isThere] = await bus.call({ ...BUS, member: 'NameHasOwner', signature: 's', body: [PANEL] })
  if (isThere === true) bus.close()
}
