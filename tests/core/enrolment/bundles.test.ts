/** A site brings its workstations connections: sealed for those who are enrolled, signed by whom they trust. */
import { expect, test } from 'vitest'
import { FaultError } from '../../../shared/fault.ts'
import { type Bundle, readBundle } from '../../../shared/import-export/bundle.ts'
import { faultyVault } from '../../kit/faulty-vault.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'
import { clientCredentialsEntry, drawEntry, type Started, startKeeper, viewOf } from '../started-keeper.ts'

const enroll = ({ keeper }: Started, change: { trust?: string; distrust?: string } = {}) =>
  keeper.handlers['enrolment.enroll'](change)

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (thrown) => (thrown instanceof FaultError ? thrown.fault.code : thrown),
  )

/** The site's own workstation with a connection, and one that trusts it. */
async function siteAndWard() {
  const site = await startKeeper()
  await site.keeper.handlers['connections.add']({ entry: clientCredentialsEntry('gpu') })
  const { signer } = await enroll(site)
  const ward = await startKeeper()
  const { recipient } = await enroll(ward, { trust: signer })
  return { site, ward, signer, recipient }
}

async function bundleOf({ keeper }: Started, recipients: string[]): Promise<Bundle> {
  const { text } = await keeper.handlers['moving.seal']({ to: { recipients }, move: false })
  return readBundle(text) ?? expect.unreachable()
}

const bring = ({ keeper }: Started, bundle: Bundle) =>
  keeper.handlers['moving.import']({ text: JSON.stringify(bundle) })

test('enrolling twice makes one identity, and the one who is trusted is named with since when', async () => {
  const { ward, signer, recipient } = await siteAndWard()
  const again = await enroll(ward)
  expect(again).toEqual({
    recipient,
    signer: expect.stringMatching(/^evb-signer-/),
    trusted: [{ signer, since: new Date(ward.ports.clock.now()).toISOString() }],
  })
  expect((await enroll(ward, { distrust: signer })).trusted).toEqual([])
})

test('a bundle brings connections with their secrets to each that it is sealed for, and to nobody else', async () => {
  const { site, ward, signer, recipient } = await siteAndWard()
  const other = await startKeeper()
  const { recipient: ofOther } = await enroll(other, { trust: signer })
  const stranger = await startKeeper()
  await enroll(stranger, { trust: signer })
  const bundle = await bundleOf(site, [recipient, ofOther])
  expect(JSON.stringify(bundle)).not.toContain('a client secret')
  for (const one of [ward, other]) {
    await bring(one, bundle)
    expect(await viewOf(one, 'gpu')).toMatchObject({ secrets: { clientSecret: { present: true } } })
  }
  await expect(bring(stranger, bundle)).rejects.toMatchObject({
    fault: { code: 'sealed_wrong_key', params: { why: 'bundle' } },
  })
})

test('bundles can be looked at before they are taken, and bring changes the same way', async () => {
  const { site, ward, recipient } = await siteAndWard()
  await bring(ward, await bundleOf(site, [recipient]))
  await site.keeper.handlers['connections.edit']({ name: 'gpu', entry: { settings: { maxRetries: 9 } } })
  site.ports.clock.setWall(site.ports.clock.now() + 60_000)
  const text = JSON.stringify(await bundleOf(site, [recipient]))
  const { entries } = await ward.keeper.handlers['moving.preview']({ text })
  expect(entries).toMatchObject([
    { name: 'gpu', action: 'change', changes: [{ field: 'settings.maxRetries', to: '9' }] },
  ])
})

test('an older bundle is refused still when its signer was not trusted for a while', async () => {
  const { site, ward, signer, recipient } = await siteAndWard()
  const older = await bundleOf(site, [recipient])
  site.ports.clock.setWall(site.ports.clock.now() + 60_000)
  const newer = await bundleOf(site, [recipient])
  await bring(ward, newer)
  await enroll(ward, { distrust: signer })
  expect(await codeOf(bring(ward, newer))).toBe('bundle_stranger')
  await enroll(ward, { trust: signer })
  expect(await codeOf(bring(ward, older))).toBe('bundle_older')
  expect(await codeOf(bring(ward, newer))).toBe('done')
})

test('what nobody here has signed, and what was changed afterwards, is refused', async () => {
  const { site, ward, recipient } = await siteAndWard()
  const bundle = await bundleOf(site, [recipient])
  const thief = await startKeeper()
  await thief.keeper.handlers['connections.add']({ entry: drawEntry('gpu', thief.ports, 3_600) })
  const forged = await bundleOf(thief, [recipient])
  expect(await codeOf(bring(ward, forged))).toBe('bundle_stranger')
  expect(await codeOf(bring(ward, { ...forged, signer: bundle.signer }))).toBe('bundle_forged')
  expect(await codeOf(bring(ward, { ...bundle, sealed: forged.sealed }))).toBe('bundle_forged')
  expect(await codeOf(bring(ward, { ...bundle, signedAt: bundle.signedAt + 1 }))).toBe('bundle_forged')
  expect(await ward.keeper.handlers['connections.list']({})).toEqual([])
})

test('an older bundle takes nothing back that a newer one has brought', async () => {
  const { site, ward, recipient } = await siteAndWard()
  const older = await bundleOf(site, [recipient])
  site.ports.clock.setWall(site.ports.clock.now() + 60_000)
  await bring(ward, await bundleOf(site, [recipient]))
  expect(await codeOf(bring(ward, older))).toBe('bundle_older')
})

test('who is not enrolled, or trusts the signer no more, is told so', async () => {
  const { site, ward, signer, recipient } = await siteAndWard()
  const bundle = await bundleOf(site, [recipient])
  expect(await codeOf(bring(await startKeeper(), bundle))).toBe('not_enrolled')
  await enroll(ward, { distrust: signer })
  expect(await codeOf(bring(ward, bundle))).toBe('bundle_stranger')
})

test('the identity goes along when the vault is moved', async () => {
  const { site, ward, recipient } = await siteAndWard()
  await ward.keeper.handlers['vault.move']({ to: 'file', passphrase: 'correct horse battery staple' })
  await bring(ward, await bundleOf(site, [recipient]))
  expect((await enroll(ward)).recipient).toBe(recipient)
})

test('nothing of it is made for a command whose memory ends with it', async () => {
  const ports = memoryPorts({ vault: faultyVault('memory') })
  const { keeper } = await startKeeper({ ...ports, host: { ...ports.host, lasting: false } })
  expect(await codeOf(keeper.handlers['enrolment.enroll']({}))).toBe('memory_needs_keeper')
})

test('of several recipients the one that is none is told by its number', async () => {
  const { site, recipient } = await siteAndWard()
  await expect(bundleOf(site, [recipient, recipient, 'age1nonsense'])).rejects.toMatchObject({
    fault: { code: 'invalid_recipient', params: { which: 3 } },
  })
})
