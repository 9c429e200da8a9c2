import { counted } from '../counted.ts'

/** The overview: is everything valid, what ends next, what needs me. */
export const overview = {
  allWork: counted({ one: 'Your connection works', other: 'All {count} work' }),
  bothWork: 'Both work',
  someWork: counted({ one: '{working} of {count} works', other: '{working} of {count} work' }, 'working'),
  noneWorks: counted({ other: 'None of {count} works' }),
  oneNotWorking: 'Your connection does not work now',
  oneExpired: 'Your connection has expired',
  oneNeeds: 'Your connection needs you',
  onePaused: 'Your connection is paused',
  locked: counted({
    one: 'Locked: {count} connection[, last known {at}]',
    other: 'Locked: {count} connections[, last known {at}]',
  }),
  noneTitle: 'No connections yet',

  remembered: counted({ one: '{count} connection', other: '{count} connections' }),
  rememberedSay: 'As last seen. The vault is being opened ...',
  rememberedOnly: 'As last seen.',

  nextRenewal: 'Next renewal: {name} {when}.',
  nextIn: 'in {span}',
  nextNow: 'now',
  noNextRenewal: 'No renewal is planned.',
  somebodyNeeded: counted({ one: 'One connection needs you.', other: '{count} connections need you.' }),
  someExpired: counted({ one: 'One has expired.', other: '{count} have expired.' }),
  someEnd: counted({ one: '{name} ends in {span}.', other: '{count} end within two weeks.' }),
  somePaused: counted({ one: 'One is paused.', other: '{count} are paused.' }),

  add: 'Add connection',
  testAll: 'Test all',
  testedAll: counted({
    one: 'It was reached and accepts its token.',
    other: 'All {count} were reached and accept their tokens.',
  }),

  needsYou: 'Needs you',
  columnConnection: 'Connection',
  columnState: 'State',
  columnLife: 'Life of the token',
  columnLast: 'Last renewal',
  columnActions: 'Actions',
  tableName: 'Connections',

  lastNone: 'none yet',
  lastFixed: 'fixed token',
  lastFixedTyped: 'fixed token · typed date',
  lastRenewed: '{at} · {took}',
  lastRotated: '{at} · {took} · rotated',
  lastFailed: '{at} · failed',
  lastRefused: '{at} · refused',
  notValidated: 'not yet tested',
  lifeLabel: 'Issued {issued}[, renews {renews}], ends {ends}',
  notAccepted: 'token not accepted in the last test',
  shut: 'not known while the vault is shut',
  clockOff: 'server’s clock is {span} off',

  menu: 'Actions for {name}',
  refresh: 'Refresh now',
  test: 'Test',
  pause: 'Pause',
  resume: 'Resume',
  edit: 'Edit',
  duplicate: 'Duplicate',
  remove: 'Remove',
  open: 'Open',

  doneRefresh: '{name}: renewed.',
  doneAllow: '{name}: allowed. Its secrets go where its issuer leads now.',
  donePause: '{name}: paused. Its token is no longer renewed.',
  doneResume: '{name}: goes on.',
  undo: 'Undo',
  doneTakeBack: 'Taken back, as it was before: {names}.',
  doneRemove: '{name} and its tokens were removed.',
  doneTest: '{name}: tested.',

  removeTitle: 'Remove {name}?',
  removeSay:
    'Its settings and tokens are deleted from the vault; programs that ask for "{name}" get none from then on. For a minute you can take that back.',
  removeServer:
    'The server is not told: a token that a program already has stays valid until it ends, on {at}. A refresh token cannot be shown or saved first.',
  removeServerPlain: 'The server is not told, and the tokens cannot be shown or saved first.',
  removeRevokes:
    'After that minute the server is told that the session is over, and it lets nobody use its tokens any more.',
  removeCutOff:
    'It holds the only copy of an access token whose replacement was cut off. Put that one back first, under Manage access tokens.',
  removeInstead: 'To stop renewing for a while, pause it instead.',
  removeYes: 'Remove it',
  removeNo: 'Keep it',

  actPaste: 'Paste new tokens',
  actSecret: 'Enter client secret',
  actSettings: 'Check settings',
  actOpen: 'See what happened',
  actRefresh: 'Refresh now',
  actSignIn: 'Sign in',
  actAllow: 'Allow ...',
  endsSoon: 'ends in {span}, and no renewal can move that end.',
  endsSoonNext: 'Get a new token from the server before then.',
  endSoon: 'The first ends in {span}, and no renewal can move that end.',
  endSoonNext: 'Get new tokens from their servers before then.',

  firstTitle: 'No connections yet',
  firstSay:
    'Add the first one: you say once how this workstation reaches an API, and from then on a valid token is there whenever a program asks for one.',
  firstSteps: 'Three steps to a connection that works',
  firstStepOne: 'Choose the system and paste what its admin page shows: each part goes where it belongs.',
  firstStepTwo: 'Press Test. Nothing is saved or spent, and each mistake has a button that mends it.',
  firstStepThree: 'Save. From now on it renews itself, and programs ask: everbearer token NAME.',
  firstVault: 'Secrets are kept in {kind}. Change that in the settings whenever you like: everything moves along.',
  firstVaultMemory:
    'Secrets are kept in memory and are forgotten when Everbearer ends. For good keeping, choose the keychain or an encrypted file in the settings.',
  firstDemo: 'Watch the demo',
  firstDemoSay:
    'A made-up server on this computer and a connection to it, to watch a token being renewed every few seconds.',
} as const

export const comingUp = {
  title: 'Coming up',
  range: 'How far ahead',
  day: '24 h',
  week: '7 days',
  month: '30 days',
  renews: '{name} renews',
  renewsAgain: '{name} renews about every {span}',
  ends: '{name} ends',
  refreshEnds: '{name}: its refresh token ends',
  failsFrom: '{name}: calls fail',
  nothing: 'Nothing in this time.',
  more: counted({ other: 'and {count} more' }),
  now: 'now',
  listName: 'What comes up: first what ends, then what is renewed',
} as const
