import type { Cancel } from '../../core/ports.ts'

/** Runs each time a person at the terminal presses Enter; never where standard input is no terminal. */
export function onEnter(run: () => void, stdin: NodeJS.ReadStream = process.stdin): Cancel {
  if (stdin.isTTY !== true) return () => undefined
  const heard = (piece: Buffer | string): void => {
    if (String(piece).includes('\n')) run()
  }
  stdin.on('data', heard)
  return () => {
    stdin.off('data', heard)
    // A terminal that is still listened to would keep this program from ending.
    stdin.pause()
  }
}
