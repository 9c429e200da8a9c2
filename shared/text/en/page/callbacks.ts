/** Where a server calls back, on a connection's page and in its two dialogs. */
export const callbacks = {
  title: 'Call-backs',
  validation: 'Validation',
  validated: 'validated',
  notValidated: 'not yet validated',
  validationUnknown: 'not known yet: test or ping it',
  here: 'Set here',
  there: 'At the server',
  toSend: 'To be sent',
  sent: 'Sent',
  notSet: 'not set',
  notTold: 'not told yet',
  staysSo: 'stays as it is',
  change: 'Compare and change at the server ...',
  ping: 'Ping ...',

  dialogTitle: 'Call-backs of {name}',
  looking: 'Asking the server what it has ...',
  would: 'This would be sent, and nothing else is changed:',
  done: 'The server has taken it:',
  doneMeanwhile: 'The server has taken the call-backs of {name}: that was under way already when you left.',
  same: 'The server has what is set here; there is nothing to send.',
  nothingSet: 'Nothing is set here, so there is nothing to send. Edit the connection first.',
  send: 'Send it',
  tryOther: 'Try {other}',

  pingTitle: 'Ping {name}',
  pingSay:
    'Proves the whole way: log in, call the ping AI, which is free, follow it to its end, and see whether the server ' +
    'calls this client validated. Meanwhile the server calls back at its domain.',
  pingImage: 'It is given this picture:',
  pingRunning: 'Pinging; the server is asked until the request has ended, for a minute and a half at most ...',
  pingYes: 'Ping',
  proved: {
    yes: 'The server calls this client validated.',
    no: 'The server does not call this client validated yet.',
    unknown: 'Whether the server calls this client validated was not found out.',
  },
} as const
