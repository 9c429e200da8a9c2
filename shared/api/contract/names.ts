/**
 * The names of the calls alone, for places that must stay small or must not load the schemas (the preload), each with what a
 * second time comes to: `looks` changes nothing, `same` is the same as once, `once` might be done already when its answer is lost.
 */
const CALLS = {
  'keeper.status': 'looks',
  'keeper.handOver': 'once',
  'connections.list': 'looks',
  'connections.remembered': 'looks',
  'connections.get': 'looks',
  'connections.tokenFacts': 'looks',
  'connections.add': 'once',
  'connections.edit': 'once',
  'connections.allowOrigins': 'once',
  'connections.rename': 'once',
  'connections.remove': 'once',
  'connections.restore': 'once',
  'connections.restoreRefreshToken': 'once',
  'connections.pause': 'same',
  'connections.resume': 'same',
  'connections.refresh': 'once',
  'connections.test': 'same',
  'connections.testDraft': 'same',
  'connections.ping': 'once',
  'connections.token': 'looks',
  // Names its generation, and each generation is renewed at most once for it.
  'connections.rejected': 'same',
  'connections.inUse': 'same',
  'signIn.begin': 'once',
  'signIn.wait': 'looks',
  'signIn.answer': 'once',
  'signIn.cancel': 'same',
  'moving.fetch': 'looks',
  'moving.preview': 'looks',
  'moving.import': 'once',
  'moving.export': 'looks',
  'moving.seal': 'once',
  'enrolment.enroll': 'once',
  'fleet.join': 'once',
  'fleet.list': 'looks',
  'fleet.add': 'once',
  'fleet.appoint': 'once',
  'fleet.takeOver': 'once',
  'fleet.follow': 'once',
  'fleet.unblock': 'once',
  'fleet.revoke': 'once',
  'callbacks.look': 'same',
  'callbacks.apply': 'same',
  'crafter.list': 'same',
  'crafter.create': 'once',
  'crafter.delete': 'once',
  'crafter.replace': 'once',
  'crafter.restore': 'same',
  'crafter.adopt': 'once',
  'crafter.id': 'same',
  'journal.read': 'looks',
  'consumers.list': 'looks',
  'consumers.add': 'once',
  'consumers.revoke': 'once',
  'consumers.listen': 'same',
  'journal.export': 'looks',
  'network.get': 'looks',
  'network.set': 'same',
  'notify.get': 'looks',
  'notify.set': 'same',
  'notify.test': 'once',
  'vault.status': 'looks',
  'vault.unlock': 'once',
  'vault.move': 'once',
  'vault.passphrase': 'once',
  'settings.get': 'looks',
  'settings.set': 'same',
  'doctor.run': 'same',
  'support.file': 'same',
} as const satisfies Record<string, 'looks' | 'same' | 'once'>

export type CallName = keyof typeof CALLS

export const CALL_NAMES = Object.keys(CALLS) as CallName[]

export function isCallName(value: unknown): value is CallName {
  return typeof value === 'string' && Object.hasOwn(CALLS, value)
}

/** True for a call that a keeper still answers while it is leaving. */
export function onlyLooks(name: CallName): boolean {
  return CALLS[name] === 'looks'
}

/** True when a call whose answer was lost may simply be asked again, of whoever keeps now. */
export function isRepeatable(name: CallName): boolean {
  return CALLS[name] !== 'once'
}

/** What a window may ask of its own program, beside the keeper's calls; only where `can` says so. */
export const HOST_CALL_NAMES = ['host.startDemo', 'host.copyToken', 'host.saveFile'] as const

export type HostCallName = (typeof HOST_CALL_NAMES)[number]

export function isHostCallName(value: unknown): value is HostCallName {
  return HOST_CALL_NAMES.some((name) => name === value)
}

/** The two channels between a window and its program: calls one way, events the other. */
export const WINDOW_CHANNELS = { call: 'everbearer:call', event: 'everbearer:event' } as const
