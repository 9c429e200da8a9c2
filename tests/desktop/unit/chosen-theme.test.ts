import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createChosenTheme } from '../../../electron/desktop/window/chosen-theme.ts'
import type { Bridge } from '../../../shared/api/contract/contract.ts'
import { temporaryFolder } from '../../kit/processes/temporary-folder.ts'

function started(index: string | null) {
  const folder = temporaryFolder()
  if (index !== null) writeFileSync(join(folder, 'index.json'), index)
  const native: { themeSource: 'system' | 'light' | 'dark' } = { themeSource: 'system' }
  return { native, theme: createChosenTheme(native, folder) }
}

it.each([
  [null, 'system'],
  ['{"version":1,"preferences":{}}', 'system'],
  ['{"version":1,"preferences":{"theme":"dark"}}', 'dark'],
  ['{"version":1,"preferences":{"theme":"light"}}', 'light'],
  ['{"version":1,"preferences":{"theme":"auto"}}', 'system'],
  ['{"preferences":{"theme":"pink"}}', 'system'],
  ['{"preferences":null}', 'system'],
  ['null', 'system'],
  ['{"vers', 'system'],
])('an index of %s begins with %s', (index, expected) => {
  expect(started(index).native.themeSource).toBe(expected)
})

it('follows what is chosen, and nothing else', async () => {
  const { native, theme } = started(null)
  const answers: Record<string, object> = {
    'settings.set': { theme: 'dark' },
    'connections.list': [{ theme: 'light' }],
  }
  const bridge = theme.watching({ call: async (name) => answers[name] as never } satisfies Bridge)
  await bridge.call('connections.list', {})
  expect(native.themeSource).toBe('system')
  await bridge.call('settings.set', { key: 'theme', value: 'dark' })
  expect(native.themeSource).toBe('dark')
  answers['settings.get'] = {}
  await bridge.call('settings.get', {})
  expect(native.themeSource).toBe('system')
})
