/**
 * V8 collects garbage when it needs room, which an idle program never does: an agent kept the garbage of its start and its
 * last renewal, a third of its heap.
 */
import { createHook } from 'node:async_hooks'
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Cancel, Clock } from '../../../core/ports.ts'

/** Long enough that a list or a renewal is through with all its steps. */
const IDLE_MS = 1_000
/** A collection takes some 20 ms; less than this is not worth it. */
const MIN_GARBAGE_BYTES = 2 * 1024 * 1024

/** Collects a second after the last activity, where that is worth it. */
export function returnUnusedMemory(
  clock: Pick<Clock, 'after'>,
  heap: { usedBytes(): number; collect(): void } = v8Heap(),
) {
  let usedAfterCollection = 0
  let cancel: Cancel = () => {}
  function collect(): void {
    if (heap.usedBytes() - usedAfterCollection < MIN_GARBAGE_BYTES) return
    heap.collect()
    usedAfterCollection = heap.usedBytes()
  }
  return {
    /** Call after activity. */
    collectWhenIdle(): void {
      cancel()
      cancel = clock.after(IDLE_MS, collect)
    },
  }
}

/** Referenced for as long as the process lives, so that V8 keeps their shape. */
const shapes = new Set<object>()

/**
 * Each call of Node's nextTick makes an object, and all of them have one shape. Where a collection meets none of them, ours or
 * one of V8's own, V8 gives that shape up, and each call costs six times as much from then on, in all that the process does.
 */
function keepNextTickFast(): void {
  const how = { init: (_id: number, _type: string, _cause: number, made: object) => void shapes.add(made) }
  // To follow promises as well, which Node does where it is not told, would make every one of them slower for good.
  const hook = createHook({ ...how, trackPromises: false })
  hook.enable()
  process.nextTick(() => {})
  hook.disable()
}

function v8Heap(): { usedBytes(): number; collect(): void } {
  // The way to V8's collector without a flag at the start, which whoever starts the agent would have to know.
  setFlagsFromString('--expose-gc')
  keepNextTickFast()
  const collector = runInNewContext('gc') as (how: { type: 'major'; flavor: 'last-resort' }) => void
  return {
    usedBytes: () => getHeapStatistics().used_heap_size,
    collect() {
      collector({ type: 'major', flavor: 'last-resort' })
    },
  }
}
