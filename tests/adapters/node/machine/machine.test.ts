import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type MachineSources, nodeMachine } from '../../../../electron/adapters/node/machine/machine.ts'
import { windowsProgram } from '../../../../electron/adapters/node/processes/windows-program.ts'
import { temporaryFolder } from '../../../kit/processes/temporary-folder.ts'

const MACHINE_ID = '0123456789abcdef0123456789abcdef'

/** A made-up system: the files it has, and what its programs print. */
function system(platform: NodeJS.Platform, answers: Record<string, string>): MachineSources {
  const answer = (asked: string) => {
    if (answers[asked] === undefined) throw new Error(`${asked} is not there`)
    return answers[asked]
  }
  return { platform, readFile: answer, run: answer }
}

const linux = (answers: Record<string, string>) => nodeMachine(temporaryFolder(), system('linux', answers)).id

test('is the same each time, differs between machines, and does not show the system’s own id', () => {
  const id = linux({ '/etc/machine-id': `${MACHINE_ID}\n` })
  expect(linux({ '/etc/machine-id': `${MACHINE_ID}\n` })).toBe(id)
  expect(linux({ '/etc/machine-id': MACHINE_ID.replace('0', 'f') })).not.toBe(id)
  expect(id).toMatch(/^[0-9a-f]{32}$/)
  expect(id).not.toContain(MACHINE_ID.slice(0, 8))
})

test('looks where older Linux has it, and is not taken in by a placeholder', () => {
  const id = linux({ '/etc/machine-id': `${MACHINE_ID}\n` })
  expect(linux({ '/var/lib/dbus/machine-id': `${MACHINE_ID}\n` })).toBe(id)
  expect(linux({ '/etc/machine-id': 'uninitialized\n', '/var/lib/dbus/machine-id': `${MACHINE_ID}\n` })).toBe(id)
})

test('asks macOS and Windows in their own way', () => {
  const uuid = '564D1A2B-0000-1111-2222-333344445555'
  const mac = system('darwin', { '/usr/sbin/ioreg': `  | {\n  |   "IOPlatformUUID" = "${uuid}"\n  | }\n` })
  const windows = system('win32', {
    [windowsProgram('reg.exe')]: `\r\nHKEY_LOCAL_MACHINE\\x\r\n    MachineGuid    REG_SZ    ${uuid}\r\n`,
  })
  const fallback = system('win32', { [windowsProgram('reg.exe')]: 'ERROR: Access is denied.' })
  const folder = temporaryFolder()
  expect(nodeMachine(folder, mac).id).toBe(nodeMachine(folder, windows).id)
  expect(nodeMachine(folder, fallback).id).not.toBe(nodeMachine(folder, windows).id)
})

test('knows one start of the machine from the next where the kernel tells, and does not show its number', () => {
  const number = '8d6f4133-1337-4f76-af75-c2ad65672a91'
  const bootOf = (machineId: string, boot?: string) => {
    const files = {
      '/etc/machine-id': `${machineId}\n`,
      ...(boot && { '/proc/sys/kernel/random/boot_id': `${boot}\n` }),
    }
    return nodeMachine(temporaryFolder(), system('linux', files)).boot
  }
  const boot = bootOf(MACHINE_ID, number)
  expect(bootOf(MACHINE_ID, number)).toBe(boot)
  expect(boot).toMatch(/^[0-9a-f]{32}$/)
  expect(bootOf(MACHINE_ID, number.replace('8', '9'))).not.toBe(boot)
  expect(bootOf(MACHINE_ID.replace('0', 'f'), number)).not.toBe(boot)
  expect(bootOf(MACHINE_ID)).toBeNull()
})

test('without an id of the system, a random one is kept in the state folder', () => {
  const folder = temporaryFolder()
  const first = nodeMachine(folder, system('linux', {})).id
  expect(nodeMachine(folder, system('linux', {})).id).toBe(first)
  expect(nodeMachine(temporaryFolder(), system('linux', {})).id).not.toBe(first)
  expect(first).not.toBe(readFileSync(join(folder, 'machine-id'), 'utf8').trim())
  writeFileSync(join(folder, 'machine-id'), 'half of an i')
  expect(nodeMachine(folder, system('linux', {})).id).not.toBe(first)
  expect(readFileSync(join(folder, 'machine-id.damaged-1'), 'utf8')).toBe('half of an i')
})

test.each([
  ['linux', '/etc/machine-id', 'EMFILE'],
  ['linux', '/var/lib/dbus/machine-id', 'EIO'],
  ['darwin', '/usr/sbin/ioreg', 'ETIMEDOUT'],
  ['win32', windowsProgram('reg.exe'), 'ETIMEDOUT'],
] as const)(
  'what cannot be looked at for a moment makes no other machine of it: %s, %s, %s',
  (platform, path, code) => {
    const fail = (asked: string): string => {
      throw Object.assign(new Error(code), { code: asked === path ? code : 'ENOENT' })
    }
    const folder = temporaryFolder()
    const look = () => nodeMachine(folder, { platform, readFile: fail, run: fail })
    expect(look).toThrow(
      expect.objectContaining({ fault: { code: 'file_unreadable', params: { path, detail: code } } }),
    )
    expect(readdirSync(folder)).toEqual([])
  },
)

test('an id of its own that cannot be kept is none', () => {
  const folder = join(temporaryFolder(), 'not there')
  expect(() => nodeMachine(folder, system('linux', {}))).toThrow(
    expect.objectContaining({
      fault: { code: 'state_folder_unusable', params: { path: join(folder, 'machine-id'), detail: 'ENOENT' } },
    }),
  )
})

test('this machine has one', () => {
  const folder = temporaryFolder()
  expect(nodeMachine(folder).id).toBe(nodeMachine(folder).id)
})
