import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { checkAlertProgram, runAlertProgram } from '../../../../electron/adapters/node/alerts/alert-program.ts'
import { nodeClock } from '../../../../electron/adapters/node/clock.ts'
import { until } from '../../../kit/processes/until.ts'

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'eb-alerts-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

function shell(script: string, limitMs = 30_000, environment = {}) {
  return runAlertProgram(
    { program: '/bin/sh', args: ['-c', script], environment, input: 'as JSON', limitMs },
    nodeClock,
  )
}

const isThere = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    // One that has ended and waits for its parent to notice is there in name alone.
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}

test('gets its input and environment, and nothing that opens the vault', async () => {
  const file = join(folder(), 'seen')
  process.env['EVERBEARER_PASSPHRASE'] = 'made up'
  onTestFinished(() => void delete process.env['EVERBEARER_PASSPHRASE'])
  const { ended } = shell(`cat > ${file}; echo " $EVERBEARER_ALERT_ID [$EVERBEARER_PASSPHRASE]" >> ${file}`, 30_000, {
    EVERBEARER_ALERT_ID: 'one',
  })
  expect(await ended).toBeNull()
  expect(readFileSync(file, 'utf8')).toBe('as JSON one []\n')
})

test('one that fails says with what, and one that reads nothing does no harm', async () => {
  expect(await shell('exec 0<&-; exit 3').ended).toEqual({ code: 'notify_command_failed', params: { exit: 3 } })
})

test('one that hangs is ended with all that it has started, also where it will not hear of it', async () => {
  const file = join(folder(), 'pid')
  const hung = shell(`trap '' TERM; sleep 1000 & echo $! > ${file}; while :; do sleep 1; done`, 3_000)
  const trouble = await hung.ended
  expect(trouble).toEqual({ code: 'notify_command_hung', params: { seconds: 3 } })
  const grandchild = Number(readFileSync(file, 'utf8'))
  await until('the grandchild to go', () => !isThere(grandchild))
})

test('one that is not there, or not to be run, is found out before it is set', async () => {
  const file = join(folder(), 'tell')
  writeFileSync(file, '#!/bin/sh\n', { mode: 0o644 })
  expect(() => checkAlertProgram('/nowhere/tell')).toThrow(
    expect.objectContaining({ fault: expect.objectContaining({ code: 'command_not_found' }) }),
  )
  const absent = runAlertProgram(
    { program: '/nowhere/tell', args: [], environment: {}, input: '', limitMs: 1_000 },
    nodeClock,
  )
  expect(await absent.ended).toMatchObject({ code: 'command_not_found' })
})
