import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { COMMANDS } from '../../commands/every-command.ts'

const page = resolve(import.meta.dirname, '../../../dist/everbearer.1')

test('man shows every command with its options, and has nothing to warn of', () => {
  const env = { ...process.env, LC_ALL: 'C.UTF-8', MANWIDTH: '100', MAN_KEEP_FORMATTING: '0', MANPAGER: 'cat' }
  const { status, stdout, stderr } = spawnSync('man', ['--warnings=w', '-E', 'UTF-8', '-l', page], {
    env,
    encoding: 'utf8',
  })
  expect([status, stderr]).toEqual([0, ''])
  // biome-ignore lint/suspicious/noControlCharactersInRegex: how terminals were once told to print bold
  const text = stdout.replace(/.\u0008/g, '').replace(/\u001b\[\d*m/g, '')
  for (const { path, command } of COMMANDS) {
    expect(text).toContain(`everbearer ${path.join(' ')}`)
    for (const { long, hidden } of command.options) if (!hidden) expect(text).toContain(long ?? '')
  }
  expect(text).toContain('EVERBEARER_PASSPHRASE_FILE')
  expect(text).toMatch(/^ +NAME\s+the\s+connection’s\s+name/m)
  expect(text).toMatch(/^ +130\s+a\s+person\s+has/m)
  expect(text).not.toMatch(/<[a-z]/)
})
