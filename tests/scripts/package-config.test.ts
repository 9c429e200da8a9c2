import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { APP_ID } from '../../electron/desktop/app-id.ts'
import { LINK_SCHEME } from '../../electron/desktop/deep-link.ts'
import { packageConfig } from '../../scripts/package/package-config.mjs'

test.each([
  ['linux', false],
  ['darwin', true],
  ['win32', true],
] as const)('the ways into the app are shut on %s', (platform, embedded) => {
  expect(packageConfig({ platform }).electronFuses).toEqual({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    onlyLoadAppFromAsar: true,
    enableEmbeddedAsarIntegrityValidation: embedded,
    grantFileProtocolExtraPrivileges: false,
    enableCookieEncryption: false,
  })
})

test('each platform gets its packages', () => {
  const { win, mac, linux, asar, publish } = packageConfig()
  expect([win?.target, mac?.target, linux?.target]).toEqual([['nsis'], ['dmg'], ['AppImage', 'deb']])
  // The hash of the asar's head is left out only where somebody asks for that.
  expect([asar, publish]).toEqual([true, null])
})

test('the system knows the package by what the program says of itself', () => {
  const { appId, protocols } = packageConfig()
  expect(appId).toBe(APP_ID)
  expect(protocols).toMatchObject([{ schemes: [LINK_SCHEME] }])
})

test('on macOS it runs hardened, with what V8 needs and nothing else', () => {
  const { mac } = packageConfig({ platform: 'darwin' })
  expect([mac?.hardenedRuntime, mac?.entitlementsInherit]).toEqual([true, mac?.entitlements])
  const entitlements = readFileSync(String(mac?.entitlements), 'utf8').match(/<key>[^<]+/g)
  expect(entitlements).toEqual(['<key>com.apple.security.cs.allow-jit'])
})
