/**
 * What is started in `beforeAll` and is to end with its `describe`. Vitest takes an `afterAll` only while the tests are
 * being listed: called in a `beforeAll` it is never run, and what it was to end stays behind.
 *
 *   const ends = endings()
 *   beforeAll(async () => { await startAgent(home, { atEnd: ends }).ready() })
 */
import { afterAll } from 'vitest'

type Clean = () => Promise<void>

/** Call it in a `describe`, after the home's `temporaryHome(env, afterAll)`: what runs in the home ends before it goes. */
export function endings(): (clean: Clean) => void {
  const all: Clean[] = []
  afterAll(async () => {
    for (const clean of all.splice(0).reverse()) await clean()
  })
  return (clean) => void all.push(clean)
}
