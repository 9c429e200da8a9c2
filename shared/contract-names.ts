/** Only the names of the calls, for places that must stay small or must not load the schemas (the preload). */
export const CALL_NAMES = [
  'keeper.status',
  'keeper.handOver',
  'connections.list',
  'connections.get',
  'connections.add',
  'connections.edit',
  'connections.rename',
  'connections.remove',
  'connections.pause',
  'connections.resume',
  'connections.refresh',
  'connections.test',
  'connections.testDraft',
  'connections.token',
  'connections.rejected',
  'journal.read',
  'vault.status',
  'vault.unlock',
  'vault.move',
  'vault.passphrase',
  'settings.get',
  'settings.set',
  'doctor.run',
] as const

export type CallName = (typeof CALL_NAMES)[number]

export function isCallName(value: unknown): value is CallName {
  return CALL_NAMES.some((name) => name === value)
}
