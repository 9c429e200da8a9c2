/**
 * A screen that nobody sees, for keyrings with windows (Xvfb), and a person in front of it (xdotool):
 *
 *   const screen = await startScreen()
 *   await screen.answer('Unlock Database', 'correct horse')   // waits for that window, types, presses Enter
 *   screen.stop()
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { promisify } from 'node:util'
import { until } from './until.ts'

const run = promisify(execFile)

export async function startScreen() {
  const { child, display } = await startServer()
  const env = { ...process.env, DISPLAY: display }
  const xdotool = async (...args: string[]): Promise<string> => (await run('xdotool', args, { env })).stdout.trim()

  /** Windows on the screen whose name, or whose program, contains this: a wizard has no name. */
  async function windows(name: string): Promise<string[]> {
    const found = await xdotool('search', '--onlyvisible', '--any', '--name', '--class', name).catch(() => '')
    return found.split('\n').filter(Boolean)
  }

  const killed = () => child.kill('SIGKILL')
  process.once('exit', killed)
  return {
    display,
    windows,
    /** A window of this name comes, gets this text and Enter, and goes away; again where it did not take it. */
    async answer(name: string, text = ''): Promise<void> {
      const window = await until(`a window "${name}"`, async () => (await windows(name))[0] ?? '')
      await until(`the window "${name}" to be answered`, async () => {
        await xdotool('windowfocus', '--sync', window)
        if (text !== '') await xdotool('key', 'ctrl+a', 'type', '--delay', '20', text)
        await xdotool('key', 'Return')
        await until('it to go', async () => (await windows(name)).length === 0, { deadlineMs: 3_000 })
        return true
      })
    },
    /** A person says no. */
    async refuse(name: string): Promise<void> {
      const window = await until(`a window "${name}"`, async () => (await windows(name))[0] ?? '')
      await xdotool('windowfocus', '--sync', window)
      await xdotool('key', 'Escape')
      await until('it to go', async () => (await windows(name)).length === 0)
    },
    stop() {
      process.removeListener('exit', killed)
      child.kill('SIGKILL')
    },
  }
}

/** The server picks a free number and says which on a descriptor of its own. */
async function startServer(): Promise<{ child: ChildProcess; display: string }> {
  const given = ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp']
  const child = spawn('Xvfb', given, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const numbers = child.stdio[3] as NodeJS.ReadableStream
  const number = await new Promise<string>((resolve, reject) => {
    numbers.once('data', (bytes: Buffer) => resolve(String(bytes).trim()))
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)))
  })
  return { child, display: `:${number}` }
}
