import type { CallName } from './names.ts'

/** Calls that only look: a keeper that is leaving still answers them. */
const LOOKING: readonly CallName[] = [
  'keeper.status',
  'connections.list',
  'connections.remembered',
  'connections.get',
  'connections.tokenFacts',
  'connections.token',
  'signIn.wait',
  'moving.fetch',
  'moving.preview',
  'moving.export',
  'journal.read',
  'consumers.list',
  'journal.export',
  'network.get',
  'notify.get',
  'vault.status',
  'fleet.list',
  'settings.get',
]

/** Calls that come to the same when they are made twice. The others might be done already when their answer is lost. */
const SAME_TWICE: readonly CallName[] = [
  'connections.pause',
  'connections.resume',
  'connections.test',
  'connections.testDraft',
  'signIn.cancel',
  'callbacks.look',
  'callbacks.apply',
  'crafter.list',
  'crafter.restore',
  'crafter.id',
  // Names its generation, and each generation is renewed at most once for it.
  'connections.rejected',
  'connections.inUse',
  'network.set',
  'notify.set',
  'consumers.listen',
  'settings.set',
  'doctor.run',
  'support.file',
]

export function onlyLooks(name: CallName): boolean {
  return LOOKING.includes(name)
}

/** True when a call whose answer was lost may simply be asked again, of whoever keeps now. */
export function isRepeatable(name: CallName): boolean {
  return LOOKING.includes(name) || SAME_TWICE.includes(name)
}
