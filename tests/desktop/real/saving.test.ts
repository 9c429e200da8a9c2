/** From the window into a file: through the system's dialog alone, and only what the keeper told. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { realHost } from '../../kit/electron/real-host.ts'
import { filesBelow } from '../../kit/markers.ts'
import { temporaryHome } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'

test('the settings go where a person says in the system’s dialog, and nowhere before', async () => {
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  const desktop = await realHost.launch(home)
  await desktop.page.getByRole('link', { name: 'Settings' }).click()
  const save = desktop.page.getByRole('button', { name: 'Save all settings as a file' })
  await save.click()
  await until('the dialog', () => desktop.said().includes('SAVE everbearer-settings.json'))
  const path = join(home.base, 'chosen.json')
  await desktop.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, path)
  await save.click()
  const saved = await until('the whole file', () => JSON.parse(readFileSync(path, 'utf8')))
  expect(saved).toMatchObject({ connections: [] })
  // Whoever has taken the page over makes a file of its own, and offers it as a download.
  expect(await desktop.page.evaluate(`window.everbearer.call('host.saveFile', { what: 'support' })`)).toMatchObject({
    ok: false,
    fault: { code: 'call_refused' },
  })
  await desktop.page.evaluate(`{
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob(['malware']))
    link.download = 'malware.desktop'
    link.click()
  }`)
  await desktop.page.evaluate(`window.everbearer.call('keeper.status', {})`)
  expect(filesBelow(home.base).filter((path) => path.includes('malware'))).toEqual([])
})
