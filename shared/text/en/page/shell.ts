/** What stands around every screen. Placeholders as in faults. */
export const shell = {
  nobodyToAsk: 'Nobody can be asked outside of this page, since no terminal stands behind it.',
  product: 'Everbearer',
  skip: 'Skip to the content',
  navigation: 'Main',
  overview: 'Overview',
  journal: 'Journal',
  settings: 'Settings',
  help: 'Help',
  vault: 'Vault',
  vaultKeychain: 'OS keychain',
  vaultFile: 'encrypted file',
  vaultMemory: 'memory only',
  vaultNone: 'not chosen yet',
  keeper: 'Keeper',
  keeperSince: '{host}, since {at}',
  loading: 'Asking Everbearer ...',

  lostTitle: 'No connection to Everbearer since {at}',
  lostSay:
    'What you see is from then. Tokens that programs already have stay valid; the page connects again by itself.',
  goneTitle: 'Waiting for the keeper, since {at}',
  goneSay:
    'The program that keeps the tokens is too busy to answer, or has ended and another one takes over within seconds. Nothing is lost; this page goes on by itself.',
  closedTitle: 'This tab is not signed in',
  closedHeading: 'Sign in again',
  closedSay:
    'Each tab gets in by an address of its own that counts once: press the button and Everbearer opens one in your browser.',
  againShown: 'Everbearer has opened a new tab; close this one.',
  againUnshown:
    'No browser could be opened from there: press Enter where Everbearer runs and open the address it prints.',
  againGone: 'The Everbearer that served this page has ended: run "everbearer open".',

  vaultLockedTitle: 'The keychain is locked',
  vaultPassphraseTitle: 'The encrypted file waits for its passphrase',
  vaultNewTitle: 'The encrypted file has still to be made',
  vaultNewSay: 'Choose the passphrase that will open it; nothing can be kept before.',
  vaultShutTitle: 'The vault cannot be used now',
  siteKept: 'What it said before stays in force until it is mended.',
  siteNothing:
    'Until it is mended nothing of it counts, its proxy and whom it tells among them, and what it might have set cannot be changed here.',
  vaultShutSay: 'Nothing is renewed until it is open. What you see is as it was last known.',
  unlock: 'Unlock',
  unlockTitle: 'Unlock the vault',
  makeVault: 'Make the vault',
  makeVaultTitle: 'Choose a passphrase',
  unlockKeychainSay: 'The operating system asks for the keychain’s password in a window of its own.',
  passphrase: 'Passphrase',
  showSecret: 'Show or hide what is typed',

  brokenTitle: 'This page broke',
  brokenSay:
    'Something in it went wrong ({kind}). Tokens are kept fresh all the while, and nothing is lost but what was just being typed.',
  brokenAgain: 'Open it again',

  language: 'en-GB',
  today: 'today',
  yesterday: 'yesterday',
  tomorrow: 'tomorrow',
  close: 'Close',
  cancel: 'Cancel',
} as const
