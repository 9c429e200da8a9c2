/** Adding and editing a connection. */
export const form = {
  addTitle: 'Add a connection',
  editTitle: 'Edit {name}',
  system: 'System',
  about: 'About this connection',
  tokens: 'Tokens',
  secretsOnly: 'Secrets go in and never come out again: they are kept in the vault and shown to nobody.',
  more: 'Endpoints and more',
  moreHelp: 'The defaults are right unless the server’s people said otherwise.',
  moreChanged: '{count} changed',
  setBack: 'Set {field} back to {value}',
  required: 'required',

  preset: 'Begin from',
  presetHelp: 'Fills in what a well-known server needs; words in capitals are yours to replace.',
  presetNone: 'nothing, I fill it in myself',
  signInAfter: 'Nothing needs to be pasted: save, then sign in, and the tokens come from the server itself.',

  namePlaceholder: 'draw-ward-3',

  pasteLabel: 'Paste everything at once',
  pasteHelp: 'The server’s pop-up, a token reply, an .env file or JSON: each part goes where it belongs.',
  pastePlaceholder: 'Paste here',
  pasteSort: 'Sort it in',
  pasteFound: 'Sorted in: {fields}.',
  pasteUnused: 'Not used by this system: {fields}.',
  pasteNothing: 'Nothing in it was recognised as a token or a setting.',
  pasteNothingNext: 'Copy the tokens once more, or fill in the fields below.',

  secretSince: 'Set since {since}[, valid until {until}]. Leave it blank to keep it.',
  secretKept: 'kept as it is',
  secretSet: 'Set. Leave it blank to keep it.',
  secretNone: 'Not set.',
  swap: 'Swap the two',

  expiryFromToken: 'The access token says itself when it ends: {at}.',
  expiryFromTokenIn: '{at} (in {span})',
  expiryFromTokenPast: '{at} ({span} ago)',
  expiryAsk:
    'This access token does not say when it ends. If you know, say it here; else it counts as valid until a program reports otherwise.',
  expiryDate: 'Expiry',
  expiryZone: 'Time zone of the expiry',
  zoneHere: 'This computer’s ({zone})',
  zoneUtc: 'UTC',
  zoneOther: 'UTC{offset}',
  expiryMeans: 'That is {utc}.',

  urlsTitle: 'What will be called',
  urlsHelp: 'Base URL and endpoints joined, letter by letter.',
  urlsIssuer: 'Issuer, which tells the addresses that are not set',
  urlsNone: 'Fill in the base URL to see it.',

  mapHelp: 'One per line: name=value.',

  save: 'Save',
  test: 'Test',
  testTitle: 'Test, nothing saved yet',
  allRight: 'Nothing stands in the way of saving.',
  errorsOne: 'One thing to mend before saving.',
  errorsMany: '{count} things to mend before saving.',
  warningsOne: 'One thing to look at.',
  warningsMany: '{count} things to look at.',
  error: 'Error',
  warning: 'Look',
  saved: 'Saved.',

  leaveTitle: 'Leave without saving?',
  leaveSay: 'What you have filled in here is not saved yet, and pasted secrets are forgotten when you leave.',
  leaveYes: 'Leave',
  leaveNo: 'Stay here',

  renameHelp: 'Programs ask for the connection by this name; after a change they must ask for the new one.',
} as const
