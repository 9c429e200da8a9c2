import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { setXdgAutostart } from '../../../../electron/adapters/node/processes/xdg-autostart.ts'
import { temporaryFolder } from '../../../kit/processes/temporary-folder.ts'

test('is a file that desktops start at login, and gone again', async () => {
  const folder = temporaryFolder()
  const env = { XDG_CONFIG_HOME: folder }
  const file = join(folder, 'autostart', 'everbearer.desktop')
  await setXdgAutostart(true, ['/opt/My Apps/everbearer', '--hidden'], env)
  expect(readFileSync(file, 'utf8')).toContain('\nExec="/opt/My Apps/everbearer" --hidden\n')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  await setXdgAutostart(false, [], env)
  expect(existsSync(file)).toBe(false)
  await setXdgAutostart(false, [], env)
})

test.each([
  ['/opt/a%b', '/opt/a%%b'],
  ['/opt/a\nExec=b\rc', String.raw`"/opt/a\nExec=b\rc"`],
  ['/opt/$HOME `x` "y" \\z', String.raw`"/opt/\\$HOME \\${'`'}x\\${'`'} \\"y\\" \\\\z"`],
])('%s is written so that it comes out as it is', async (program, written) => {
  const folder = temporaryFolder()
  await setXdgAutostart(true, [program], { XDG_CONFIG_HOME: folder })
  expect(readFileSync(join(folder, 'autostart', 'everbearer.desktop'), 'utf8')).toContain(`\nExec=${written}\n`)
})
