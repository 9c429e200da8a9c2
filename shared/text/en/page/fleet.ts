import { counted } from '../counted.ts'

/** The workstations that share this vault, in the settings; nobody else ever reads it. */
export const fleet = {
  title: 'Workstations',
  count: counted({
    one: 'One workstation shares this vault.',
    other: '{count} workstations share this vault.',
  }),
  quiet: 'Not there for a day or longer: {names}.',
  holds: counted({
    one: 'Each holds the one connection that is shared: {names}.',
    other: 'Each holds all {count} connections that are shared: {names}.',
  }),
  holdsMore: counted({ one: '{names} and one more', other: '{names} and {count} more' }),
  holdsNone: 'No connection is shared yet.',
  site: 'Only {name} says who belongs to it: there a workstation is added or revoked.',
  sites: 'These say who belongs to it: {names}. There a workstation is added or revoked.',
  here: 'Another workstation is added here, on the command line: "everbearer fleet add FILE --name NAME".',
  isThis: 'this one',
  isSite: 'says who belongs to it',
  seen: 'last there {at}',
  never: 'not there yet',
  showAll: counted({ other: 'Show all {count}' }),
  revoke: 'Revoke',
  revokeOf: 'Revoke the workstation {name}',
  revokeTitle: 'Revoke the workstation {name}?',
  revokeSay: counted({
    one: 'All that is shared is sealed anew for the rest at once, and {name} reads and renews none of it from then on. What it has read it may have kept: the secrets of the connection are named afterwards, to be changed at its server.',
    other:
      'All that is shared is sealed anew for the rest at once, and {name} reads and renews none of it from then on. What it has read it may have kept: the secrets of all {count} connections are named afterwards, to be changed at their servers.',
  }),
  revokeOutside: 'Everbearer asks once more, outside of this page.',
  revokeNo: 'Keep it',
  revoked: '{name} is revoked.',
  revokedNothing: 'There was nothing for it to read.',
  change: 'It could read these secrets, so change them at their servers:',
  changeEtcd: 'Change the password of its etcd user as well.',
  passedOver: 'Damaged in the store, and so not sealed anew: {what}.',
  putAway: 'Done',
} as const
