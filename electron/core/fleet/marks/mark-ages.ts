import type { Clock } from '../../ports.ts'
import type { TurnMarks } from './turn-marks.ts'

/** For how long each mark has stood as it is with the same one at it, as seen from here: the clocks of others say nothing. */
export type MarkAges = {
  /** Ms since this very mark was first seen; 0 where there is none. */
  openForMs(id: string, marks: Marks): number
  /** True the first time that this very mark is given up. */
  isFirstGivenUp(id: string, marks: Marks): boolean
}

type Marks = Pick<TurnMarks, 'turn' | 'mark'>

export function markAges(clock: Pick<Clock, 'monotonic'>): MarkAges {
  const seen = new Map<string, { readonly what: string; readonly since: number; isGivenUp: boolean }>()

  function sightOf(id: string, { mark, turn }: Marks) {
    const what = [mark?.attempt, mark?.stage, mark?.generation, turn?.by ?? 'nobody'].join(' ')
    const known = seen.get(id)
    const sight = known?.what === what ? known : { what, since: clock.monotonic(), isGivenUp: false }
    seen.set(id, sight)
    return sight
  }

  return {
    openForMs: (id, marks) => (marks.mark === null ? 0 : clock.monotonic() - sightOf(id, marks).since),
    isFirstGivenUp(id, marks) {
      if (marks.mark === null) return true
      const sight = sightOf(id, marks)
      const isNews = !sight.isGivenUp
      sight.isGivenUp = true
      return isNews
    },
  }
}
