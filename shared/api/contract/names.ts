/** Only the names of the calls, for places that must stay small or must not load the schemas (the preload). */
export const CALL_NAMES = [
  'keeper.status',
  'keeper.handOver',
  'connections.list',
  'connections.remembered',
  'connections.get',
  'connections.tokenFacts',
  'connections.add',
  'connections.edit',
  'connections.allowOrigins',
  'connections.rename',
  'connections.remove',
  'connections.restore',
  'connections.restoreRefreshToken',
  'connections.pause',
  'connections.resume',
  'connections.refresh',
  'connections.test',
  'connections.testDraft',
  'connections.ping',
  'connections.token',
  'connections.rejected',
  'connections.inUse',
  'signIn.begin',
  'signIn.wait',
  'signIn.answer',
  'signIn.cancel',
  'moving.fetch',
  'moving.preview',
  'moving.import',
  'moving.export',
  'moving.seal',
  'enrolment.enroll',
  'fleet.join',
  'fleet.list',
  'fleet.add',
  'fleet.appoint',
  'fleet.takeOver',
  'fleet.follow',
  'fleet.unblock',
  'fleet.revoke',
  'callbacks.look',
  'callbacks.apply',
  'crafter.list',
  'crafter.create',
  'crafter.delete',
  'crafter.replace',
  'crafter.restore',
  'crafter.adopt',
  'crafter.id',
  'journal.read',
  'consumers.list',
  'consumers.add',
  'consumers.revoke',
  'consumers.listen',
  'journal.export',
  'network.get',
  'network.set',
  'notify.get',
  'notify.set',
  'notify.test',
  'vault.status',
  'vault.unlock',
  'vault.move',
  'vault.passphrase',
  'settings.get',
  'settings.set',
  'doctor.run',
  'support.file',
] as const

export type CallName = (typeof CALL_NAMES)[number]

export function isCallName(value: unknown): value is CallName {
  return CALL_NAMES.some((name) => name === value)
}

/** What a window may ask of its own program, beside the keeper's calls; only where `can` says so. */
export const HOST_CALL_NAMES = ['host.startDemo', 'host.copyToken', 'host.saveFile'] as const

export type HostCallName = (typeof HOST_CALL_NAMES)[number]

export function isHostCallName(value: unknown): value is HostCallName {
  return HOST_CALL_NAMES.some((name) => name === value)
}

/** The two channels between a window and its program: calls one way, events the other. */
export const WINDOW_CHANNELS = { call: 'everbearer:call', event: 'everbearer:event' } as const
