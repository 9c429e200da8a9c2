import type { Cancel } from '../../../core/ports.ts'
import { createLineReader } from './line-reader.ts'

/** What a person pastes is short; a file by mistake is not. */
const MAX_LINE_LENGTH = 65_536

/** Tells each line that is typed or piped in, until it is cancelled; a piece without an end that is too long ends it. */
export function onInputLine(heard: (line: string) => void, stdin: NodeJS.ReadStream): Cancel {
  const reader = createLineReader(MAX_LINE_LENGTH)
  const onData = (piece: Buffer | string): void => {
    const lines = reader.push(String(piece))
    if (lines === null) return stop()
    for (const line of lines) heard(line)
  }
  const stop = (): void => {
    stdin.off('data', onData)
    // What is still listened to would keep this program from ending.
    stdin.pause()
    stdin.unref?.()
  }
  stdin.on('error', () => undefined).on('data', onData)
  return stop
}
