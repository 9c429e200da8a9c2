import { raise } from '../../../../shared/fault.ts'
import { Secret } from '../../../../shared/secret.ts'

type PromptOutput = { write(text: string): unknown; readonly isTTY?: boolean }

/** A pipe that nobody writes to must not hold a script for ever; a person may take as long as it takes. */
const PIPE_WITHIN_MS = 10_000
/** A passphrase is a line; more than this is something else. */
const MAX_LETTERS = 4_096

/**
 * Both read the same lines, so that one may follow the other; from a pipe a line at a time. Null at the end of input or
 * after Ctrl-C; while a line is shown the terminal makes a SIGINT of that. Raises no_text_file for what is not
 * UTF-8, and input_too_large {limit}: what was cut or misread would be something else.
 */
export function createPrompts(input: NodeJS.ReadStream, output: PromptOutput, pipeWithinMs: number = PIPE_WITHIN_MS) {
  const lines = new LineQueue()
  let isListening = false
  async function ask(prompt: string, hidden: boolean): Promise<string | null> {
    const person = input.isTTY === true
    // Before it is asked for: what is typed in the moment between would be shown by the terminal itself.
    if (person && hidden) input.setRawMode(true)
    const marksPastes = person && hidden && output.isTTY === true && process.env['TERM'] !== 'dumb'
    if (person) {
      output.write(marksPastes ? `${MARK_PASTES}${prompt}` : prompt)
      lines.begin()
    }
    if (!isListening) {
      isListening = true
      input.setEncoding('utf8')
      input.on('data', (text: string) => lines.push(text, person))
      input.on('end', () => lines.end())
      input.on('error', () => lines.end())
    }
    input.resume()
    const line = await lines.next(person ? null : pipeWithinMs)
    input.pause()
    if (person && hidden) {
      input.setRawMode(false)
      output.write(marksPastes ? `${MARK_NO_PASTES}\n` : '\n')
    }
    return line === null ? null : assertReadableLine(line)
  }
  return {
    /** Asks for one line without showing it; null for an empty one. Raises asking_stopped where a person gives up, space_inside for two lines. */
    async secret(prompt: string): Promise<Secret | null> {
      const line = await ask(prompt, true)
      // An answer that is none would let whoever asked go on without it.
      if (line === null && input.isTTY === true) raise('asking_stopped')
      if (line?.includes('\n')) raise('space_inside', { field: '', why: 'typed' })
      return line === null || line === '' ? null : new Secret(line)
    },
    /** A line that may be empty, shown while it is typed unless it is hidden. */
    line: ask,
  }
}

/** Letters that stand where bytes were no UTF-8, or were UTF-16. */
function assertReadableLine(line: string): string {
  if (line.length > MAX_LETTERS) raise('input_too_large', { limit: MAX_LETTERS })
  return line.includes('\ufffd') || line.includes('\0') ? raise('no_text_file') : line
}

/**
 * From here on the terminal says where something pasted begins and ends. A token that was copied with a line break would
 * else be one half here, and the other half the answer to the next question.
 */
const MARK_PASTES = '\u001b[?2004h'
const MARK_NO_PASTES = '\u001b[?2004l'
const PASTE_BEGINS = '\u001b[200~'
const PASTE_ENDS = '\u001b[201~'

const ESCAPE = '\u001b'
/** What an arrow or another key sends is no part of a secret: after Escape a bracket, and what follows up to a letter or `~`. */
const BEGUN_KEY = /^(\[[\d;?]{0,16})?$/

/** What Windows' programs put before UTF-8. */
const BYTE_ORDER_MARK = '\ufeff'

const CTRL_C = '\u0003'
const CTRL_D = '\u0004'
const CTRL_U = '\u0015'
const ERASERS = ['\u007f', '\b']

/** Lines as they come in; a person's keys are worked off one by one, since nothing does that for a raw terminal. */
class LineQueue {
  #text = ''
  /** Of a key that sends more than one letter, what has come of it. */
  #key = ''
  #pasting = false
  #afterReturn = false
  #hasStarted = false
  #ended = false
  readonly #lines: (string | null)[] = []
  #waiting: ((line: string | null) => void) | null = null

  push(text: string, person: boolean): void {
    for (const letter of text) {
      const isMark = !this.#hasStarted && letter === BYTE_ORDER_MARK
      this.#hasStarted = true
      if (isMark) continue
      // Windows writes \r\n for one line end.
      if (!(letter === '\n' && this.#afterReturn)) this.#takeLetter(letter, person)
      this.#afterReturn = letter === '\r'
    }
  }

  end(): void {
    if (this.#text !== '') this.#deliver(this.#takeLine())
    this.#ended = true
    this.#deliver(null)
  }

  /** Enter is \r while a person's line is hidden and \n while it is shown: the one is no second half of the other. */
  begin(): void {
    this.#afterReturn = false
  }

  next(withinMs: number | null): Promise<string | null> {
    const ready = this.#lines.shift()
    if (ready !== undefined) return Promise.resolve(ready)
    if (this.#ended) return Promise.resolve(null)
    const { promise, resolve } = Promise.withResolvers<string | null>()
    this.#waiting = resolve
    const timer = withinMs === null ? undefined : setTimeout(() => this.#deliver(null), withinMs)
    return promise.finally(() => clearTimeout(timer))
  }

  #takeLetter(letter: string, person: boolean): void {
    if (person && (this.#key !== '' || letter === ESCAPE)) this.#takeKey(letter)
    else if (this.#pasting && letter !== CTRL_C) this.#add(letter === '\r' ? '\n' : letter)
    else if (letter === '\n' || letter === '\r') this.#deliver(this.#takeLine())
    else if (person && letter === CTRL_C) this.#deliver(null)
    else if (person && letter === CTRL_D) this.#deliver(this.#text === '' ? null : this.#takeLine())
    else if (person && letter === CTRL_U) this.#text = ''
    else if (person && ERASERS.includes(letter)) this.#text = [...this.#text].slice(0, -1).join('')
    else this.#add(letter)
  }

  /** One more than there may be, so that it shows. */
  #add(letter: string): void {
    if (this.#text.length <= MAX_LETTERS) this.#text += letter
  }

  #takeKey(letter: string): void {
    const key = this.#key + letter
    this.#key = BEGUN_KEY.test(key.slice(1)) ? key : ''
    if (key === PASTE_BEGINS) this.#pasting = true
    else if (key === PASTE_ENDS) this.#pasting = false
    // A lone Escape was no beginning of anything.
    else if (key.length === 2 && this.#key === '') this.#takeLetter(letter, true)
  }

  /** A line end that was pasted along at the end is not meant. */
  #takeLine(): string {
    const line = this.#text
    this.#text = ''
    this.#pasting = false
    return line.endsWith('\n') ? line.slice(0, -1) : line
  }

  #deliver(line: string | null): void {
    const waiting = this.#waiting
    this.#waiting = null
    if (waiting === null) this.#lines.push(line)
    else waiting(line)
  }
}
