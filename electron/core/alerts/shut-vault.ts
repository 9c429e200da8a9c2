import { type Alert, MOST_NAMES } from '../../../shared/alerts/alert.ts'
import type { Fault } from '../../../shared/fault.ts'
import type { Cancel, Clock } from '../ports.ts'

/** After a reboot somebody may be about to unlock it; later nobody is looking. */
const SHUT_MS = 600_000

export type ShutVaultContext = {
  readonly clock: Clock
  /** Why the vault cannot be read now; null where it can. */
  readonly fault: () => Fault | null
  /** Whose tokens nobody renews meanwhile, as the index has them. */
  readonly names: () => readonly string[]
  /** Tells this past all that waits, which lies in the vault. True where every channel that can be known now has taken it. */
  readonly tell: (alert: Omit<Alert, 'id' | 'at'>) => Promise<boolean>
}

/** While the vault is shut nothing is renewed, and what was set to tell of it may lie in it: a site's own file does not. */
export function createShutVault({ clock, fault, names, tell }: ShutVaultContext) {
  let cancel: Cancel = () => {}
  let toldOf: readonly string[] | null = null

  const about = (event: 'needs_person' | 'recovered', of: readonly string[], code: Alert['fault']) =>
    tell({ event, fault: code, days: null, connections: of.slice(0, MOST_NAMES), count: of.length })

  function arm(): void {
    cancel = clock.after(SHUT_MS, () => void look())
  }

  async function look(): Promise<void> {
    const [why, of] = [fault(), names()]
    if (why === null) return
    if (of.length > 0 && (await about('needs_person', of, why.code))) toldOf = of
    else arm()
  }

  return {
    /** From the start on: a vault that is still shut in ten minutes is told, once. */
    begin: arm,
    /** It is open; whoever was told hears of that too. */
    opened(): void {
      cancel()
      if (toldOf !== null) void about('recovered', toldOf, null)
      toldOf = null
    },
    stop: (): void => cancel(),
  }
}
