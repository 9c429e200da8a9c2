/** A keychain that cannot be used: the page says which trouble that is, and what to do, as the command line does. */
import { expect, test } from 'vitest'
import { faultyVault } from '../kit/faulty-vault.ts'
import { openPage, startBrowser } from '../kit/page/page-browser.ts'
import { startPageServer } from '../kit/page/page-server.ts'

test.each([
  ['missing', /No keychain answers on this computer\. Start the keychain .+, or choose an encrypted file\./],
  ['denied', /The operating system denies access to the vault\. Allow Everbearer where the keychain asks/],
  ['stalled', /The keychain does not answer\. See whether it waits behind a dialog/],
] as const)('one that is %s', async (condition, told) => {
  const browser = await startBrowser()
  const vault = faultyVault('keychain')
  vault.setCondition(condition)
  const server = await startPageServer({ ports: { vault } })
  const page = await openPage(browser, server.address())
  const banner = page.getByText(told)
  await banner.waitFor()
  expect(await banner.innerText()).toContain('Nothing is renewed until it is open.')
})
