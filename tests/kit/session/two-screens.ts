/** A screen of its own, and beside it a second one that comes and goes: Xorg with Debian's dummy driver, as whoever runs it. */
import { execFile, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'

const run = promisify(execFile)

/** Not the setuid wrapper of that name, which only starts for somebody who sits there. */
const XORG = '/usr/lib/xorg/Xorg'
const SIZE = '1024x768'
const CONFIG = `
Section "ServerFlags"
  Option "AutoAddDevices" "false"
  Option "AutoAddGPU" "false"
EndSection
Section "Device"
  Identifier "dummy"
  Driver "dummy"
  VideoRam 64000
EndSection
Section "Screen"
  Identifier "screen"
  Device "dummy"
  DefaultDepth 24
  SubSection "Display"
    Depth 24
    Modes "${SIZE}"
    Virtual 2048 768
  EndSubSection
EndSection
`

/** Right of the first. */
export type SecondScreen = { plugIn(): Promise<void>; takeAway(): Promise<void> }

export async function startTwoScreens(
  folder: string,
): Promise<{ readonly display: string; end(): Promise<void>; readonly second: SecondScreen }> {
  mkdirSync(folder, { recursive: true })
  const config = join(folder, 'xorg.conf')
  writeFileSync(config, CONFIG)
  const words = ['-displayfd', '3', '-config', config, '-configdir', join(folder, 'none')]
  const quiet = ['-logfile', join(folder, 'xorg.log'), '-nolisten', 'tcp', '-noreset', '-novtswitch', '-sharevts', '-r']
  const server = spawn(XORG, [...words, ...quiet], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const gone = new Promise<void>((done) => server.once('exit', () => done()))
  const end = async (): Promise<void> => {
    server.kill('SIGKILL')
    await gone
  }
  onTestFinished(end)
  const number = await new Promise<string>((done, failed) => {
    server.once('error', failed)
    server.once('exit', (code) => failed(new Error(`Xorg ended with ${code}; see ${folder}/xorg.log`)))
    server.stdio[3]?.once('data', (text) => done(String(text).trim()))
  })
  const display = `:${number}`
  const xrandr = async (...args: readonly string[]): Promise<void> => {
    await run('xrandr', [...args], { env: { ...process.env, DISPLAY: display } })
  }
  await xrandr('--addmode', 'DUMMY1', SIZE)
  return {
    display,
    end,
    second: {
      async plugIn() {
        await xrandr('--output', 'DUMMY1', '--mode', SIZE, '--right-of', 'DUMMY0')
        // This driver says that something is connected there only when it is asked again.
        await xrandr('--query')
      },
      takeAway: () => xrandr('--output', 'DUMMY1', '--off'),
    },
  }
}
