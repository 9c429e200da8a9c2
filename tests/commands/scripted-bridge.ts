import type { OpenBridge } from '../../electron/commands/context.ts'
import type { Input, Notice, Output } from '../../shared/api/contract/contract.ts'
import type { CallName } from '../../shared/api/contract/names.ts'
import { type Fault, FaultError } from '../../shared/fault.ts'

type Answers = { readonly [Name in CallName]?: Output<Name> | Fault | ((input: Input<Name>) => Output<Name>) }

/** A way to a keeper that answers from a script: a value, a fault to raise, or a function of the input. Anything else fails the test. */
export class ScriptedBridge implements OpenBridge {
  readonly calls: { name: string; input: unknown }[] = []
  closed = 0
  readonly #answers: ReadonlyMap<string, unknown>
  readonly #listeners = new Set<(notice: Notice) => void>()
  readonly #watchers = new Set<(here: boolean) => void>()

  constructor(answers: Answers = {}) {
    this.#answers = new Map(Object.entries(answers))
  }

  async call<Name extends CallName>(name: Name, input: Input<Name>): Promise<Output<Name>> {
    this.calls.push({ name, input })
    const answer = this.#answers.get(name)
    if (answer === undefined) throw new Error(`nobody expected ${name}`)
    if (typeof answer === 'function') return (answer as (input: unknown) => Output<Name>)(input)
    if (isFault(answer)) throw new FaultError(answer)
    return answer as Output<Name>
  }

  subscribe(listener: (notice: Notice) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  watchKeeper(listener: (here: boolean) => void): () => void {
    this.#watchers.add(listener)
    return () => void this.#watchers.delete(listener)
  }

  /** The keeper has gone (false), or another has come (true). */
  keeperIs(here: boolean): void {
    for (const listener of [...this.#watchers]) listener(here)
  }

  tell(notice: Notice): void {
    for (const listener of [...this.#listeners]) listener(notice)
  }

  get listeners(): number {
    return this.#listeners.size
  }

  async close(): Promise<void> {
    this.closed += 1
  }
}

function isFault(answer: unknown): answer is Fault {
  return typeof answer === 'object' && answer !== null && 'code' in answer && 'params' in answer && !('level' in answer)
}
