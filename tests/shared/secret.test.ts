import { inspect } from 'node:util'
import { deserialize, serialize } from 'node:v8'
import { describe, expect, it } from 'vitest'
import { FaultError, fault, faultOf } from '../../shared/fault.ts'
import { MASK, Secret } from '../../shared/secret.ts'
import { markerSecret, markers } from '../kit/markers.ts'
import { connection, tokenSet } from './samples.ts'

const VALUE = markerSecret('secret')
const secret = new Secret(VALUE)
const hunt = markers({ secret: VALUE })

/** Every way in which a value is turned into text, and what must come out. */
const PRINTERS: [string, () => unknown, unknown][] = [
  ['String()', () => String(secret), MASK],
  ['toString', () => secret.toString(), MASK],
  ['a template', () => `${secret}`, MASK],
  ['concatenation', () => ''.concat(secret as unknown as string), MASK],
  ['join', () => [secret].join(), MASK],
  ['JSON', () => JSON.stringify({ secret }), `{"secret":"${MASK}"}`],
  ['console.log', () => inspect(secret), `Secret(${MASK})`],
  ['console.log of what holds it', () => inspect({ deep: [{ secret }] }, { depth: 9 }), expect.stringContaining(MASK)],
  ['inspect with all hidden things', () => inspect(secret, { showHidden: true, customInspect: false }), 'Secret {}'],
  ['its keys', () => Object.getOwnPropertyNames(secret).length + Object.getOwnPropertySymbols(secret).length, 0],
  ['spreading', () => ({ ...secret }), {}],
  ['Number()', () => Number(secret), Number.NaN],
  ['structuredClone', () => inspect(structuredClone(secret), { showHidden: true, customInspect: false }), '{}'],
  ['what is sent to another thread', () => inspect(deserialize(serialize(secret))), '{}'],
]

describe('a secret', () => {
  it.each(PRINTERS)('does not show in %s', (name, print, expected) => {
    const printed = print()
    expect(printed).toEqual(expected)
    expect(hunt.inText(name, typeof printed === 'string' ? printed : (JSON.stringify(printed) ?? ''))).toEqual([])
  })

  it('does not show in an error, its stack, or the fault made of it', () => {
    const thrown = new FaultError(fault('invalid_grant', { status: 400 }), { cause: new Error(`with ${secret}`) })
    const outcomes = [inspect(thrown, { depth: 9 }), thrown.stack ?? '', JSON.stringify(faultOf(thrown))]
    expect(hunt.inText('error', outcomes.join('\n'))).toEqual([])
    expect(faultOf(new TypeError(`about ${VALUE}`))).toEqual({ code: 'bug', params: { name: 'TypeError' } })
  })

  it('is no bug where the system gives no more open files', () => {
    for (const code of ['EMFILE', 'ENFILE'])
      expect(faultOf(Object.assign(new Error(`open ${VALUE}`), { code }))).toEqual(fault('vault_starved'))
  })

  it('is no bug where a part that was to be loaded late is there no more', () => {
    const thrown = Object.assign(new Error(`Cannot find module ${VALUE}`), { code: 'ERR_MODULE_NOT_FOUND' })
    expect(faultOf(thrown)).toEqual(fault('program_replaced'))
  })

  it('does not show in a printed connection', () => {
    const whole = connection({
      credentials: { clientSecret: { secret, since: 0 } },
      tokens: tokenSet({ accessToken: secret, refreshToken: secret }),
    })
    expect(hunt.inText('connection', `${inspect(whole, { depth: 9 })} ${JSON.stringify(whole)}`)).toEqual([])
  })

  it('comes out by reveal alone, and equals by what it holds', () => {
    expect(secret.reveal()).toBe(VALUE)
    expect([secret.equals(new Secret(VALUE)), secret.equals(new Secret(`${VALUE} `))]).toEqual([true, false])
  })

  it('is found by this very hunt where it does show', () => {
    expect(hunt.inText('text', `token=${secret.reveal()}`)).toHaveLength(1)
  })
})
