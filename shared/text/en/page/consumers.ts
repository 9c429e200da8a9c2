/** Programs with a key, in the settings. */
export const consumers = {
  title: 'Consumers',
  say: 'Programs with a key of their own, and what each may use. Keys are made on the command line alone.',
  at: 'They come to {at}.',
  closed: 'Their port is closed.',
  later: 'Their port ({port}) is not open yet.',
  none: 'No program has a key.',
  seen: 'last seen {at}',
  never: 'never seen',
  gatewayOnly: 'through the gateway alone',
  nothing: 'nothing that is still here',
  revoke: 'Revoke',
  revokeOf: 'Revoke the key of {name}',
  revokeTitle: 'Revoke the key of {name}?',
  revokeSay:
    'From then on it opens nothing, and what {name} holds open is cut. It cannot be taken back; the command line makes another key.',
  revokeNo: 'Keep it',
  revoked: 'The key of {name} is revoked.',
} as const
