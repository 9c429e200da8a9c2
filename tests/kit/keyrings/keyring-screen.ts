/**
 * A screen that nobody sees, for keyrings with windows (Xvfb), and a person in front of it (xdotool):
 *
 *   const screen = await startScreen()
 *   await screen.answer('Unlock Database', 'correct horse')   // waits for that window, types, presses Enter
 *   screen.stop()
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { promisify } from 'node:util'
import { until } from '../processes/until.ts'

const run = promisify(execFile)
const XDOTOOL_MS = 10_000
/** Time for some tries: a key that came before the window was ready for it is lost. */
const WHOLE = { deadlineMs: 60_000 }

export async function startScreen() {
  const { child, display } = await startServer()
  const env = { ...process.env, DISPLAY: display }
  // It waits long for a window to have the focus, which one that is made anew meanwhile never gets.
  const xdotool = async (...args: string[]): Promise<string> =>
    (await run('xdotool', args, { env, timeout: XDOTOOL_MS, killSignal: 'SIGKILL' })).stdout.trim()

  /** Windows on the screen whose name, or whose program, contains this: a wizard has no name. */
  async function windows(name: string): Promise<string[]> {
    const found = await xdotool('search', '--onlyvisible', '--any', '--name', '--class', name).catch((thrown) => {
      // It ends with 1 where there is none; one that had to be ended has not looked.
      if ((thrown as { killed?: boolean }).killed === true) throw thrown
      return ''
    })
    return found.split('\n').filter(Boolean)
  }

  /** A window of this name comes, is dealt with, and goes away; again, in the window that is there then, where it did not take it. */
  async function dealtWith(name: string, press: () => Promise<unknown>): Promise<void> {
    await until(`a window "${name}"`, async () => (await windows(name))[0] ?? '')
    await until(
      `the window "${name}" to go`,
      async () => {
        const [window] = await windows(name)
        if (window === undefined) return true
        await xdotool('windowfocus', '--sync', window)
        await press()
        return until('it to go', async () => (await windows(name)).length === 0, { deadlineMs: 3_000 })
      },
      WHOLE,
    )
  }

  const killed = () => child.kill('SIGKILL')
  process.once('exit', killed)
  return {
    display,
    windows,
    /** A person types this text, and Enter. */
    answer: (name: string, text = '') =>
      dealtWith(name, async () => {
        if (text !== '') await xdotool('key', 'ctrl+a', 'type', '--delay', '20', text)
        await xdotool('key', 'Return')
      }),
    /** A person says no. */
    refuse: (name: string) => dealtWith(name, () => xdotool('key', 'Escape')),
    stop() {
      process.removeListener('exit', killed)
      child.kill('SIGKILL')
    },
  }
}

/** One that begins anew when its last window has gone would cut off the next. The server picks a free number and says which on a descriptor of its own. */
async function startServer(): Promise<{ child: ChildProcess; display: string }> {
  const given = ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp', '-noreset']
  const child = spawn('Xvfb', given, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const numbers = child.stdio[3] as NodeJS.ReadableStream
  const number = await new Promise<string>((resolve, reject) => {
    numbers.once('data', (bytes: Buffer) => resolve(String(bytes).trim()))
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)))
  })
  return { child, display: `:${number}` }
}
