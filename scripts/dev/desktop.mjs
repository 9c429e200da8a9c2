import { spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { join } from 'node:path'
import { build } from '../build/bundle.mjs'
import { ensureRuntime } from '../electron-runtime.mjs'
import { cache, cli, productNode, root } from '../project.mjs'
import { createRestarts } from './restarts.mjs'

/**
 * `npm run dev -- desktop`: the window, started anew after each change. Where no window can be shown the command says why
 * in one sentence, and opens the page instead. What is entered stays from one start to the next, in a folder of its own.
 */
const env = {
  ...process.env,
  EVERBEARER_HOME: join(cache, 'dev-desktop-state'),
  EVERBEARER_VAULT: 'file',
  EVERBEARER_PASSPHRASE: 'made up for whoever writes the desktop',
}

await ensureRuntime()
const restarts = createRestarts({ build, start }, await start())
for (const folder of ['electron', 'shared', 'renderer'])
  watch(join(root, folder), { recursive: true }, () => restarts.changed())

/** Ends with this program too: whoever types Ctrl+C means both. */
async function start() {
  const child = spawn(productNode, [cli, 'open', '--verbose'], { cwd: root, env, stdio: 'inherit' })
  const ended = new Promise((done) => child.once('exit', done))
  const alongside = () => child.kill('SIGTERM')
  process.once('exit', alongside)
  void ended.then(() => process.off('exit', alongside))
  return {
    end() {
      child.kill('SIGTERM')
      return ended
    },
  }
}
