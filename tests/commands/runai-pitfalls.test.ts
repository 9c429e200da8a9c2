import { describe, expect, it } from 'vitest'
import { createKeeper } from '../../electron/core/keeper.ts'
import { initialValues } from '../../renderer/form/form-values.ts'
import { judge } from '../../renderer/form/judging/judgement.ts'
import type { Input, Output } from '../../shared/api/contract/contract.ts'
import type { CallName } from '../../shared/api/contract/names.ts'
import { runai } from '../../shared/systems/runai/runai.ts'
import { nextSteps } from '../../shared/text/en/page.ts'
import { en } from '../../shared/text/en.ts'
import { faultMessage } from '../../shared/text/sentence.ts'
import { memoryPorts } from '../kit/memory-ports.ts'
import { memoryTerminal, NOW } from './memory-terminal.ts'
import { run } from './run.ts'

/** Each known mistake with Run:AI (docs/systems/runai.md 1 to 3), and what a person reads of it in both places. */

type Row = [string, Record<string, string>, Record<string, string>, { field: string; say: string; stops: boolean }]

const ROWS: Row[] = [
  [
    'copies the address of the sign-in page',
    { baseUrl: 'https://runai.example/auth/realms/runai/' },
    {},
    { field: 'settings.baseUrl', say: 'The base URL goes on into the sign-in pages of a realm.', stops: true },
  ],
  [
    'copies the address of the API',
    { baseUrl: 'https://runai.example/api/v1' },
    {},
    {
      field: 'settings.baseUrl',
      say: 'The base URL already holds /api, which the endpoints add as well.',
      stops: false,
    },
  ],
  [
    'is one of the cloud’s tenants, where the pages contradict each other',
    { baseUrl: 'https://app.run.ai/' },
    {},
    { field: 'settings.baseUrl', say: 'reached at app.run.ai by older tenants and at TENANT.run.ai', stops: false },
  ],
  [
    'copies the client ID twice',
    {},
    { clientSecret: 'trainer-app' },
    { field: 'secrets.clientSecret', say: 'Client ID and client secret are one and the same.', stops: true },
  ],
  [
    'has lost the secret, which is shown once',
    {},
    { clientSecret: '' },
    { field: 'secrets.clientSecret', say: 'Client secret is missing.', stops: true },
  ],
  [
    'forgets the client ID',
    { clientId: '' },
    {},
    { field: 'settings.clientId', say: 'Client ID is missing.', stops: true },
  ],
  [
    'pastes a token of a day in place of a secret',
    {},
    { clientSecret: '', accessToken: 'a-token-of-the-command-line-tool' },
    { field: 'secrets.clientSecret', say: 'this connection ends with the token that was pasted.', stops: false },
  ],
  [
    'wants the oldest form without a realm',
    { tokenRequest: 'keycloak', realm: '' },
    {},
    { field: 'settings.realm', say: 'Realm is missing.', stops: true },
  ],
]

const settingsOf = (changes: object) => ({ baseUrl: 'https://runai.example/', clientId: 'trainer-app', ...changes })
const secretsOf = (changes: object) => ({ clientSecret: 'made-up-secret', ...changes })

describe('a person who', () => {
  it.each(ROWS)('%s reads it in the form', (_what, settings, secrets, { field, say, stops }) => {
    const values = initialValues(runai, null, 'UTC')
    const typed = { ...values, name: 'trainer', settings: { ...values.settings, ...settingsOf(settings) } }
    const { byField } = judge(
      { ...typed, secrets: secretsOf(secrets) },
      { system: runai, base: null, taken: [], now: NOW },
    )
    const told = (byField[field] ?? []).map((mistake) => {
      const telling = faultMessage(en, mistake, { system: 'runai' })
      return { level: mistake.level, words: `${telling.say} ${nextSteps[mistake.code] ?? telling.next}` }
    })
    expect(told).toContainEqual({ level: stops ? 'error' : 'warning', words: expect.stringContaining(say) })
  })

  it.each(ROWS)('%s reads it on the command line', async (_what, settings, secrets, { field, say, stops }) => {
    const { keeper, bridge } = await keeperBridge()
    const entry = { name: 'trainer', system: 'runai', settings: settingsOf(settings), secrets: secretsOf(secrets) }
    const terminal = memoryTerminal({ files: { 'runai.json': JSON.stringify(entry) } })
    const { code, stderr } = await run(['add', '--from', 'runai.json'], { bridge, terminal })
    expect(stderr).toContain(say)
    expect(stops ? [code, stderr.includes('Next: ')] : [code, stderr.includes(`: ${field}: `)]).toEqual([
      stops ? 2 : 0,
      true,
    ])
    await keeper.stop()
  })
})

async function keeperBridge() {
  const ports = memoryPorts()
  // What is saved is renewed at once; what the server says to that is no matter here.
  ports.http.otherwise(() => ({ status: 503 }))
  const keeper = createKeeper(ports)
  const call = <Name extends CallName>(name: Name, input: Input<Name>): Promise<Output<Name>> =>
    (keeper.handlers[name] as (input: Input<Name>) => Promise<Output<Name>>)(input)
  return {
    keeper,
    bridge: { call, subscribe: keeper.subscribe, watchKeeper: () => () => undefined, close: async () => undefined },
  }
}
