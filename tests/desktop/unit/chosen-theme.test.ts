import { expect, it } from 'vitest'
import { createChosenTheme } from '../../../electron/desktop/window/chosen-theme.ts'
import type { Bridge } from '../../../shared/api/contract/contract.ts'

function started(kept: 'light' | 'dark' | null) {
  const native: { themeSource: 'system' | 'light' | 'dark' } = { themeSource: 'system' }
  return { native, theme: createChosenTheme(native, kept) }
}

it.each([
  [null, 'system'],
  ['dark', 'dark'],
  ['light', 'light'],
] as const)('an index of %s begins with %s', (kept, expected) => {
  expect(started(kept).native.themeSource).toBe(expected)
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
