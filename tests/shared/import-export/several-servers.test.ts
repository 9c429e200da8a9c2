/**
 * One file may speak of several servers, of one twice, or of what no longer counts. What belongs to another server must not
 * go to the one that is imported, and the rules are those of the programs that read such files.
 */
import { describe, expect, it } from 'vitest'
import { readImport } from '../../../shared/import-export/import-file.ts'
import { jwt } from '../../kit/jwt.ts'
import { NOW } from '../samples.ts'

const [OURS, THEIRS] = [jwt({ jti: 1 }), jwt({ jti: 2 })]

type Expected = { settings?: object; secrets?: object }

function entryIn(text: string): unknown {
  return readImport(text, NOW).entries[0]
}

const BASE = 'BASE_URL=https://draw.example\nCLIENT_ID=c\n'
const HERE = { settings: { baseUrl: 'https://draw.example', clientId: 'c' }, secrets: { accessToken: OURS } }

const rows: readonly (readonly [string, string, Expected])[] = [
  ['a token in a comment', `${BASE}ACCESS_TOKEN=${OURS}\n#ACCESS_TOKEN=${THEIRS}\n; REFRESH=${THEIRS}\n`, HERE],
  ['a token in a comment behind a value', `${BASE}ACCESS_TOKEN=${OURS} # was ${THEIRS}\n`, HERE],
  ['a name that is set twice', `${BASE}ACCESS_TOKEN=${THEIRS}\nACCESS_TOKEN=${OURS}\n`, HERE],
  ['a server that is set twice', `BASE_URL=https://old.example\nCLIENT_ID=old\n${BASE}ACCESS_TOKEN=${OURS}\n`, HERE],
  ['another service’s token', `${BASE}ACCESS_TOKEN=${OURS}\nGRAFANA_JWT=${THEIRS}\n`, HERE],
  ['another service’s token alone', `${BASE}GRAFANA_JWT=${THEIRS}\n`, { settings: HERE.settings, secrets: {} }],
  [
    'another service’s client before the own',
    `SLACK_CLIENT_ID=slack\nSLACK_CLIENT_SECRET=hush\nSLACK_API_URL=https://slack.example\nDRAW_URL=https://draw.example\nCLIENT_ID=c\nACCESS_TOKEN=${OURS}\n`,
    HERE,
  ],
  ['the name of the application before the client', `APP_NAME=Laravel\n${BASE}ACCESS_TOKEN=${OURS}\n`, HERE],
  [
    'sections of an INI file',
    `[draw]\n${BASE}ACCESS_TOKEN=${OURS}\n[other]\nBASE_URL=https://other.example\nREFRESH_TOKEN=${THEIRS}\n`,
    HERE,
  ],
  [
    'branches of JSON',
    JSON.stringify({
      production: { base_url: 'https://draw.example', client_id: 'c', access_token: OURS },
      staging: { base_url: 'https://test.example', refresh_token: THEIRS, expires_at: '2026-12-01T00:00:00Z' },
    }),
    HERE,
  ],
  [
    'variables that differ by their number alone',
    `HOST_1=draw.example\nHOST_2=other.example\nBASE_URL=https://\${HOST_1}\nCLIENT_ID=c\nACCESS_TOKEN=${OURS}\n`,
    HERE,
  ],
  [
    'variables without braces, and with a value of their own',
    `HOST=draw.example\nBASE_URL=https://$HOST\nCLIENT_ID=\${CLIENT:-c}\nACCESS_TOKEN=${OURS}\n`,
    HERE,
  ],
  ['Windows’ way of setting', `set "BASE_URL=https://draw.example"\r\nset CLIENT_ID=c\r\nset "TOKEN=${OURS}"`, HERE],
  [
    'a Postman environment with a name that comes twice',
    JSON.stringify({
      values: [
        { key: 'base_url', value: 'https://old.example' },
        { key: 'base_url', value: 'https://draw.example' },
        { key: 'client_id', value: 'c' },
        { key: 'access_token', value: OURS },
      ],
    }),
    HERE,
  ],
]

describe('of a file', () => {
  it.each(rows)('with %s only what is meant is taken', (_what, text, expected) => {
    expect(entryIn(text)).toEqual({ ...(text.includes('DRAW_') ? { system: 'draw' } : {}), ...expected })
  })

  it.each([
    ['pa,ss,', 'pa,ss,'],
    ['"hush",', 'hush'],
    ['pa$word', 'pa$word'],
  ])('a secret that is written %s is %s', (written, secret) => {
    const text = `${BASE}TOKEN_URL=https://draw.example/token\nCLIENT_SECRET=${written}\n`
    expect(entryIn(text)).toMatchObject({ secrets: { clientSecret: secret } })
  })

  it('that does not say which of two clients belongs to its address nothing is taken', () => {
    const text = `GITHUB_CLIENT_ID=g\nGITHUB_CLIENT_SECRET=gg\nKEYCLOAK_CLIENT_ID=k\nKEYCLOAK_CLIENT_SECRET=kk\nTOKEN_URL=https://id.example/t\n`
    expect(() => readImport(text, NOW)).toThrow(
      expect.objectContaining({ fault: expect.objectContaining({ code: 'import_several_servers' }) }),
    )
  })

  it('whose variables double each other the length stays bounded', () => {
    const lines = Array.from({ length: 40 }, (_, index) => `A${index + 1}=$A${index}$A${index}`)
    expect(() => readImport(`A0=${'x'.repeat(100)}\n${lines.join('\n')}\n`, NOW)).toThrow('import_unknown')
  })
})
