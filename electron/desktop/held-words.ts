/** Keeps what is said before anybody can listen, and says it then. */
export type HeldWords<Word> = { say(word: Word): void; listen(listener: (word: Word) => void): void }

export function heldWords<Word>(): HeldWords<Word> {
  const held: Word[] = []
  let listening: ((word: Word) => void) | null = null
  return {
    say(word) {
      if (listening === null) held.push(word)
      else listening(word)
    },
    listen(listener) {
      listening = listener
      held.splice(0).forEach(listener)
    },
  }
}
