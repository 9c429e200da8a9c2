/** Keeps what is said before anybody can listen, and says it then. */
export type MessageBuffer<Message> = { say(message: Message): void; listen(listener: (message: Message) => void): void }

export function messageBuffer<Message>(): MessageBuffer<Message> {
  const held: Message[] = []
  let listening: ((message: Message) => void) | null = null
  return {
    say(message) {
      if (listening === null) held.push(message)
      else listening(message)
    },
    listen(listener) {
      listening = listener
      held.splice(0).forEach(listener)
    },
  }
}
