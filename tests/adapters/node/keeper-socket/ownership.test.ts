import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { holderPid } from '../../../../electron/adapters/node/keeper-socket/holder-pid.ts'
import { tryOwnership } from '../../../../electron/adapters/node/keeper-socket/ownership.ts'
import { faultOf } from '../../../../shared/fault.ts'
import { productNode } from '../../../kit/processes/everbearer-process.ts'
import { temporaryFolder } from '../../../kit/processes/temporary-folder.ts'
import { until } from '../../../kit/processes/until.ts'

const source = resolve(import.meta.dirname, '../../../../electron/adapters/node/keeper-socket/ownership.ts')

/** Another process that takes the lock, says whether it got it, and keeps it until it is killed. */
async function otherProcess(folder: string): Promise<{ got: boolean; child: ChildProcess }> {
  const program = `import { tryOwnership } from ${JSON.stringify(source)}
    const own = tryOwnership(${JSON.stringify(folder)})
    console.log(own === null ? 'no' : 'yes')
    if (own !== null) setInterval(() => own.held(), 60_000)`
  const child = spawn(productNode, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  await until('the other process to try the lock', () => said.includes('\n'))
  return { got: said === 'yes\n', child }
}

test('one process holds it, another does not, until it is given up', async () => {
  const folder = temporaryFolder()
  const own = tryOwnership(folder)
  expect(own?.held()).toBe(true)
  expect(tryOwnership(folder)).toBeNull()
  expect((await otherProcess(folder)).got).toBe(false)
  own?.release()
  own?.release()
  expect(own?.held()).toBe(false)
  expect((await otherProcess(folder)).got).toBe(true)
})

test('it is free after kill -9, and not while the holder is only stopped', async () => {
  const folder = temporaryFolder()
  const { child, got } = await otherProcess(folder)
  expect(got).toBe(true)
  expect(holderPid(folder)).toBe(child.pid)
  child.kill('SIGSTOP')
  expect(tryOwnership(folder)).toBeNull()
  child.kill('SIGKILL')
  const own = await until('the lock of the dead', () => tryOwnership(folder))
  expect(holderPid(folder)).toBe(process.pid)
  own?.release()
})

test('a deleted or exchanged lock file is no longer held, and whoever comes next holds the new one', () => {
  const folder = temporaryFolder()
  const path = join(folder, 'keeper.lock')
  const own = tryOwnership(folder)
  rmSync(path)
  expect(own?.held()).toBe(false)
  const next = tryOwnership(folder)
  expect([own?.held(), next?.held()]).toEqual([false, true])
  renameSync(path, `${path}.old`)
  writeFileSync(path, '')
  expect(next?.held()).toBe(false)
  own?.release()
  next?.release()
})

test('the lock file is the owner’s alone and says who holds it', () => {
  const folder = temporaryFolder()
  const own = tryOwnership(folder)
  const path = join(folder, 'keeper.lock')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readFileSync(path, 'utf8')).toBe(`${process.pid}\n`)
  own?.release()
})

test('without a lock file, or with an empty one, nobody can be named', () => {
  const folder = temporaryFolder()
  expect(holderPid(folder)).toBeNull()
  writeFileSync(join(folder, 'keeper.lock'), 'not a number')
  expect(holderPid(folder)).toBeNull()
})

test('what cannot be locked is a fault: a folder in its place, a link, no folder at all', () => {
  const folder = temporaryFolder()
  const path = join(folder, 'keeper.lock')
  mkdirSync(path)
  expect(caught(folder)).toEqual({ code: 'state_folder_unusable', params: { path, detail: 'EISDIR' } })
  const linked = temporaryFolder()
  writeFileSync(join(linked, 'elsewhere'), '')
  symlinkSync(join(linked, 'elsewhere'), join(linked, 'keeper.lock'))
  expect(caught(linked)?.params['detail']).toBe('ELOOP')
  expect(caught(join(folder, 'missing'))?.params['detail']).toBe('ENOENT')
})

function caught(folder: string) {
  try {
    tryOwnership(folder)?.release()
  } catch (thrown) {
    return faultOf(thrown)
  }
  return null
}
