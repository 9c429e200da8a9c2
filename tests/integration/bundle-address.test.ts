/** A site's bundle from an address: a real https server with certificates of its own, and what may answer in its place. */

import { writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { addConnection, done, everbearer, startAgent } from '../kit/processes/everbearer-process.ts'
import { fileHome } from '../kit/processes/file-home.ts'
import type { Home } from '../kit/processes/temporary-home.ts'
import { type Issued, ownAuthority } from '../kit/servers/own-authority.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

async function served({ certificate: cert, key }: Issued, answers: Readonly<Record<string, Answer>>): Promise<string> {
  const server: Server = createServer({ cert, key }, (request, response) => {
    const answer = answers[request.url ?? '']
    if (answer === undefined) response.writeHead(404).end()
    else answer(request, response)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
  })
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const text =
  (body: string, type = 'application/json'): Answer =>
  (_request, response) =>
    response.writeHead(200, { 'content-type': type }).end(body)

/** A gibibyte, for whoever wants all of it. */
const endless: Answer = (_request, response) => {
  const part = Buffer.alloc(65_536, 32)
  let left = 16_384
  const more = (): void => {
    while (left-- > 0) if (!response.write(part)) return void response.once('drain', more)
    response.end()
  }
  response.on('error', () => undefined)
  response.writeHead(200, { 'content-type': 'application/json' })
  more()
}

const entry = (name: string) => ({
  name,
  system: 'runai',
  settings: { baseUrl: 'https://gpu.example/', clientId: 'site', realm: 'site' },
  secrets: { clientSecret: `secret-of-${name}-at-the-site` },
})

/** The bundle with one letter of its sealed text changed: any letter, since the signature covers them all. */
function changed(bundle: string): string {
  const { sealed, ...rest } = JSON.parse(bundle) as { sealed: string }
  const at = sealed.length >> 1
  return JSON.stringify({
    ...rest,
    sealed: `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`,
  })
}

test('it is taken from there, and whatever else comes in its place is told apart and changes nothing', async () => {
  const [authority, stranger] = [ownAuthority('Site authority'), ownAuthority('Somebody else')]
  const [site, rival, ward] = [await fileHome(), await fileHome(), await fileHome()]
  for (const home of [site, rival, ward]) await startAgent(home).ready()
  writeFileSync(join(ward.base, 'authority.pem'), authority.pem)
  await done(ward, ['network', '--authorities', join(ward.base, 'authority.pem')])
  const recipients = join(ward.base, 'recipients.txt')
  writeFileSync(recipients, await done(ward, ['enroll']))
  const bundle = (home: Home) => done(home, ['export', '--to', recipients])
  const { signer } = JSON.parse(await done(site, ['enroll', '--json'])) as { signer: string }
  await done(ward, ['enroll', '--trust', signer])
  await addConnection(site, entry('gpu'))
  await addConnection(rival, entry('trap'))
  const older = await bundle(site)
  await done(site, ['edit', 'gpu', '--from', '-'], JSON.stringify({ settings: { maxRetries: 7 } }))
  const newest = await bundle(site)

  const elsewhere = await served(stranger.issue('127.0.0.1', ['127.0.0.1']), { '/b': text(newest) })
  const misnamed = await served(authority.issue('other.example', ['other.example']), { '/b': text(newest) })
  const held: ServerResponse[] = []
  const home = await served(authority.issue('127.0.0.1', ['127.0.0.1']), {
    '/b': text(newest),
    '/older': text(older),
    '/rival': text(await bundle(rival)),
    '/unsigned': text(await done(site, ['export'])),
    '/cut': text(newest.slice(0, -30)),
    '/changed': text(changed(newest)),
    '/portal': text('<!doctype html><title>Welcome to the guest network</title>', 'text/html'),
    '/moved': (_, response) => response.writeHead(302, { location: `${elsewhere}/b` }).end(),
    '/large': endless,
    '/sign-in': (_, response) => response.writeHead(401).end(),
    '/stalls': (_, response) => held.push(response),
    '/stops': (_, response) => response.writeHead(200, { 'content-length': '9000' }).write('{"everbearerBundle":1'),
  })
  const imported = (address: string) => everbearer(ward, ['import', address, '--yes'], { deadlineMs: 90_000 })
  // It takes as long as a server may be silent.
  const stalled = Promise.all(['/stalls', '/stops'].map((path) => imported(home + path)))

  for (const [address, code, said] of [
    [`${elsewhere}/b`, 4, /certificate: .*cannot be trusted/],
    [`${misnamed}/b`, 4, /certificate: .*cannot be trusted/],
    [`${home}/moved`, 4, /redirected: The server sends on to another address.*Next: If your site/],
    [`${home}/nothing`, 4, /wrong_address: .*Next: Check the address, letter by letter/],
    [`${home}/portal`, 5, /not_the_server: A web page came in place of the bundle/],
    [`${home}/large`, 5, /reply_too_large: .*larger than any bundle/],
    [`${home}/sign-in`, 4, /refused: The server does not hand out/],
    [`${home}/rival`, 2, /bundle_stranger: .*evb-signer-/],
    [`${home}/unsigned`, 2, /bundle_unsigned: Nobody has signed/],
    [`${home}/cut`, 2, /bundle_damaged: /],
    [`${home}/changed`, 2, /bundle_forged: /],
  ] as const) {
    const { code: ended, stderr } = await imported(address)
    expect({ address, ended, stderr }).toEqual({ address, ended: code, stderr: expect.stringMatching(said) })
  }
  expect(JSON.parse(await done(ward, ['list', '--json']))).toMatchObject({ connections: [] })

  await done(ward, ['import', `${home}/b`, '--yes'])
  expect(JSON.parse(await done(ward, ['show', 'gpu', '--json']))).toMatchObject({ maxRetries: 7 })
  const back = await imported(`${home}/older`)
  expect([back.code, back.stderr]).toEqual([2, expect.stringMatching(/bundle_older: A newer bundle/)])
  expect(JSON.parse(await done(ward, ['show', 'gpu', '--json']))).toMatchObject({ maxRetries: 7 })
  for (const { code, stderr } of await stalled)
    expect([code, stderr]).toEqual([5, expect.stringMatching(/timed_out: .*Next: Nothing was changed/)])
})
