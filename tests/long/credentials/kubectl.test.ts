/** The real kubectl, whichever is there: it runs the command, and takes the answer in the version that its configuration names. */
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { inPath } from '../../kit/clients/in-path.ts'
import { keptWard } from '../../kit/clients/kept-ward.ts'
import { certificate } from '../../kit/servers/certificate.ts'

const run = promisify(execFile)

/** It sends a token over TLS alone. */
async function cluster() {
  const { key, cert } = certificate({ hosts: ['localhost'] })
  const heard: string[] = []
  const server = createServer({ key, cert }, ({ headers }, response) => {
    heard.push(headers.authorization ?? '')
    response.setHeader('content-type', 'application/json').end('{"major":"1"}')
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return { heard, entry: { server: `https://localhost:${port}`, 'certificate-authority-data': btoa(cert) } }
}

test('kubectl', async () => {
  const { home, server } = await keptWard()
  const { heard, entry } = await cluster()
  const env = inPath(home)
  const path = join(home.base, 'kubeconfig')
  // Before 1.22 it knows v1beta1, after 1.24 v1.
  const { stdout } = await run('kubectl', ['version', '--client', '-o', 'json'], { env })
  const minor = Number(/"minor": "(\d+)/.exec(stdout)?.[1])
  const versions = [...(minor < 24 ? ['v1beta1'] : []), ...(minor >= 22 ? ['v1'] : [])]
  expect(versions.length).toBeGreaterThan(0)
  for (const version of versions) {
    const words = ['credential', 'kubectl', 'ward']
    const apiVersion = `client.authentication.k8s.io/${version}`
    const exec = { apiVersion, command: 'everbearer', args: words, interactiveMode: 'Never' }
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'x',
      clusters: [{ name: 'x', cluster: entry }],
      users: [{ name: 'x', user: { exec } }],
      contexts: [{ name: 'x', context: { cluster: 'x', user: 'x' } }],
    }
    writeFileSync(path, JSON.stringify(config))
    const answer = await run('kubectl', ['--kubeconfig', path, 'get', '--raw', '/version'], { env })
    expect(JSON.parse(answer.stdout)).toEqual({ major: '1' })
    expect(heard.at(-1)).toBe(`Bearer ${server.tokens().at(-1)}`)
  }
})
