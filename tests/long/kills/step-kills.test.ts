/** kill -9 of the real program at every point of a renewal, in every kind of vault. */
import { expect, test } from 'vitest'
import { startKeepassxc } from '../../kit/keyrings/keyring-keepassxc.ts'
import { startKwallet } from '../../kit/keyrings/keyring-kwallet.ts'
import { besideKeyring } from '../../kit/keyrings/real-keyrings.ts'
import {
  beginStepKills,
  inFile,
  inKeyring,
  inRealKeyring,
  inWindowsDouble,
  type StepVault,
} from '../../kit/processes/step-kills.ts'

/** What every vault has around its own points. */
const AROUND = ['request: made 1', 'request: sent 1', 'reply: read 1', 'journal: appended 1', 'index: renamed 1']

/** Written beside the renewal, sooner or later: before its reply, where a machine or a server is slow. */
const BESIDE = /^(index:|state:|document: slot blanked)/

test.each<[string, () => Promise<StepVault>]>([
  ['an encrypted file', inFile],
  ['gnome-keyring', inKeyring],
  ['KeePassXC', () => inRealKeyring(() => startKeepassxc())],
  ['KWallet', () => inRealKeyring(startKwallet)],
  ['a double of Windows’ keychain', inWindowsDouble],
])('%s: killed at each point, all is whole, and only a lost reply ends the session', async (_name, makeVault) => {
  const vault = await makeVault()
  const { keyring } = vault
  await (keyring ? besideKeyring(keyring, () => killAtEach(vault)) : killAtEach(vault))
})

async function killAtEach(vault: StepVault): Promise<void> {
  const kills = await beginStepKills(vault)
  const points = await kills.points()
  expect(points).toEqual(expect.arrayContaining([...vault.points, ...AROUND]))
  let story = ''
  for (const point of points) {
    const end = await kills.at(point)
    if (!BESIDE.test(point)) story += `${end} `
  }
  await kills.end()
  // Lost is one unbroken run: from the server's rotation until the new document is in force. In a keyring each document is one write.
  expect(story).toMatch(/^(lived ){2,}(lost ){2,}(lived ){2,}$/)
}
