import { counted } from '../counted.ts'

/** Taking connections out of a file, and settings into one. */
export const importExport = {
  card: 'Moving in and out',
  cardSay:
    'Take connections from another computer or another program, or take the settings of all connections along as a file.',
  cardSecrets: 'Secrets leave this computer only encrypted, and only by the command line:',
  importOpen: 'Import from a file',
  exportSettings: 'Save all settings as a file',
  exported: 'The settings were saved without secrets.',

  title: 'Import from a file',
  say: 'Everbearer’s own files, a DRAW client’s settings, a Postman environment, a kubeconfig, or an .env file. Nothing is changed before you say so.',
  progress: counted({ one: '{done} of {total} connection', other: '{done} of {total} connections' }, 'total'),
  choose: 'Choose a file',
  paste: 'Or paste its text',
  sealed: 'A sealed file',
  leftOpen: 'What the file leaves open',
  passphrase: 'Passphrase or age identity',
  open: 'Open',
  system: 'Which system is it for?',
  nameless: 'Without a name',
  name: 'Name',
  nameHelp: 'What programs ask for. Change it if you like, then look again.',
  look: 'Look again',

  add: 'new',
  change: 'changes',
  same: 'nothing changes',
  refused: 'cannot be imported',
  fillIn: 'Fill in what is missing',
  sealedLeft: 'Still sealed in the file: {fields}.',
  sealedLeftNext:
    'No secret comes out to a page: enter them once more here, or complete the file where it was made and import it again.',
  fromTo: '{from} → {to}',
  nothing: 'nothing',
  origins: 'Secrets go to',
  secretNew: 'new',
  secretReplaced: 'another one than here, which is then gone',
  secretSame: 'the same as here',
  secretKept: 'the one here is kept',
  take: counted({ one: 'Import one connection', other: 'Import {count} connections' }),
  done: counted({ other: 'Imported: {added} new, {changed} changed.' }, 'added'),
  doneUndo: 'What was replaced can be had back for a minute: {names}.',
} as const
