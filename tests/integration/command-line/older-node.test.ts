/** Under a Node that is too old the command line runs itself in the one that it carries: two processes, which have to end as one. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { everbearer, productNode } from '../../kit/processes/everbearer-process.ts'
import { environmentOf, type Home, temporaryHome } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'

const root = resolve(import.meta.dirname, '..', '..', '..')
const outside = pathToFileURL(join(root, 'electron', 'commands', 'hosts', 'own-node.ts')).href
const program = pathToFileURL(join(root, 'dist', 'cli.js')).href

/** What cli.ts does there, in a Node that could do without. */
function startWrapped(home: Home, ...words: string[]) {
  const script = `import { runUnderOwnNode } from '${outside}'
    process.exitCode = await runUnderOwnNode('${program}', ${JSON.stringify(words)})`
  const child = spawn(productNode, ['--input-type=module', '-e', script], { env: environmentOf(home), stdio: 'pipe' })
  onTestFinished(() => void child.kill('SIGKILL'))
  const printed = { out: '' }
  child.stdout.on('data', (text: Buffer) => {
    printed.out += text
  })
  return { child, printed, ended: new Promise<number | null>((end) => child.once('close', (code) => end(code))) }
}

test('an agent whose outer process is killed ends in good order', async () => {
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  const { child, printed } = startWrapped(home, 'agent')
  await until('the agent to keep', () => printed.out.includes('\n'))
  child.kill('SIGKILL')
  await until('the socket to be gone', () => !existsSync(join(home.path, 'keeper.sock')))
  expect((await everbearer(home, ['journal'])).stdout).toContain('Everbearer stopped')
})

test('a command is done when it is done, with its own exit code', async () => {
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  const done = startWrapped(home, 'systems')
  expect(await done.ended).toBe(0)
  expect(done.printed.out).toContain('draw')
  expect(await startWrapped(home, 'show', 'nobody').ended).toBe(3)
})
