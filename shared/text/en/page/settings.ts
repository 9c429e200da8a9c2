import { counted } from '../counted.ts'

/** The settings page. */
export const settings = {
  title: 'Settings',

  vault: 'Vault',
  vaultSay: 'Secrets are kept in {kind}.',
  vaultCondition: 'It is {condition}.',
  vaultCount: counted({ one: 'One connection is in it.', other: '{count} connections are in it.' }),
  vaultMoveTo: 'Move everything to {kind}',
  vaultMoveSay: 'Everything is copied and read back before the old place is emptied.',
  vaultLeaveSay:
    'This workstation leaves the vault that several share, and takes its copies along. While others stay, nothing of them is renewed here until "everbearer resume" says so. The one that says who belongs to it leaves last: nobody else can say it.',
  vaultMemoryWarning: counted({
    one: 'In memory, all of this is forgotten when Everbearer ends: the connection with its settings and tokens, and only a copy made before brings it back.',
    other:
      'In memory, all of this is forgotten when Everbearer ends: {count} connections with their settings and tokens, and only a copy made before brings them back.',
  }),
  vaultMemoryCopy: 'For a copy first, run this in a terminal: everbearer export --sealed > FILE',
  vaultMemoryMove: counted({
    one: 'Keep one connection in memory alone',
    other: 'Keep {count} connections in memory alone',
  }),
  vaultMoved: 'All secrets are now in {kind}.',
  moveToKeychain: 'Move to the keychain',
  moveToFile: 'Move to an encrypted file',
  moveToMemory: 'Move to memory',
  passphrase: 'Passphrase',
  passphrasePresent: 'Present passphrase',
  passphraseNew: 'New passphrase',
  passphraseAgain: 'The same again',
  passphraseShort: counted({ other: 'At least {least} characters.' }, 'least'),
  passphraseDiffers: 'The two are not the same.',
  passphraseHelp: 'Whoever has the file needs it; nobody can bring back one that is forgotten.',
  passphraseChange: 'Change passphrase',
  passphraseChanged: 'The passphrase was changed.',
  move: 'Move',

  renewal: 'Renewal',
  background: 'Renew tokens before anyone asks',
  backgroundHelp: 'Switched off, a token is renewed only when a program asks for it.',
  journalEntries: 'Journal entries to keep',
  journalEntriesHelp: '{range}; the oldest go first.',
  save: 'Save',

  look: 'Look',
  theme: 'Theme',
  themeAuto: 'As the system',
  themeLight: 'Light',
  themeDark: 'Dark',
  language: 'Language',
  languageAuto: 'As the system',
  languageHelp: 'English is complete; where the system speaks another language, the page speaks English too.',

  doctor: 'Doctor',
  doctorSay:
    'Looks at everything that could be in the way: vault, files, clock, proxy and each server. It spends nothing.',
  doctorRun: 'Look now',
  doctorAllGood: 'Nothing is in the way.',
  doctorSome: counted({ other: '{bad} in the way[, {warnings} worth a look].' }, 'bad'),
  supportFile: 'Support file',
  supportSay:
    'This is all that the file holds: settings, findings and the last journal entries, without tokens, secrets, client IDs or your name. Read it, then save it for somebody who helps you.',
  supportSave: 'Save as a file',
  good: 'good',
  warning: 'look',
  bad: 'bad',

  about: 'About',
  aboutSay: 'Everbearer {version}, run by {host}, process {pid}, since {at}.',
} as const
