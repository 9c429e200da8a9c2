/** What lies where a certificate should: the keeper looks at it in its own thread, which nothing may hold up. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readTlsPair } from '../../../../electron/adapters/node/loopback/tls-pair.ts'
import { faultOf } from '../../../../shared/fault.ts'
import { certificate } from '../../../kit/servers/certificate.ts'

test.skipIf(process.platform === 'win32')(
  'a pipe that nobody writes to is no certificate, and is not waited for',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'eb-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const pipe = join(folder, 'own.pem')
    execFileSync('mkfifo', ['-m', '600', pipe])
    const module = new URL('../../../../electron/adapters/node/loopback/tls-pair.ts', import.meta.url)
    // In a process of its own: a thread that waits there could not be ended.
    const program = `import { readTlsPair } from ${JSON.stringify(module.href)}
try { readTlsPair({ certificate: ${JSON.stringify(pipe)}, key: ${JSON.stringify(pipe)} }) }
catch ({ fault }) { console.log(JSON.stringify(fault)) }`
    const ran = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      timeout: 20_000,
      encoding: 'utf8',
    })
    expect(JSON.parse(ran.stdout || 'null')).toEqual({
      code: 'tls_file_broken',
      params: { file: pipe, why: 'no_file' },
    })
  },
)

test('whatever a Host header says is judged, and nothing of it raises', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eb-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const both = join(folder, 'own.pem')
  const { cert, key } = certificate({ hosts: ['keeper.example', '127.0.0.1'] })
  writeFileSync(both, `${cert}\n${key}`, { mode: 0o600 })
  const { isNamed } = readTlsPair({ certificate: both, key: both })
  for (const name of ['keeper.example', '127.0.0.1']) expect([name, isNamed(name)]).toEqual([name, true])
  for (const name of ['', '.', '*', 'fe80::1%eth0', '::1%', '::1', '1.2.3', 'x'.repeat(5_000), '\u00e4.example'])
    expect([name, isNamed(name)]).toEqual([name, false])
})

test.each([
  ['key', '', 'no_key'],
  ['certificate', '', 'no_certificate'],
] as const)('a %s file that holds "%s" is said to be broken', (which, text, why) => {
  const folder = mkdtempSync(join(tmpdir(), 'eb-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const files = { certificate: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  const { cert, key } = certificate({ hosts: ['keeper.example'] })
  writeFileSync(files.certificate, cert, { mode: 0o600 })
  writeFileSync(files.key, key, { mode: 0o600 })
  expect(readTlsPair(files).isNamed('keeper.example')).toBe(true)
  writeFileSync(files[which], text)
  const thrown = faultThrownBy(() => readTlsPair(files))
  expect(thrown).toEqual({ code: 'tls_file_broken', params: { file: files[which], why } })
})

function faultThrownBy(work: () => unknown) {
  try {
    work()
  } catch (thrown) {
    return faultOf(thrown)
  }
  return null
}
