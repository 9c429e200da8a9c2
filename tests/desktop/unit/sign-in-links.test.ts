import { expect, test } from 'vitest'
import { createSignInLinks } from '../../../electron/desktop/sign-in-links.ts'
import type { Bridge } from '../../../shared/api/contract/contract.ts'

/** A keeper that sends everybody to this address. */
const sendingTo = (url: string): Bridge => ({ call: async () => ({ url }) as never })

test('only where the keeper has sent a person may be opened', async () => {
  const links = createSignInLinks()
  const url = 'https://login.example/authorize?state=a&code_challenge=b'
  expect(links.has(url)).toBe(false)
  await links.watching(sendingTo(url)).call('connections.list', {})
  expect(links.has(url)).toBe(false)
  await links.watching(sendingTo(url)).call('signIn.begin', { name: 'portal' })
  expect(links.has(url)).toBe(true)
  expect(links.has('https://login.example/authorize?state=other')).toBe(false)
})

test('nothing but a web page is opened, whatever a server writes', async () => {
  const links = createSignInLinks()
  for (const url of ['javascript:alert(1)', 'file:///etc/passwd', 'x-app://open', 'not an address']) {
    await links.watching(sendingTo(url)).call('signIn.begin', { name: 'portal' })
    expect(links.has(url)).toBe(false)
  }
})

test('old ones are forgotten', async () => {
  const links = createSignInLinks()
  for (let count = 0; count < 11; count++)
    await links.watching(sendingTo(`https://login.example/${count}`)).call('signIn.begin', { name: 'portal' })
  expect([links.has('https://login.example/0'), links.has('https://login.example/10')]).toEqual([false, true])
})
