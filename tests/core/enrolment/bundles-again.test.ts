/** A bundle lies in its folder for weeks, and is imported each night: what has happened on the workstation meanwhile stays. */
import { expect, test } from 'vitest'
import { type Bundle, readBundle } from '../../../shared/import-export/bundle.ts'
import { clientCredentialsEntry, type Started, startKeeper, tokens, viewOf } from '../started-keeper.ts'

const tokenOf = async ({ keeper }: Started) => (await keeper.handlers['connections.token']({ name: 'gpu' })).token

async function bundleOf({ keeper }: Started, recipient: string): Promise<Bundle> {
  const { text } = await keeper.handlers['moving.seal']({ to: { recipients: [recipient] }, move: false })
  return readBundle(text) ?? expect.unreachable()
}

const bring = ({ keeper }: Started, bundle: Bundle, onlyNew?: boolean) =>
  keeper.handlers['moving.import']({ text: JSON.stringify(bundle), ...(onlyNew === undefined ? {} : { onlyNew }) })

/** The site's workstation with a connection that has a token, and one that trusts it and has taken its bundle. */
async function siteAndWard() {
  const site = await startKeeper()
  const ward = await startKeeper()
  const { recipient } = await ward.keeper.handlers['enrolment.enroll']({})
  const { signer } = await site.keeper.handlers['enrolment.enroll']({})
  await ward.keeper.handlers['enrolment.enroll']({ trust: signer })
  await site.keeper.handlers['connections.add']({ entry: clientCredentialsEntry('gpu') })
  site.ports.http.answer({ json: { access_token: 'of-the-site', expires_in: 3_600 } })
  await tokenOf(site)
  const bundle = await bundleOf(site, recipient)
  await bring(ward, bundle)
  expect(await tokenOf(ward)).toBe('of-the-site')
  return { site, ward, recipient, bundle }
}

async function renewed(ward: Started): Promise<void> {
  ward.ports.http.answer(tokens(7, 7_200))
  await ward.keeper.handlers['connections.refresh']({ name: 'gpu' })
}

test('the token that was renewed here is not replaced by the older one of a copy', async () => {
  const { ward, bundle } = await siteAndWard()
  await renewed(ward)
  const { generation } = await viewOf(ward, 'gpu')
  const { entries } = await bring(ward, bundle)
  expect(entries).toMatchObject([{ name: 'gpu', action: 'same' }])
  expect(await tokenOf(ward)).toBe('access-7')
  expect(await viewOf(ward, 'gpu')).toMatchObject({ generation })
})

test('a copy that has another setting brings that alone, and one whose token lasts longer brings it too', async () => {
  const { site, ward, recipient } = await siteAndWard()
  await renewed(ward)
  await site.keeper.handlers['connections.edit']({ name: 'gpu', entry: { settings: { maxRetries: 9 } } })
  await site.ports.clock.advance(1_000)
  await bring(ward, await bundleOf(site, recipient))
  expect(await viewOf(ward, 'gpu')).toMatchObject({ maxRetries: 9, state: 'valid' })
  expect(await tokenOf(ward)).toBe('access-7')
  await site.ports.clock.advance(60_000)
  site.ports.http.answer({ json: { access_token: 'of-the-site-again', expires_in: 86_400 } })
  await site.keeper.handlers['connections.refresh']({ name: 'gpu' })
  await bring(ward, await bundleOf(site, recipient))
  expect(await tokenOf(ward)).toBe('of-the-site-again')
})

test('what a person has changed since is not taken back each night, and is by a bundle that was made anew', async () => {
  const { site, ward, recipient, bundle } = await siteAndWard()
  await ward.keeper.handlers['connections.edit']({ name: 'gpu', entry: { settings: { maxRetries: 1 } } })
  expect((await bring(ward, bundle, true)).entries).toMatchObject([{ name: 'gpu', action: 'same', changes: [] }])
  expect(await viewOf(ward, 'gpu')).toMatchObject({ maxRetries: 1 })
  await site.ports.clock.advance(1_000)
  const anew = await bundleOf(site, recipient)
  await bring(ward, anew, true)
  expect(await viewOf(ward, 'gpu')).toMatchObject({ maxRetries: 3 })
  await ward.keeper.handlers['connections.remove']({ name: 'gpu' })
  await bring(ward, anew, true)
  expect(await viewOf(ward, 'gpu')).toMatchObject({ name: 'gpu' })
  await ward.keeper.handlers['connections.edit']({ name: 'gpu', entry: { settings: { maxRetries: 2 } } })
  await bring(ward, anew)
  expect(await viewOf(ward, 'gpu')).toMatchObject({ maxRetries: 3 })
})
