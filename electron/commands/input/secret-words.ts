import { raiseUsage } from './usage-fault.ts'

/** `//user:password@`, with or without a scheme before it; a password may itself hold slashes, or another `@`. */
const ADDRESS_WITH_PASSWORD = /^(?:[a-z][a-z0-9+.-]*:)?\/\/[^@:]*:[^@]*@/i
/** The same where an address is wanted, and its scheme was left out. */
const BARE_ADDRESS = /^[^@:/]*:(?!\/\/)[^@]*@/
/** The key that opens what was sealed for an age recipient. */
const AGE_KEY = /^AGE-SECRET-KEY-/i

/** A whole entry, in place of the file that it was to be read from. */
const JSON_ENTRY = /^\s*\{\s*"/

/** A JSON Web Token in the place of a name or a word; an address may hold one for a reason of its own. */
const JWT = /^\s*eyJ[\w-]+\.[\w-]+/
/** Anything of a token in the place of a file's name, which would be said again in an error. */
const TOKEN_FOR_FILE = /(?<![\dA-Za-z])eyJ[\w-]{8}|^\s*[Bb](?:earer|EARER)\s/
const FILE_OPTIONS = [
  '--from',
  '--to',
  '--save',
  '--identity',
  '--authorities',
  '--certificate',
  '--key',
  '--password-file',
]

/** Options that take addresses; `--allow-origin` takes all the words up to the next option. */
const ADDRESS_OPTIONS = ['--proxy', '--allow-origin']

/** What follows belongs to another program. */
const EXEC = 'exec'

/**
 * Refuses a command line that carries a secret: other users of the computer read it in /proc while it runs, and the shell
 * keeps it. Raises usage {why: proxy_password_in_words, password_in_words, key_in_words, token_in_words,
 * entry_in_words}, before anything is done.
 */
export function refuseSecretWords(words: readonly string[]): void {
  if (words[0] === EXEC) return
  let option = ''
  for (const word of words) {
    const [, optionName, inlineValue] = /^(--[a-z-]+)(?:=(.*))?$/is.exec(word) ?? []
    option = optionName ?? option
    const value = optionName === undefined ? word : (inlineValue ?? '')
    if (AGE_KEY.test(value)) raiseUsage('key_in_words')
    const isFile = FILE_OPTIONS.includes(option) || words[0] === 'import' || words[0] === 'fleet'
    if ((isFile ? TOKEN_FOR_FILE : JWT).test(value)) raiseUsage('token_in_words')
    if (JSON_ENTRY.test(value)) raiseUsage('entry_in_words')
    if (ADDRESS_WITH_PASSWORD.test(value) || (ADDRESS_OPTIONS.includes(option) && BARE_ADDRESS.test(value)))
      raiseUsage(option === '--proxy' ? 'proxy_password_in_words' : 'password_in_words')
  }
}
