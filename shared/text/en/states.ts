/** States and countdowns: "valid 29 d 23 h, renews in 27 d". */
export const states = {
  valid: { word: 'valid', mark: '●', means: 'The token works, and all is planned.' },
  renewing: { word: 'renewing', mark: '↻', means: 'A new token is being fetched right now.' },
  expiring: { word: 'expiring', mark: '◐', means: 'The token still works but is near its end.' },
  expired: { word: 'expired', mark: '○', means: 'The token has ended.' },
  unknown: { word: 'unknown', mark: '?', means: 'Nobody has said when this token ends, or there is none yet.' },
  'needs-person': { word: 'needs you', mark: '!', means: 'It does not go on without a person.' },
  paused: { word: 'paused', mark: '‖', means: 'Renewal is switched off for this connection.' },
  unsaved: { word: 'unsaved', mark: '▲', means: 'The newest token is in use but not yet in the vault.' },
} as const

export const life = {
  valid: 'valid {span}',
  renews: 'renews in {span}',
  renewsNow: 'renews now',
  cannotRenew: 'cannot renew itself',
  renewing: 'renewing now',
  renewalLate: 'renewal is late',
  expired: 'expired {ago}',
  triesAgain: 'tries again in {span}',
  triesAgainNow: 'tries again now',
  fetchedFirst: 'fetched when it is first needed',
  noExpiry: 'no expiry known',
  neverEnds: 'never ends',
  noToken: 'no token yet',
  paused: 'paused',
  notSaved: 'not saved yet',
  needsPerson: 'needs you',
  notAccepted: 'not accepted by the server',
} as const

/** What "valid" rests on. */
export const trust = {
  tried: 'The server accepted it {ago}.',
  couldNotTell: 'Valid by its date; the test {ago} could not find out more.',
  sinceRenewal: 'Valid by its date; not tried since it was renewed {ago}.',
  sinceTest: 'Valid by its date; not tried since it was changed. The last test was {ago}.',
  never: 'Valid by its date; not tried yet.',
} as const

export const expirySources = {
  expires_in: 'the server said how long it lives',
  expires_at: 'the server said when it ends',
  last_told: 'as long as the server last said; of this one it says nothing',
  jwt: 'the token itself says so',
  typed: 'as typed by a person',
  rule: 'the server says nothing that can be read; as its own pages advise',
  none: 'nobody said when it ends',
} as const

export const proved = {
  reached: {
    yes: 'The server was reached.',
    no: 'The server was not reached.',
    otherwise: 'An answer came, but not the one that this server gives.',
    unknown: 'Whether the server can be reached was not found out.',
  },
  tokenAccepted: {
    yes: 'It accepts the access token.',
    no: 'It does not accept the access token.',
    unknown: 'Whether it accepts the access token was not found out.',
  },
  canRenew: {
    yes: 'The token can be renewed: that has worked.',
    no: 'The token cannot be renewed.',
    unknown: 'Whether the token can be renewed was not tried, since trying would spend the refresh token.',
  },
} as const

export const testSteps = {
  health: 'Health, with the token',
  made_up_task: 'Status of a task that does not exist',
  token_endpoint: 'Token endpoint, without a request for tokens',
  discovery: 'What the issuer says of itself',
  introspection: 'What the server says of the token',
  proof_without_token: 'Proof address, without the token',
  proof_with_token: 'Proof address, with the token',
  token_request: 'Request for a token',
  older_token: 'The same with the token before, to see whether it lives on',
  own_record: 'The token’s own record',
  tenant: 'The tenant',
  tenant_count: 'Number of tenants, with the token',
  osais_client: 'The client’s own record',
  osais_ping: 'Ping AI',
  osais_request: 'Look-up of the ping until it ended',
  callbacks: 'Call-back settings',
  access_rules: 'The client’s own access rules',
  clusters: 'List of clusters',
  first_clusters: 'List of clusters, as the first versions had it',
} as const

export const vaults = {
  keychain: 'the keychain of this computer',
  file: 'an encrypted file',
  memory: 'memory only, forgotten when Everbearer ends',
  shared: 'the vault that several workstations share',
  none: 'no place yet',
} as const

export const vaultConditions = {
  open: 'open',
  locked: 'locked',
  missing: 'not there',
  denied: 'access denied',
  damaged: 'damaged',
  stalled: 'not answering',
  'passphrase-needed': 'waiting for its passphrase',
  unchosen: 'not chosen yet',
} as const
