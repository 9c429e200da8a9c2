import { type Alert, MAX_NAMES } from '../../../shared/alerts/alert.ts'
import type { Fault } from '../../../shared/fault.ts'
import type { Cancel, Clock } from '../ports.ts'

/** After a reboot somebody may be about to unlock it; by then nobody is. */
const TOLD_AFTER_MS = 600_000

export type UnreadableVaultContext = {
  readonly clock: Clock
  /** Why the vault cannot be read now; null where it can. */
  readonly fault: () => Fault | null
  /** Whose tokens nobody renews meanwhile, as the index has them. */
  readonly names: () => readonly string[]
  /** Tells this past all that waits, which lies in the vault. True where every channel that can be known now has taken it. */
  readonly tell: (alert: Omit<Alert, 'id' | 'at'>) => Promise<boolean>
}

/** While the vault is shut nothing is renewed. Channels stored in it are not known then; those of a site's own file are. */
export function createUnreadableVaultAlert({ clock, fault, names, tell }: UnreadableVaultContext) {
  let cancel: Cancel = () => {}
  let toldOf: readonly string[] | null = null

  const tellAll = (event: 'needs_person' | 'recovered', of: readonly string[], code: Alert['fault']) =>
    tell({ event, fault: code, days: null, connections: of.slice(0, MAX_NAMES), count: of.length })

  function arm(): void {
    cancel = clock.after(TOLD_AFTER_MS, () => void check())
  }

  async function check(): Promise<void> {
    const [why, of] = [fault(), names()]
    if (why === null) return
    if (of.length > 0 && (await tellAll('needs_person', of, why.code))) toldOf = of
    else arm()
  }

  return {
    /** From the start on: a vault that is still shut in ten minutes is told, once. */
    begin: arm,
    /** It is open; whoever was told hears of that too. */
    opened(): void {
      cancel()
      if (toldOf !== null) void tellAll('recovered', toldOf, null)
      toldOf = null
    },
    stop: (): void => cancel(),
  }
}
