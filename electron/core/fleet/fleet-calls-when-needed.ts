import type { Handlers } from '../../../shared/api/contract/contract.ts'
import type { FleetCallsContext } from './fleet-calls.ts'

/** A workstation alone loads nothing of it. */
export function fleetCallsWhenNeeded(context: FleetCallsContext) {
  const loaded = async () => (await import('./fleet-calls.ts')).fleetCalls(context)
  return {
    'fleet.join': async (input) => (await loaded())['fleet.join'](input),
    'fleet.list': async () => (await loaded())['fleet.list'](),
    'fleet.add': async (input) => (await loaded())['fleet.add'](input),
    'fleet.appoint': async (input) => (await loaded())['fleet.appoint'](input),
    'fleet.takeOver': async (input) => (await loaded())['fleet.takeOver'](input),
    'fleet.follow': async (input) => (await loaded())['fleet.follow'](input),
    'fleet.unblock': async (input) => (await loaded())['fleet.unblock'](input),
    'fleet.revoke': async (input) => (await loaded())['fleet.revoke'](input),
  } satisfies Partial<Handlers>
}
