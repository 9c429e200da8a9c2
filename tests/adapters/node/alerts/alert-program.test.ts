import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { checkAlertProgram, runAlertProgram } from '../../../../electron/adapters/node/alerts/alert-program.ts'
import { handClock } from '../../../kit/hand-clock.ts'
import { until } from '../../../kit/processes/until.ts'

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'eb-alerts-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

/** By this clock nothing hangs unless the test says so. */
function shell(script: string, environment = {}, clock = handClock()) {
  const limitMs = 30_000
  return runAlertProgram({ program: '/bin/sh', args: ['-c', script], environment, input: 'as JSON', limitMs }, clock)
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
  const { ended } = shell(`cat > "${file}"; echo " $EVERBEARER_ALERT_ID [$EVERBEARER_PASSPHRASE]" >> "${file}"`, {
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
  const clock = handClock()
  const script = `trap '' TERM; sleep 1000 & echo $! > "${file}.new"; mv "${file}.new" "${file}"; while :; do sleep 1; done`
  const hung = shell(script, {}, clock)
  const grandchild = await until('the grandchild', () => Number(readFileSync(file, 'utf8')))
  await clock.advance(30_000)
  expect(isThere(grandchild)).toBe(true)
  await clock.advance(2_000)
  expect(await hung.ended).toEqual({ code: 'notify_command_hung', params: { seconds: 30 } })
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
    handClock(),
  )
  expect(await absent.ended).toMatchObject({ code: 'command_not_found' })
})
