import { memoryStore } from '../../kit/fleet/memory-store.ts'
import { sharedStoreLaws } from '../../kit/fleet/shared-store-laws.ts'
import { handClock } from '../../kit/hand-clock.ts'

sharedStoreLaws(() => {
  const clock = handClock()
  const store = memoryStore(clock)
  const passes = (ms: number) => clock.advance(ms)
  const [one, two] = [store.client('one'), store.client('two')]
  return { one, two, leaseMs: 1_000, passes, silenceOne: () => store.cut('one') }
})
