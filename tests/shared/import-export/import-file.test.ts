import { describe, expect, it, test } from 'vitest'
import { FaultError } from '../../../shared/fault.ts'
import { readImport } from '../../../shared/import-export/import-file.ts'
import { jwt } from '../../kit/jwt.ts'
import { fc } from '../../kit/properties.ts'
import { NOW } from '../samples.ts'

const ACCESS = jwt({ token_type: 'access', client_id: 7 })
const REFRESH = jwt({ token_type: 'refresh', client_id: 7 })
const ENCRYPTED = 'gAAAAABnY0mAexampleexampleexampleexampleexampleexample=='

const read = (given: unknown) => readImport(typeof given === 'string' ? given : JSON.stringify(given), NOW)

const DUMP = {
  model: 'dicom_handler.systemconfiguration',
  pk: 1,
  fields: {
    draw_base_url: 'https://draw.example/',
    client_id: 'Institute A',
    draw_upload_endpoint: '/api/upload/',
    draw_token_refresh_endpoint: '/api/token/refresh/',
    draw_bearer_token: ACCESS,
    draw_refresh_token: REFRESH,
    draw_bearer_token_validaty: '2026-12-20T00:00:00Z',
    folder_configuration: '/app/datastore',
  },
}

const OLDER = {
  model: 'api_client.systemsettings',
  pk: 1,
  fields: {
    api_base_url: 'https://draw.example',
    client_id: 'Institute A',
    encrypted_bearer_token: ENCRYPTED,
    encrypted_refresh_token: null,
    token_expiry: '2026-12-20T00:00:00Z',
    max_retries: 5,
    status_endpoint: 'api/upload/{task_id}/status/',
  },
}

const POSTMAN = {
  id: '1',
  name: 'ward',
  values: [
    { key: 'draw_base_url', value: 'https://draw.example/', enabled: true },
    { key: 'client_id', value: 'Institute A', enabled: true },
    { key: 'access_token', value: ACCESS, type: 'secret', enabled: true },
    { key: 'refresh_token', value: REFRESH, type: 'secret' },
    { key: 'client_secret', value: 'switched off', enabled: false },
  ],
  _postman_variable_scope: 'environment',
}

const kubeconfig = (user: object) => ({
  kind: 'Config',
  apiVersion: 'v1',
  clusters: [{ name: 'c', cluster: { server: 'https://cluster.example:6443' } }],
  contexts: [{ name: 'x', context: { cluster: 'c', user: 'me' } }],
  users: [
    { name: 'me', user },
    { name: 'other', user: { 'client-certificate-data': 'AAAA' } },
  ],
})

const drawEntry = {
  system: 'draw',
  settings: { baseUrl: 'https://draw.example/', clientId: 'Institute A' },
  secrets: { accessToken: ACCESS, refreshToken: REFRESH },
}

/** As kubectl writes it. */
const KUBECONFIG_YAML = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: LS0tLS1CRUdJTg==
    server: https://cluster.example:6443
  name: c
contexts:
- context:
    cluster: c
    user: me
  name: x
current-context: x
kind: Config
preferences: {}
users:
- name: me
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      args:
      - oidc-login
      - get-token
      - --oidc-issuer-url=https://sso.example/realms/k8s
      - --oidc-client-id=0123
      - --oidc-extra-scope=groups
      command: kubectl
      env: null
      provideClusterInfo: false
- name: other
  user:
    client-certificate-data: AAAA
`

describe('what is in a file', () => {
  it.each<[string, unknown, string, unknown[], string[]]>([
    ['a connection in the JSON of add', drawEntry, 'everbearer', [drawEntry], []],
    ['a list of them', [drawEntry, drawEntry], 'everbearer', [drawEntry, drawEntry], []],
    [
      'an export',
      { everbearer: 1, exportedAt: '2026-11-21T12:00:00Z', connections: [drawEntry] },
      'everbearer',
      [drawEntry],
      [],
    ],
    [
      'a DRAW client’s dump',
      [DUMP],
      'draw-client',
      [
        {
          system: 'draw',
          settings: {
            baseUrl: 'https://draw.example/',
            clientId: 'Institute A',
            endpoints: { upload: '/api/upload/', refresh: '/api/token/refresh/' },
            expiresAt: '2026-12-20T00:00:00Z',
          },
          secrets: { accessToken: ACCESS, refreshToken: REFRESH },
        },
      ],
      [],
    ],
    ['its fields alone', DUMP.fields, 'draw-client', [expect.objectContaining({ system: 'draw' })], []],
    [
      'the first DRAW client’s dump, whose tokens are encrypted and whose refresh address was fixed',
      [{ model: 'auth.user', fields: {} }, OLDER],
      'draw-client',
      [
        {
          system: 'draw',
          settings: {
            baseUrl: 'https://draw.example',
            clientId: 'Institute A',
            maxRetries: 5,
            endpoints: { status: 'api/upload/{task_id}/status/', refresh: 'auth/refresh' },
          },
          secrets: {},
        },
      ],
      ['import_encrypted_tokens'],
    ],
    ['a Postman environment, without what is switched off', POSTMAN, 'postman', [drawEntry], []],
    [
      'an .env file',
      `# ward 3\nDRAW_BASE_URL=https://draw.example/\nDRAW_CLIENT_ID="Institute A"\nexport DRAW_BEARER_TOKEN=${ACCESS}\nDRAW_REFRESH_TOKEN='${REFRESH}'\n`,
      'env',
      [drawEntry],
      [],
    ],
    [
      'an .env file that does not say its system',
      'BASE_URL=https://api.example/\nCLIENT_ID=me\nCLIENT_SECRET=hush',
      'env',
      [{ settings: { baseUrl: 'https://api.example/', clientId: 'me' }, secrets: { clientSecret: 'hush' } }],
      [],
    ],
    [
      'a client without tokens: it asks with its secret',
      `HOST=api.example\nBASE_URL=https://\${HOST}/\nCLIENT_ID=me\nCLIENT_SECRET='\${HOST}'\nTOKEN_URL="https://id.example/t"`,
      'env',
      [
        {
          system: 'oauth2',
          settings: {
            grant: 'client_credentials',
            baseUrl: 'https://api.example/',
            clientId: 'me',
            endpoints: { token: 'https://id.example/t' },
          },
          secrets: { clientSecret: `\${HOST}` },
        },
      ],
      [],
    ],
    [
      'a client with tokens, as PowerShell sets them',
      `$env:BASE_URL="https://api.example/"\r\n$Env:TOKEN_URL = "https://id.example/t"\r\n$env:CLIENT_SECRET='hush'\r\n$env:REFRESH_TOKEN='${REFRESH}'`,
      'env',
      [
        {
          system: 'oauth2',
          settings: { baseUrl: 'https://api.example/', endpoints: { token: 'https://id.example/t' } },
          secrets: { clientSecret: 'hush', refreshToken: REFRESH },
        },
      ],
      [],
    ],
    [
      'a kubeconfig with an exec plugin',
      kubeconfig({
        exec: {
          command: 'kubectl',
          args: [
            'oidc-login',
            'get-token',
            '--oidc-issuer-url=https://sso.example/realms/k8s',
            '--oidc-client-id',
            'kube',
            '--oidc-client-secret=hush',
            '--oidc-extra-scope=groups',
          ],
        },
      }),
      'kubeconfig',
      [
        {
          system: 'oauth2',
          settings: expect.objectContaining({
            baseUrl: 'https://cluster.example:6443',
            clientId: 'kube',
            scope: 'openid groups',
          }),
          secrets: { clientSecret: 'hush' },
        },
      ],
      ['import_users_left'],
    ],
    [
      'a kubeconfig in YAML, in which what looks like a number is the text that stands there',
      KUBECONFIG_YAML,
      'kubeconfig',
      [
        {
          system: 'oauth2',
          settings: expect.objectContaining({
            baseUrl: 'https://cluster.example:6443',
            clientId: '0123',
            scope: 'openid groups',
          }),
          secrets: {},
        },
      ],
      ['import_users_left'],
    ],
    [
      'a kubeconfig with the older auth-provider',
      kubeconfig({
        'auth-provider': {
          name: 'oidc',
          config: { 'idp-issuer-url': 'https://sso.example/realms/k8s', 'client-id': 'kube', 'refresh-token': REFRESH },
        },
      }),
      'kubeconfig',
      [
        {
          system: 'oauth2',
          settings: expect.objectContaining({ clientId: 'kube' }),
          secrets: { refreshToken: REFRESH },
        },
      ],
      ['import_users_left'],
    ],
  ])('%s', (_what, given, source, entries, leftOut) => {
    const reading = read(given)
    expect({ ...reading, leftOut: reading.leftOut.map(({ code }) => code) }).toEqual({ source, entries, leftOut })
  })

  it('a user of several clusters is taken to the one of the current context', () => {
    const names = ['one', 'two', 'three']
    const config = {
      ...kubeconfig({ exec: { args: ['--oidc-issuer-url=https://sso.example', '--oidc-client-id=kube'] } }),
      'current-context': 'two',
      clusters: names.map((name) => ({ name, cluster: { server: `https://${name}.example` } })),
      contexts: names.map((name) => ({ name, context: { cluster: name, user: 'me' } })),
    }
    const serverOf = (given: object) => read(given).entries[0]?.['settings']
    expect(serverOf(config)).toMatchObject({ baseUrl: 'https://two.example' })
    expect(serverOf({ ...config, 'current-context': 'gone' })).toMatchObject({ baseUrl: 'https://one.example' })
  })

  it.each<[string, unknown, string]>([
    ['nothing', '', 'import_unknown'],
    ['JSON with a comma too many', '{\n "baseUrl": "https://api.example/",\n}', 'not_json'],
    ['one object a line', '{"name": "a"}\n{"name": "b"}', 'not_json'],
    ['prose', 'Dear colleague, the token is in the safe.', 'import_unknown'],
    ['JSON without anything of use', { hello: 'world' }, 'import_unknown'],
    ['an empty Postman environment', { name: 'x', values: [] }, 'import_unknown'],
    ['a kubeconfig of certificates', kubeconfig({ token: 'x' }), 'import_unknown'],
    [
      'a kubeconfig as YAML, of nobody who signs in',
      'apiVersion: v1\nkind: Config\nusers:\n- name: me\n',
      'import_unknown',
    ],
    ['a kubeconfig as YAML that breaks off', 'kind: Config\nusers: [', 'import_yaml'],
    ['other YAML', 'kind: Secret\ndata:\n  a: b\n', 'import_unknown'],
    ['a cloud’s signing keys', '[default]\naws_access_key_id = AKIA\naws_secret_access_key = x', 'import_signing_keys'],
    ['a cloud’s credential process', '[profile x]\ncredential_process = get-keys', 'import_signing_keys'],
    ['what such a process prints', { Version: 1, AccessKeyId: 'A', SecretAccessKey: 'b' }, 'import_signing_keys'],
    ['a sealed file', '-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n', 'import_sealed'],
    ['an export of a later version', { everbearer: 4, connections: [], sidecar: {} }, 'export_newer'],
    ['an export without its version', { everbearer: 'yes', connections: [] }, 'bad_shape'],
    ['an export with a stranger in it', { everbearer: 1, exportedAt: '', connections: [], more: 1 }, 'bad_shape'],
    ['an export of no list', { everbearer: 1, exportedAt: '', connections: {} }, 'bad_shape'],
  ])('no: %s', (_what, given, code) => {
    expect(() => read(given)).toThrow(expect.objectContaining({ fault: expect.objectContaining({ code }) }))
  })
})

/** Fragments that the readers look for, so that the generated texts go deep into them. */
const fragment = fc.constantFrom(
  '{"values":[{"key":"client_id","value":"x"}]}',
  '"kind":"Config","users":[{"user":{"exec":{"args":["--oidc-issuer-url"]}}}]',
  '{"draw_base_url":null,"client_id":{}}',
  'BASE_URL=',
  'https://a.example/',
  '{"everbearer":1}',
  'kind: Config\n',
  'users:\n- name: me\n  user: {auth-provider: {name: oidc, config: {client-id: x}}}\n',
  '&a *a',
  '[[[[',
  '\n',
)

test('whatever a file holds, reading it ends in entries or in a fault', () => {
  const json = fc.json({ maxDepth: 4 })
  const text = fc.oneof(
    fc.string(),
    json,
    fc.array(fc.oneof(fragment, fc.string()), { maxLength: 12 }).map((all) => all.join('')),
  )
  fc.assert(
    fc.property(text, (given) => {
      try {
        expect(read(given).entries.length).toBeGreaterThan(0)
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(FaultError)
      }
    }),
  )
})
