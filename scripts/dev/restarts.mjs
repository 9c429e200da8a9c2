/** Several files are saved at once, by an editor or by git. */
const SETTLED_MS = 150

/**
 * A program that is started anew after each change of what it is built from. One after another: two of it would want the
 * same place. What does not build, or does not start, has said so, and the next change tries again.
 * @typedef {{ end(): Promise<unknown> }} Running
 * @param {{ build(): Promise<number>, start(): Promise<Running> }} program
 * @param {Running} running
 * @returns {{ changed(): void, settled(): Promise<void> }} `settled` is for whoever waits for the last restart
 */
export function createRestarts({ build, start }, running) {
  /** @type {NodeJS.Timeout | undefined} */
  let saving
  let restarted = Promise.resolve()

  async function restart() {
    await running.end()
    if ((await build()) === 0) running = await start()
  }

  return {
    changed() {
      clearTimeout(saving)
      saving = setTimeout(() => {
        restarted = restarted.then(restart)
      }, SETTLED_MS)
    },
    settled: () => restarted,
  }
}
