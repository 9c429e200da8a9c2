import { expect, test } from 'vitest'
import { readDraft } from '../../../shared/entry/draft.ts'
import { type ExportedSecrets, exportText } from '../../../shared/import-export/export-file.ts'
import { readImport } from '../../../shared/import-export/import-file.ts'
import { Secret } from '../../../shared/secret.ts'
import { draw } from '../../../shared/systems/draw/draw.ts'
import { SYSTEMS } from '../../../shared/systems/registry.ts'
import { markers } from '../../kit/markers.ts'
import { fc } from '../../kit/properties.ts'
import { connection, DAY, NOW, settingsOf, tokenSet } from '../samples.ts'

const ACCESS = 'the-access-token-of-these-tests'
const REFRESH = 'the-refresh-token-of-these-tests'

const written = (taking: ExportedSecrets, changes = {}) =>
  exportText([{ connection: connection(changes), system: draw }], taking, NOW)
const entryOf = (text: string) => readImport(text, NOW).entries[0] as { settings: object; secrets: object }

test('settings alone hold no secret, and a place for each', () => {
  const text = written('none')
  expect(markers({ ACCESS, REFRESH }).inText('export', text)).toEqual([])
  expect(entryOf(text)).toEqual({
    name: 'draw-ward-3',
    system: 'draw',
    settings: {
      baseUrl: 'https://draw.example/',
      clientId: 'Institute A',
      maxRetries: 3,
      endpoints: Object.fromEntries(draw.endpoints.map(({ name, default: standard }) => [name, standard])),
    },
    secrets: { accessToken: '', refreshToken: '' },
  })
})

test('a copy leaves the refresh token out, a move takes it along, and both say when an opaque token ends', () => {
  const expiresAt = new Date(NOW + 30 * DAY).toISOString()
  expect(entryOf(written('copy'))).toMatchObject({
    settings: { expiresAt },
    secrets: { accessToken: ACCESS, refreshToken: '' },
  })
  expect(entryOf(written('move'))).toMatchObject({
    settings: { expiresAt },
    secrets: { accessToken: ACCESS, refreshToken: REFRESH },
  })
})

test('what the token says itself is not said again', () => {
  expect(entryOf(written('move', { tokens: tokenSet({ expirySource: 'jwt' }) })).settings).not.toHaveProperty(
    'expiresAt',
  )
})

test('client secrets go along with a copy', () => {
  const credentials = { clientSecret: { secret: new Secret('hush hush hush'), since: NOW } }
  const oauth2 = SYSTEMS.find(({ id }) => id === 'oauth2')
  if (oauth2 === undefined) throw new Error('no oauth2')
  const text = exportText([{ connection: connection({ system: 'oauth2', credentials }), system: oauth2 }], 'copy', NOW)
  expect(entryOf(text).secrets).toMatchObject({ clientSecret: 'hush hush hush' })
})

test('settings come back as they were, for every system', () => {
  const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 .-]{0,20}[A-Za-z0-9]$/)
  const path = fc.stringMatching(/^\/[a-z]{1,8}\/$/)
  fc.assert(
    fc.property(
      fc.constantFrom(...SYSTEMS),
      word,
      path,
      fc.integer({ min: 0, max: 20 }),
      (system, clientId, endpoint, maxRetries) => {
        const first = system.endpoints[0]?.name ?? ''
        const has = (name: string): boolean => system.settings.some((field) => field.name === name)
        const settings = settingsOf({
          clientId: has('clientId') ? clientId : '',
          maxRetries,
          endpoints: { [first]: endpoint },
          own: Object.fromEntries(
            system.settings.flatMap(({ name, kind, default: standard }) =>
              ['baseUrl', 'clientId', 'maxRetries'].includes(name) || kind === 'moment' || standard === undefined
                ? []
                : [[name, standard]],
            ),
          ),
        })
        const text = exportText(
          [{ connection: connection({ system: system.id, settings: settings as never }), system }],
          'none',
          NOW,
        )
        const { draft } = readDraft(entryOf(text), system, null, NOW)
        const standard = system.endpoints[0]?.default
        expect(draft.settings).toEqual({ ...settings, endpoints: endpoint === standard ? {} : settings.endpoints })
      },
    ),
  )
})
