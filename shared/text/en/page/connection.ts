import { counted } from '../counted.ts'

/** One connection's own page. */
export const connection = {
  missingTitle: 'There is no connection called {name}',
  gone: 'This connection has just been removed, or has another name now.',
  toOverview: 'To the overview',
  under: '{system} · {baseUrl}',

  statusValid:
    'Programs get a valid token. It is good for another {span}, and a new one is fetched by itself in {next}.',
  statusValidNow: 'Programs get a valid token[, good for another {span}]; a new one is about to be fetched.',
  statusEndless: 'Programs get a valid token, which never ends.',
  statusFixed: 'Programs get a valid token[ for another {span}]. It cannot renew itself.',
  statusRenewing: 'A new token is being fetched right now.',
  statusRenewingStill: 'A new token is being fetched right now; the present one is good for another {span}.',
  statusLate: 'Programs still get a valid token[, for another {span}]; its renewal is late and tried again.',
  statusExpiredTries: 'The token has ended[, {ago}]. A new one is tried for again in {next}.',
  statusExpired: 'The token has ended[, {ago}].',
  statusUnknown:
    'There is a token, but nobody has said when it ends. It is renewed when a program reports that it is not accepted.',
  statusUnknownFixed: 'There is a token, but nobody has said when it ends, and it cannot renew itself.',
  statusNone: 'There is no token yet.',
  statusNeeds: 'It does not go on without you. The present token is good for another {span}.',
  statusNeedsRefused: 'It does not go on without you: the server does not accept the present token.',
  statusNeedsNow: 'It does not go on without you, and there is no valid token.',
  statusPaused: 'Paused since {at}: nothing is renewed, and programs get no token until you resume it.',
  statusUnsaved: 'The newest token is in use but not yet in the vault; saving is tried again by itself.',
  statusShut: 'Nothing more is known of it while the vault is shut.',
  statusShutUntil:
    'Nothing more is known of it while the vault is shut, but that its token is good for another {span}.',

  history: 'Renewals so far',
  historyRenewed: counted({ one: 'Renewed once since {at}.', other: 'Renewed {count} times since {at}.' }),
  historyFailed: counted({
    one: 'One attempt did not come through and was made again.',
    other: '{count} attempts did not come through and were made again.',
  }),
  historyRefused: counted({ other: 'Refused by the server: {count}.' }),
  historyTook: 'Usually within {usual}, the slowest in {slowest}.',
  historyDone: '{at}: renewed[ in {took}]',
  historyFailing: '{at}: did not come through',
  historyNo: '{at}: refused',

  tags: 'Tags',
  note: 'Note',
  setBySite: 'Set by your site',

  says: 'What the token says of itself',
  saysNothing: 'Nothing: it is not of a kind that can be read.',
  issuer: 'Issuer',
  audience: 'For',
  fingerprintName: 'Fingerprint',

  life: 'Life of the token',
  issued: 'Issued',
  now: 'Now',
  renews: 'Renews',
  ends: 'Ends',

  token: 'Token',
  expires: 'Ends',
  expirySource: 'How we know',
  scope: 'Scope',
  scopeLost: 'No longer granted',
  planned: 'Next renewal',
  plannedNone: 'none planned',
  last: 'Last renewal',
  lastNone: 'none yet',
  lastFault: 'What went wrong',
  refreshEnds: 'Refresh token ends',
  generation: 'Generation',
  olderToken: 'Older token',
  olderTokenEnds: 'This server ends it with each renewal, which therefore comes as late as possible. Known since',
  clock: 'Server’s clock',
  clockAhead: '{span} ahead of this computer’s',
  clockBehind: '{span} behind this computer’s',
  unknown: 'unknown',

  secrets: 'Secrets',
  secretPresent: 'in the vault',
  secretSince: 'in the vault since {at}',
  secretUntil: 'valid until {at}',
  secretAbsent: 'not set',
  fingerprint: 'Fingerprint {fingerprint}: equal ones are the same secret.',

  earlierRefreshToken: 'Earlier refresh token',
  earlierKept: 'kept since {at}, until the present one has renewed. In a terminal, this brings it back:',
  earlierReserve: 'kept since {at}; sent once more by itself if the present one is refused',

  undoSaved:
    'Saved. Until {at} you can undo it, which brings back the settings from before and these secrets: {secrets}.',

  settings: 'Settings',
  addresses: 'Addresses that are called',

  copyToken: 'Copy token',
  copyAsks: 'Say yes in the terminal that runs Everbearer: it asks there.',
  tokenCopied: 'On the clipboard for a minute.',

  learned: 'What the server has shown',
  learnedYes: 'yes',
  learnedNo: 'no',

  journal: 'Journal',
  journalEmpty: 'Nothing has happened yet.',

  test: 'Test',
  testTitle: 'Last test',
  testEarlier: 'This was about an earlier token, or earlier settings.',
  testSignIn: 'It can be renewed once somebody has signed in.',
  testFixed: 'It cannot renew itself: its owner gives it a new one.',
  testNever: 'Not tested yet. A test spends nothing: it asks the server whether it is there and accepts the token.',
  testRunning: 'Asking the server ...',
  stepStatus: 'status {status}',
  stepNoAnswer: 'no answer',
  stepsName: 'What was asked',
  yes: 'Yes',
  no: 'No',

  commands: 'For programs',
  commandsHelp: 'Programs ask for a token when they need one and store none.',
  commandToken: 'Print a valid token',
  commandHeader: 'Call the API with curl',
  commandExec: 'Run a program that finds the token in EVERBEARER_TOKEN',
  commandSocket: 'Ask for it over HTTP, with all that a client needs, on the local socket',
  commandShow: 'See this page in a terminal',
  commandNetwork:
    'See how its calls travel; to set it, add --proxy, --authorities or --certificate (in a terminal only)',
  copy: 'Copy',
  copied: 'Copied',
  copyOf: 'Copy: {command}',
} as const

/** What a test asks, one after another, and what came of it where shared words do not say it already. */
export const testStages = {
  name_found: {
    asking: 'Is there a server of that name?',
    yes: 'The server’s name was found.',
    no: 'No server of that name was found.',
    unknown: 'Whether there is a server of that name was not seen.',
  },
  tls: {
    asking: 'Is its certificate good?',
    yes: 'The line is encrypted and the certificate good.',
    no: 'The server’s certificate cannot be trusted.',
    unknown: 'The server’s certificate was not seen.',
  },
  reached: { asking: 'Is it the right server?' },
  token_accepted: { asking: 'Does it accept the access token?' },
  can_renew: { asking: 'Can the token be renewed?' },
} as const
