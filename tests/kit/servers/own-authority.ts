/**
 * An authority of one's own with a server and a client that it vouches for, made by openssl for the tests of one file.
 *
 *   const authority = ownAuthority()
 *   authority.pem; authority.issue('localhost', ['localhost'])   // { certificate, key } as PEM
 *   authority.bundle(issued, 'hush')                             // PKCS #12, in base64
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

export type Issued = { readonly certificate: string; readonly key: string }

export function ownAuthority(authorityName = 'Ward authority', atEnd: (clean: () => void) => void = afterAll) {
  const folder = mkdtempSync(join(tmpdir(), 'eb-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' })
  const text = (file: string) => readFileSync(join(folder, file), 'utf8')
  const keyed = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  const own = ['-subj', `/CN=${authorityName}`, '-addext', 'basicConstraints=critical,CA:TRUE']
  openssl('req', '-x509', ...keyed, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '30', ...own)

  /** `name` is the common name, or a whole subject: `/O=Site`. With less than no days it is over already. */
  function issue(name: string, hosts: readonly string[] = [], days = 20): Issued {
    const names = hosts.map((host) => `${/^[\d.]+$/.test(host) ? 'IP' : 'DNS'}:${host}`).join(',')
    writeFileSync(join(folder, 'names'), hosts.length === 0 ? '' : `subjectAltName=${names}`)
    openssl(
      'req',
      ...keyed,
      '-keyout',
      'one.key',
      '-out',
      'one.csr',
      '-subj',
      name.startsWith('/') ? name : `/CN=${name}`,
    )
    const by = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names']
    openssl('x509', '-req', '-in', 'one.csr', ...by, '-days', String(days), '-out', 'one.pem')
    return { certificate: text('one.pem'), key: text('one.key') }
  }

  function bundle({ certificate, key }: Issued, passphrase: string): string {
    writeFileSync(join(folder, 'both.pem'), certificate + key)
    openssl('pkcs12', '-export', '-in', 'both.pem', '-out', 'both.p12', '-passout', `pass:${passphrase}`)
    return readFileSync(join(folder, 'both.p12')).toString('base64')
  }

  /** The same key, encrypted. */
  function encrypted({ key }: Issued, passphrase: string): string {
    writeFileSync(join(folder, 'plain.key'), key)
    openssl('pkcs8', '-topk8', '-in', 'plain.key', '-out', 'closed.key', '-passout', `pass:${passphrase}`)
    return text('closed.key')
  }

  return { pem: text('ca.pem'), issue, bundle, encrypted }
}
