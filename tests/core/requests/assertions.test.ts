/** A client that proves itself with a signed assertion, on a computer whose clock is right or wrong. */
import { expect, test } from 'vitest'
import { sendAsClient } from '../../../electron/core/requests/assertions.ts'
import { Secret } from '../../../shared/secret.ts'
import { oauth2 } from '../../../shared/systems/oauth2/oauth2.ts'
import type { Known } from '../../../shared/systems/system.ts'
import { tokenSetFromPasted } from '../../../shared/tokens/token.ts'
import { handClock } from '../../kit/hand-clock.ts'
import { type ScriptedAnswer, scriptedHttp } from '../../kit/servers/scripted-http.ts'

const KNOWN: Known = {
  settings: {
    baseUrl: 'https://api.example/',
    clientId: 'm',
    maxRetries: 3,
    endpoints: { token: 'https://login.example/t' },
    own: { grant: 'client_credentials', clientAuth: 'private_key_jwt' },
  },
  credentials: { privateKey: new Secret('a key') },
  tokens: null,
  learned: {},
}
const MINUTE = 60_000
const TOKEN_SET = tokenSetFromPasted({ accessToken: new Secret('a'), refreshToken: null, typedExpiresAt: null }, 0, 1)

/** Sends once; the moments at which an assertion was made, as minutes beside our clock. */
async function madeAt(answers: (date: (minutes: number) => string) => ScriptedAnswer[], known = KNOWN) {
  const clock = handClock()
  const http = scriptedHttp(clock)
  for (const answer of answers((minutes) => new Date(clock.now() + minutes * MINUTE).toUTCString())) http.answer(answer)
  const moments: number[] = []
  const unused = (): never => {
    throw new Error('not asked for here')
  }
  const oauth = {
    discover: unused,
    beginCode: unused,
    readCode: unused,
    async sign(_wanted: unknown, at: number) {
      moments.push(Math.round((at - clock.now()) / MINUTE))
      return new Secret(`made-at-${at}`)
    },
  }
  const outcome = await sendAsClient(
    { clock, oauth, send: (request) => http.send(request) },
    oauth2,
    known,
    oauth2.renewalRequest(known),
  )
  return { moments, status: outcome.kind === 'reply' ? outcome.status : outcome.trouble }
}

const refusal = (date: string | null, error = 'invalid_client'): ScriptedAnswer => ({
  status: 401,
  json: { error },
  headers: { 'content-type': 'application/json', ...(date === null ? {} : { date }) },
})
const TOKENS: ScriptedAnswer = { json: { access_token: 'a', expires_in: 60 } }

test.each([
  ['ahead', -10],
  ['behind', 10],
])('a clock that is %s: signed once more by the server’s', async (_what, minutes) => {
  expect(await madeAt((date) => [refusal(date(minutes)), TOKENS])).toEqual({ moments: [0, minutes], status: 200 })
})

test.each<[string, (date: (minutes: number) => string) => ScriptedAnswer]>([
  ['with the right clock', (date) => refusal(date(0))],
  ['from a server that tells no time', () => refusal(null)],
  ['of the grant, not of the client', (date) => refusal(date(10), 'invalid_scope')],
])('a refusal %s stands', async (_what, answer) => {
  expect(await madeAt((date) => [answer(date)])).toEqual({ moments: [0], status: 401 })
})

test('refused at the server’s own time too, it stands: no third try', async () => {
  expect(await madeAt((date) => [refusal(date(10)), refusal(date(10))])).toEqual({ moments: [0, 10], status: 401 })
})

test('a clock that is known to be wrong is made up for at once', async () => {
  const tokens = { ...TOKEN_SET, clockOffset: 10 * MINUTE }
  expect(await madeAt(() => [TOKENS], { ...KNOWN, tokens })).toEqual({ moments: [10], status: 200 })
})

test.each([
  ['the same time again', -9_000],
  ['no time', null],
])('refused by a clock that was told, with %s: once more by ours', async (_what, minutes) => {
  const tokens = { ...TOKEN_SET, clockOffset: -9_000 * MINUTE }
  const answers = (date: (minutes: number) => string) => [refusal(minutes === null ? null : date(minutes)), TOKENS]
  expect(await madeAt(answers, { ...KNOWN, tokens })).toEqual({ moments: [-9_000, 0], status: 200 })
})
