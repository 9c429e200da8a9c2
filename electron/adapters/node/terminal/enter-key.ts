import type { Cancel } from '../../../core/ports.ts'

/** Runs with each line that a person at the terminal types; never where standard input is no terminal. */
export function onTerminalLine(run: (line: string) => void): Cancel {
  const { stdin } = process
  if (stdin.isTTY !== true) return () => undefined
  const onData = (piece: Buffer | string): void => {
    const text = String(piece)
    if (text.includes('\n')) run(text.trim())
  }
  stdin.on('data', onData)
  return () => {
    stdin.off('data', onData)
    // A terminal that is still listened to would keep this program from ending.
    stdin.pause()
  }
}
