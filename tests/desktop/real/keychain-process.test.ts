/** The keychain library beside a window: in a process of Electron's own, which is there only while it is needed and can be ended. */
import { expect, test } from 'vitest'
import { realHost } from '../../kit/electron/real-host.ts'
import { blockingKeychain } from '../../kit/keyrings/blocking-keychain.ts'
import { everbearer } from '../../kit/processes/everbearer-process.ts'
import { temporaryHome } from '../../kit/processes/temporary-home.ts'
import { until } from '../../kit/processes/until.ts'

const entry = {
  name: 'ward',
  system: 'crafter',
  settings: { baseUrl: 'https://crafter.example/crafter-profile/', expiresAt: '2099-01-01T00:00:00Z' },
  secrets: { accessToken: 'token-of-ward' },
}

// Where /proc tells which processes there are.
test.runIf(process.platform === 'linux')(
  'is used, goes by itself, and blocked keeps nobody from quitting',
  async () => {
    const keychain = blockingKeychain(realHost.build)
    const home = temporaryHome(keychain.env)
    const desktop = await realHost.launch(home, { main: keychain.desktop })
    await desktop.page.getByRole('heading', { name: 'No connections yet' }).waitFor()
    const added = await everbearer(home, ['add', '--from', '-'], { stdin: JSON.stringify(entry) })
    expect(added).toMatchObject({ code: 0, stderr: '' })
    expect(keychain.processes()).not.toContain(String(desktop.pid))
    expect((await everbearer(home, ['token', 'ward'])).stdout).toBe('token-of-ward\n')
    await until('the process to be gone', () => keychain.processes().length === 0)
    keychain.block()
    expect(await everbearer(home, ['rename', 'ward', 'desk'])).not.toMatchObject({ code: 0 })
    await until('one that is blocked', () => keychain.processes().length === 1)
    await desktop.end()
    expect(await desktop.exited).toBe(0)
    await until('the process to be gone', () => keychain.processes().length === 0)
  },
)
