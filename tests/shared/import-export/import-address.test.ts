/**
 * Where an import could not read the server's address, or found none, no default stands in for it: whatever kind of file
 * it is, and whichever system it is for (docs/decisions.md 19).
 */
import { describe, expect, it } from 'vitest'
import { readImport } from '../../../shared/import-export/import-file.ts'
import { planOf } from '../../../shared/import-export/import-plan.ts'
import type { ImportPlan } from '../../../shared/import-export/planned-import.ts'
import { SYSTEMS } from '../../../shared/systems/registry.ts'
import { NOW } from '../samples.ts'

type Entry = ImportPlan['entries'][number]

const systems = SYSTEMS.map(({ id }) => id)

/** What the file names as the server, in ways that are no address; `undefined` for a file that names none. */
const UNREAD: readonly (string | undefined)[] = [
  'draw.hospital.example',
  'draw.hospital.example:8443/api',
  'https:/draw.hospital.example/',
  'ftp://draw.hospital.example/',
  'https://{{host}}/',
  'https://draw.hospital.example/{{tenant}}/',
  '{{base_url}}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as such files have it
  'https://${HOST}/',
  '$HOST',
  'https://%HOST%/',
  'https://<host>/',
  'https://user:pass@draw.hospital.example/',
  'https://draw.hospital.example\\@evil.example/',
  undefined,
]

const SECRETS = {
  accessToken: 'an-access-token-of-the-ward',
  refreshToken: 'a-refresh-token-of-the-ward',
  clientToken: 'a-client-token-of-the-ward',
  clientSecret: 'a-client-secret-of-the-ward',
}

const LABELS = [
  'BASE_URL',
  'API_URL',
  'HOST',
  'URL',
  'DRAW_URL',
  'DRAW_HOST',
  'OSAIS_BASE_URL',
  'RUNAI_URL',
  'CRAFTER_URL',
]

/** As each of them writes a secret down. */
const WRITTEN: readonly (readonly [string, keyof typeof SECRETS])[] = [
  ['ACCESS_TOKEN', 'accessToken'],
  ['REFRESH_TOKEN', 'refreshToken'],
  ['CLIENT_SECRET', 'clientSecret'],
]

function written(system: string): (readonly [string, string])[] {
  const has = SYSTEMS.find(({ id }) => id === system)?.secrets ?? []
  const id = system === 'osais' || system === 'crafter' ? [] : [['CLIENT_ID', 'A'] as const]
  const kept = WRITTEN.filter(([, name]) => has.some((each) => each.name === name))
  return [...id, ...kept.map(([label, name]) => [label, SECRETS[name]] as const)]
}

const dotenv =
  (label: string, system = 'draw') =>
  (base: string | undefined) =>
    [...(base === undefined ? [] : [[label, base]]), ...written(system)]
      .map(([key, value]) => `${key}=${value}\n`)
      .join('')

const postman =
  (system: string) =>
  (base: string | undefined): string =>
    JSON.stringify({
      values: [...(base === undefined ? [] : [['base_url', base]]), ...written(system)].map(([key, value]) => ({
        key,
        value,
        enabled: true,
      })),
    })

const plain = (system: string) => (base: string | undefined) =>
  JSON.stringify({
    name: 'w',
    system,
    settings: {
      ...(base === undefined ? {} : { baseUrl: base }),
      ...(system === 'osais' || system === 'crafter' ? {} : { clientId: 'A' }),
    },
    secrets: Object.fromEntries(
      (SYSTEMS.find(({ id }) => id === system)?.secrets ?? [])
        .map(({ name }) => [name, SECRETS[name as keyof typeof SECRETS]])
        .filter(([, value]) => value !== undefined),
    ),
  })

const dump = (field: string) => (base: string | undefined) =>
  JSON.stringify([
    { model: 'x', fields: { [field]: base ?? null, client_id: 'A', draw_bearer_token: SECRETS.accessToken } },
  ])

const kubeconfig = (base: string | undefined): string =>
  JSON.stringify({
    kind: 'Config',
    users: [
      {
        name: 'u',
        user: {
          'auth-provider': {
            name: 'oidc',
            config: {
              'idp-issuer-url': 'https://login.example/',
              'client-id': 'k',
              'refresh-token': SECRETS.refreshToken,
            },
          },
        },
      },
    ],
    clusters: base === undefined ? [] : [{ name: 'c', cluster: { server: base } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
  })

/** A label that names another system is that system's. */
function fits(label: string, system: string): boolean {
  return !/^(DRAW|OSAIS|RUNAI|CRAFTER)_/.test(label) || label.toLowerCase().startsWith(system)
}

async function planned(text: string, system?: string): Promise<Entry> {
  const [entry = {}] = readImport(text, NOW).entries
  const imported = system === undefined ? entry : { ...entry, system: entry['system'] ?? system }
  return (await planOf(imported, { now: NOW, findExisting: async () => null, usedNames: [], avoidedNames: [] })).planned
}

const sources: readonly (readonly [string, string | undefined, (base: string | undefined) => string])[] = [
  ...systems.flatMap((system) => [
    ...LABELS.filter((label) => fits(label, system)).map(
      (label) => [`.env ${label}`, system, dotenv(label, system)] as const,
    ),
    ['Postman', system, postman(system)] as const,
    ['JSON of add', system, plain(system)] as const,
  ]),
  ['DRAW dump', undefined, dump('draw_base_url')],
  ['older DRAW dump', undefined, dump('api_base_url')],
  ['kubeconfig', undefined, kubeconfig],
]

describe.each(sources)('%s for %s', (_source, system, file) => {
  it.each(UNREAD)('with %j as its server is refused, and the field is named', async (base) => {
    const { action, mistakes } = await planned(file(base), system)
    expect(action).toBe('refused')
    expect(mistakes.filter(({ level }) => level === 'error').map(({ field }) => field)).toContain('settings.baseUrl')
  })

  it('with a whole address is read, and the address is told', async () => {
    const entry = await planned(file('https://draw.hospital.example/'), system)
    expect(entry.mistakes.filter(({ field, level }) => field === 'settings.baseUrl' && level === 'error')).toEqual([])
    expect(entry.origins).toContain('https://draw.hospital.example')
    expect(entry.changes).toContainEqual({
      field: 'settings.baseUrl',
      from: null,
      to: 'https://draw.hospital.example/',
    })
  })
})

describe('a file', () => {
  it('that names the usual server is told with it', async () => {
    const { changes } = await planned(dotenv('DRAW_URL')('https://draw.chavi.ai/'), 'draw')
    expect(changes).toContainEqual({ field: 'settings.baseUrl', from: null, to: 'https://draw.chavi.ai/' })
  })

  it('with a better address beside an unreadable one is read by the better one', async () => {
    const text = `HOST=0.0.0.0\nBASE_URL=https://draw.hospital.example/\n${dotenv('X')(undefined)}`
    expect((await planned(text, 'draw')).origins).toEqual(['https://draw.hospital.example'])
  })

  it('with half a token address is refused as a whole', () => {
    const text = `BASE_URL=https://api.example/\nTOKEN_URL=login.example/token\n${dotenv('X')(undefined)}`
    expect(() => readImport(text, NOW)).toThrow('import_address_unread')
  })

  it('with a token address that its system has no place for says that it is not used', () => {
    const text = `BASE_URL=https://api.example/\nREFRESH_URL=https://login.example/refresh\n${dotenv('X')(undefined)}`
    expect(readImport(text, NOW).leftOut).toEqual([{ code: 'import_address_unused', params: { label: 'refreshurl' } }])
  })

  it.each([
    ['A=b # c', 'b'],
    ['A="b" # c', 'b'],
    ["A='b # still' # c", 'b # still'],
    ['A=b#c', 'b#c'],
    ['A="b#c"', 'b#c'],
    ['export A=b\t# c', 'b'],
    ['A="b"', 'b'],
  ])('has its comments left out: %s', async (line, value) => {
    const text = `${line.replace('A=', 'CLIENT_ID=')}\nBASE_URL=https://draw.example/ # prod\nACCESS_TOKEN="${SECRETS.accessToken}" # 30 days\n`
    const { changes } = await planned(text, 'draw')
    expect(changes).toContainEqual({ field: 'settings.clientId', from: null, to: value })
    expect(changes).toContainEqual({ field: 'settings.baseUrl', from: null, to: 'https://draw.example/' })
  })
})
