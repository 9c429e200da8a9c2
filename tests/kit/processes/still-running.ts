import type { ChildProcess } from 'node:child_process'

/** The programs of the product that tests of this worker have started and that have not ended (everbearer-process.ts). */
export const stillRunning = new Set<ChildProcess>()

/** At the end of a file: a program that nobody ended would wait in a deleted folder for as long as the machine runs. */
export function endWhatIsLeft(): void {
  const left = [...stillRunning].filter((child) => child.exitCode === null && child.signalCode === null)
  for (const child of left) child.kill('SIGKILL')
  const said = left.map((child) => child.spawnargs.join(' ')).join('\n')
  if (left.length > 0) throw new Error(`Still running after the last test of this file:\n${said}`)
}
