import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SITE_KEEPER_UNIT, siteKeeperUnit } from '../../../electron/commands/service/site-keeper-unit.ts'
import { launchdPlist, scheduledTask, systemdUnit } from '../../../electron/commands/service/units.ts'
import { temporaryHome } from '../../kit/processes/temporary-home.ts'

const ODD = 'a "b" %h $HOME \\ <c> & é'
const env = { EVERBEARER_HOME: `/srv/${ODD}` }

/** Read by those who will read them, or by Python's own parsers. */
function python(script: string, input: string): unknown {
  const { status, stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', script], { input, encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
  return JSON.parse(stdout)
}

test.each([ODD, 'a %h $HOME b', 'a\nExecStop=/bin/b\rc'])(
  'systemd finds nothing wrong with the unit, whatever is in its paths: %s',
  (name) => {
    const { base } = temporaryHome()
    const folder = join(base, name)
    mkdirSync(folder, { recursive: true })
    const program = join(folder, 'node')
    symlinkSync(process.execPath, program)
    const unit = join(base, 'everbearer.service')
    writeFileSync(unit, systemdUnit({ program: [program, join(folder, 'cli.js')], env }))
    const runtime = join(base, 'run')
    mkdirSync(runtime, { mode: 0o700 })
    const { status, stderr } = spawnSync('systemd-analyze', ['--user', '--man=no', 'verify', unit], {
      env: { PATH: process.env['PATH'] ?? '', HOME: base, XDG_RUNTIME_DIR: runtime },
      encoding: 'utf8',
    })
    expect(stderr.split('\n').filter((line) => line.includes('everbearer.service'))).toEqual([])
    expect(status).toBe(0)
  },
)

test('systemd finds nothing wrong with the unit for a site’s server, and whoever reads it finds no secret', () => {
  const { base } = temporaryHome()
  const unit = join(base, SITE_KEEPER_UNIT)
  const text = siteKeeperUnit({ program: [process.execPath, join(base, 'a b', 'cli.js')] })
  writeFileSync(unit, text)
  const env = { PATH: process.env['PATH'] ?? '', HOME: base }
  const { stderr } = spawnSync('systemd-analyze', ['--man=no', 'verify', unit], { env, encoding: 'utf8' })
  expect(stderr.split('\n').filter((line) => line.includes(SITE_KEEPER_UNIT))).toEqual([])
  expect(text).toMatch(/^User=everbearer$/m)
  expect(text).toMatch(/^LoadCredential=passphrase:\/etc\/everbearer-keeper\/passphrase$/m)
  expect(text).not.toContain('EVERBEARER_PASSPHRASE=')
})

test('launchd’s property list says the same words and variables', () => {
  const read = python(
    'import json,plistlib,sys; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))',
    launchdPlist({ program: [`/opt/${ODD}/node`, 'cli.js'], env }),
  )
  expect(read).toMatchObject({
    ProgramArguments: [`/opt/${ODD}/node`, 'cli.js', 'agent'],
    EnvironmentVariables: env,
    RunAtLoad: true,
  })
})

test('Task Scheduler’s XML says the same words, as Windows takes them apart', () => {
  const text = scheduledTask([`C:\\${ODD}\\node.exe`, 'C:\\a b\\'], 'WARD\\<ada>')
  const script = [
    'import json,sys,xml.etree.ElementTree as tree',
    'root = tree.fromstring(sys.stdin.buffer.read().split(b"?>", 1)[1])',
    'print(json.dumps({each.tag.split("}")[1]: each.text for each in root.iter() if each.text and each.text.strip()}))',
  ].join('\n')
  expect(python(script, text)).toMatchObject({
    Command: `C:\\${ODD}\\node.exe`,
    Arguments: '"C:\\a b\\\\" agent',
    UserId: 'WARD\\<ada>',
  })
})
