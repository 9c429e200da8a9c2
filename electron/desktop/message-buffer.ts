/** Buffers messages until there is a listener. */
export type MessageBuffer<Message> = { say(message: Message): void; listen(listener: (message: Message) => void): void }

export function messageBuffer<Message>(): MessageBuffer<Message> {
  const buffered: Message[] = []
  let current: ((message: Message) => void) | null = null
  return {
    say(message) {
      if (current === null) buffered.push(message)
      else current(message)
    },
    listen(listener) {
      current = listener
      buffered.splice(0).forEach(listener)
    },
  }
}
