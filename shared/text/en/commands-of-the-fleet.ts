/** What the command line says of several workstations that share one vault. */
export const commandsOfTheFleet = {
  fleet: { about: 'The workstations that share one vault (docs/shared-vault.md).' },
  'fleet list': {
    about: 'Show who shares this vault, when each was last there, and what is shared.',
    examples: ['everbearer fleet list', 'everbearer fleet list --json'],
  },
  'fleet add': {
    about: 'Let another workstation share this vault; on one that says who belongs to it.',
    details:
      'FILE is what "everbearer enroll --json" printed on the workstation that is to join. From then on it reads all that is ' +
      'shared.',
    examples: ['everbearer fleet add ward-2.json --name ward-2'],
  },
  'fleet revoke': {
    about: 'Leave a workstation out; on another that says who belongs to the fleet.',
    details:
      'Everything is sealed anew for the rest at once. What was read was read: the secrets that it could read are named, to ' +
      'be changed at their servers.',
    examples: ['everbearer fleet revoke ward-2 --yes'],
  },
  'fleet appoint': {
    about: 'Let another workstation say as well who belongs to the fleet; on one that does.',
    details:
      'It may then add, revoke and appoint as this one does, and revoke this one too. At first the workstation that began the ' +
      'fleet is the only one: appoint a second, so that the site goes on when one is lost.',
    examples: ['everbearer fleet appoint ward-2', 'everbearer fleet appoint ward-2 --no-longer'],
  },
  'fleet take-over': {
    about: 'Say from here who belongs to the fleet, where no workstation that did is left.',
    details:
      'Nobody has appointed this one, so no other believes it by itself: on each of them somebody says "everbearer fleet ' +
      'follow SIGNER". Until then they go on as before. When all follow, revoke the one that is lost.',
    examples: ['everbearer fleet take-over --yes'],
  },
  'fleet unblock': {
    about: 'Renew a connection again of which nobody knows whether its refresh token was sent.',
    details:
      'Before it sends a refresh token, a workstation leaves a mark that keeps all others from it. This takes the mark away where ' +
      'it cannot be read, or where its workstation is gone for good. Was the token sent after all, a server that knows it as ' +
      'spent may end the session, and somebody enters new ones; without "--yes" nothing is done but to say so.',
    examples: ['everbearer fleet unblock draw', 'everbearer fleet unblock draw --yes'],
  },
  'fleet follow': {
    about: 'Believe another workstation about who belongs to the fleet, after it has taken over.',
    details: 'SIGNER is what "everbearer fleet take-over" printed there. Have your site’s people tell you.',
    examples: ['everbearer fleet follow evb-signer-…'],
  },
} as const

export const optionsOfTheFleet = {
  etcd: 'addresses of etcd’s members, with commas between: https://host:2379 (shared)',
  etcdUser: 'etcd user; its password is asked for (shared)',
  etcdPasswordFile: 'file with the password of the etcd user, - for standard input (shared)',
  etcdAuthorities: 'certificates (PEM) of whoever vouches for etcd’s, beside those of the system (shared)',
  etcdCertificate: 'certificate that this workstation shows to etcd: PEM or PKCS #12 (shared)',
  etcdCertificateKey: 'the key of that certificate, where it is in a file of its own (shared)',
  etcdBegin: 'nothing is shared there yet: begin, and say from here who belongs to it (shared)',
  enrolledFile: 'what "everbearer enroll --json" printed there, - for standard input',
  noLonger: 'it says so no longer',
  followedSigner: 'signer of the workstation that has taken over: evb-signer-…',
  memberName: 'what its people call that workstation',
} as const

export const wordsOfTheFleet = {
  askEtcdPassword: 'Password of the etcd user: ',
  memberAdded: '{member} is a member now: it joins with "everbearer vault move shared".',
  memberRevoked: '{member} is no member any more; everything is sealed anew for the rest.',
  memberAppointed: '{member} may say from now on who belongs to the fleet.',
  memberDismissed: '{member} may no longer say who belongs to the fleet.',
  memberTookOver:
    'This workstation, {member}, has the say from now on. On each other one: "everbearer fleet follow {signer}". When all do, revoke the one that is lost.',
  memberFollowed: 'Who belongs to the fleet is told here by {member} from now on.',
  memberAlone:
    'One alone says who belongs to it: appoint a second, "everbearer fleet appoint NAME", in case that one is lost.',
  fleetUnblocked: '{name} is renewed again when it is due; at once with "everbearer refresh {name}".',
  memberCouldRead: 'It could read these secrets, so change them at their servers:',
  memberEtcdPassword: 'Change the password of its etcd user as well.',
  fleetPassedOver: 'Damaged in the store, and so not sealed anew: {what}.',
  sharedLeftBehind:
    'Something of what was shared could not be taken out of its store, and stays there sealed: "etcdctl del --prefix everbearer/" takes all of it out.',
  memberNever: 'not there yet',
  memberSeen: 'last there {at}',
  memberThis: 'this one',
  memberSite: 'says who belongs to it',
  fleetShares: 'Shared: {connections}',
} as const
