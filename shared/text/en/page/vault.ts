/** The choice of a vault, asked once where no keychain works. */
export const vault = {
  intro:
    'You say once how this workstation reaches an API, and from then on a valid token is there whenever a program asks for one. First of all:',
  title: 'Where secrets are kept',
  say: 'Everbearer never writes a secret in plain text, so please choose: an encrypted file, or memory.',
  sayThere: 'Its passphrase opens it; Everbearer then goes on where it was.',
  file: 'An encrypted file',
  fileThere: 'The encrypted file that is here',
  fileSay: 'On this computer, opened by a passphrase each time Everbearer starts.',
  memory: 'Memory, for this run',
  memorySay: 'Everything is forgotten when Everbearer ends. Good for looking around.',
  keychain: 'The keychain of this computer',
  keychainSay: 'As soon as one runs here (Linux: gnome-keyring or KWallet).',
  choose: { file: 'Use the encrypted file', memory: 'Use memory', keychain: 'Look for the keychain' },
  chosen: 'From now on secrets are kept in {kind}.',
  chosenMemory: 'Secrets are kept in memory until Everbearer ends.',
  bannerTitle: 'It has not been chosen yet where secrets are kept',
  bannerSay: 'Until then nothing can be saved or renewed.',
  bannerChoose: 'Choose',
} as const
