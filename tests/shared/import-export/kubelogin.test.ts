/** Exec users of a kubeconfig, by the words that kubelogin and Azure's program of that name take. */
import { expect, test } from 'vitest'
import { FaultError } from '../../../shared/fault.ts'
import { readImport } from '../../../shared/import-export/import-file.ts'

const NOW = Date.UTC(2026, 10, 21, 12)
const ISSUER = '--oidc-issuer-url=https://sso.example/realms/k8s'
const CLIENT = '--oidc-client-id=kube'

function read(...users: readonly (readonly string[])[]) {
  const config = {
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: 'https://cluster.example:6443' } }],
    contexts: users.map((_words, at) => ({ name: `x${at}`, context: { cluster: 'c', user: `user${at}` } })),
    users: users.map((args, at) => ({ name: `user${at}`, user: { exec: { command: 'kubectl', args } } })),
  }
  return readImport(JSON.stringify(config), NOW)
}

const kubelogin = (...more: string[]) => ['oidc-login', 'get-token', ISSUER, CLIENT, ...more]
const settingsOf = (words: readonly string[]) => read(words).entries[0]?.['settings']

test.each([
  ['nothing said', [], 'authorization_code', 'http://localhost:8000'],
  ['auto', ['--grant-type=auto'], 'authorization_code', 'http://localhost:8000'],
  [
    'authcode on another port',
    ['--grant-type', 'authcode', '--listen-address=127.0.0.1:12345'],
    'authorization_code',
    'http://localhost:12345',
  ],
  ['another host name', ['--oidc-redirect-url-hostname=127.0.0.1'], 'authorization_code', 'http://127.0.0.1:8000'],
  [
    'a whole redirect address',
    ['--oidc-redirect-url=http://localhost:7/cb'],
    'authorization_code',
    'http://localhost:7/cb',
  ],
  ['device-code', ['--grant-type=device-code'], 'device_code', undefined],
  [
    'client-credentials',
    ['--grant-type=client-credentials', '--oidc-client-secret=hush'],
    'client_credentials',
    undefined,
  ],
])('kubelogin with %s', (_what, more, grant, redirectUri) => {
  expect(settingsOf(kubelogin(...more))).toMatchObject({
    baseUrl: 'https://cluster.example:6443',
    issuer: 'https://sso.example/realms/k8s',
    clientId: 'kube',
    scope: 'openid',
    handOut: 'id',
    grant,
    ...(redirectUri === undefined ? {} : { redirectUri }),
  })
})

test('what is asked for beside it comes along; the access token goes out where it says so', () => {
  const words = [
    '--oidc-extra-scope=groups,email',
    '--oidc-use-access-token',
    '--oidc-auth-request-extra-params=a=b,c=d=e',
  ]
  expect(settingsOf(kubelogin(...words))).toMatchObject({
    scope: 'openid groups email',
    handOut: 'access',
    extra: { a: 'b', c: 'd=e' },
    clientAuth: 'none',
  })
})

test.each([
  ['password', ['--grant-type=password', '--username=u', '--password=hush']],
  ['password, by its user name alone', ['--username=u']],
  ['a kind that is not known here', ['--grant-type=token-exchange']],
])('%s is refused by name, and nothing of it said again', (_what, more) => {
  const both = read(kubelogin(...more), kubelogin())
  expect(both.entries).toHaveLength(1)
  expect(both.leftOut.map(({ code }) => code)).toEqual(['import_grant_left'])
  expect(JSON.stringify(both.leftOut)).not.toContain('hush')
  expect(() => read(kubelogin(...more))).toThrow(FaultError)
})

test('an authority of its own is told, and no check is switched off', () => {
  for (const word of [
    '--certificate-authority=/ca.pem',
    '--certificate-authority-data=LS0t',
    '--insecure-skip-tls-verify',
  ]) {
    const { leftOut, entries } = read(kubelogin(word))
    expect(leftOut.map(({ code }) => code)).toEqual(['import_authority_left'])
    expect(entries).toHaveLength(1)
  }
})

test.each([
  ['devicecode', 'device_code', 'none', 'openid offline_access srv/.default'],
  ['interactive', 'authorization_code', 'none', 'openid offline_access srv/.default'],
  ['spn', 'client_credentials', 'post', 'srv/.default'],
])('Azure’s program with %s', (login, grant, clientAuth, scope) => {
  const secret = login === 'spn' ? ['--client-secret', 'hush'] : []
  const words = ['get-token', '-l', login, '--server-id', 'srv', '--client-id=cli', '-t', 'ten', ...secret]
  expect(settingsOf(words)).toMatchObject({
    issuer: 'https://login.microsoftonline.com/ten/v2.0',
    clientId: 'cli',
    grant,
    clientAuth,
    scope,
  })
})

test('Azure’s other ways are left out by name', () => {
  const words = ['get-token', '--login', 'msi', '--server-id', 'srv', '--tenant-id', 'ten']
  expect(read(words, kubelogin()).leftOut.map(({ params }) => params['grant'])).toEqual(['msi'])
})
