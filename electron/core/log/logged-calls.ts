import type { Handlers } from '../../../shared/api/contract/contract.ts'
import { CALL_NAMES, type CallName } from '../../../shared/api/contract/names.ts'
import { FaultError, fault, faultOf } from '../../../shared/fault.ts'
import type { Clock } from '../ports.ts'
import type { Log } from './log.ts'

/**
 * The same calls, with a record of each: how long it took and how it ended. An error of ours has its stack in the log, and
 * the fault that is told instead of it names the log.
 */
export function loggedCalls(handlers: Handlers, log: Log, clock: Pick<Clock, 'monotonic'>): Handlers {
  const logged = (call: CallName) => async (input: never) => {
    const isTold = log.takes('debug')
    const since = isTold ? clock.monotonic() : 0
    const took = () => Math.round(clock.monotonic() - since)
    try {
      const output = await handlers[call](input)
      if (isTold) log.write('debug', 'call', { call, ms: took() })
      return output
    } catch (thrown) {
      if (thrown instanceof FaultError) {
        if (isTold) log.write('debug', 'call', { call, ms: took(), fault: thrown.fault.code }, thrown.cause)
        throw thrown
      }
      log.write('error', 'bug', { call }, thrown)
      throw new FaultError(bugOf(thrown, log), { cause: thrown })
    }
  }
  return Object.fromEntries(CALL_NAMES.map((call) => [call, logged(call)])) as unknown as Handlers
}

function bugOf(thrown: unknown, { place }: Log) {
  const { code, params } = faultOf(thrown)
  return fault(code, place === null ? params : { ...params, log: place })
}
