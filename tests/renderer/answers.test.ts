import { expect, test } from 'vitest'
import { createAnswers, type SchemaOf } from '../../renderer/host/answers.ts'
import { readReply } from '../../renderer/host/reply.ts'
import * as schemas from '../../renderer/host/schemas.ts'

const remembered: SchemaOf<unknown> = ({ CONTRACT }) => CONTRACT['connections.remembered'].output

function one(n: number) {
  return {
    id: `id-${n}`,
    name: `ward-${n}`,
    system: 'draw',
    state: 'valid',
    renewable: true,
    expiresAt: null,
    refreshAt: null,
  }
}

/** Answers whose schemas come when the test lets them. */
function waiting() {
  const loading = Promise.withResolvers<typeof schemas>()
  let rests = 0
  const answers = createAnswers(
    () => loading.promise,
    async () => {
      rests += 1
    },
  )
  let misfits = 0
  answers.onMisfit(() => {
    misfits += 1
  })
  return { answers, arrive: () => loading.resolve(schemas), rests: () => rests, misfits: () => misfits }
}

test('until the schemas are there an answer is taken as it is, and held against them afterwards', async () => {
  const { answers, arrive, misfits } = waiting()
  const list = [one(1)]
  expect(answers.read(list, remembered)).toBe(list)
  const checked = answers.check()
  arrive()
  await checked
  expect(misfits()).toBe(0)
})

test.each<[string, unknown]>([
  ['no list', { id: 'id-1' }],
  [
    'one among thousands',
    Array.from({ length: 2_000 }, (_none, n) => ({ ...one(n), state: n === 1_234 ? 'blue' : 'valid' })),
  ],
])('what turns out not to fit is told: %s', async (_what, raw) => {
  const { answers, arrive, misfits } = waiting()
  answers.read(raw, remembered)
  arrive()
  await answers.check()
  expect(misfits()).toBe(1)
})

test('a long list is looked at a few at a time', async () => {
  const { answers, arrive, rests, misfits } = waiting()
  answers.read(
    Array.from({ length: 1_000 }, (_none, n) => one(n)),
    remembered,
  )
  arrive()
  await answers.check()
  expect(rests()).toBeGreaterThan(10)
  expect(misfits()).toBe(0)
})

test('once they are there, whatever does not fit is refused at once, and what the contract does not name is left out', async () => {
  const { answers, arrive, misfits } = waiting()
  arrive()
  await answers.check()
  expect(() => answers.read([{ ...one(1), state: 'blue' }], remembered)).toThrow()
  expect(answers.read([{ ...one(1), more: 'x' }], remembered)).toEqual([one(1)])
  expect(misfits()).toBe(0)
})

test.each<[string, unknown]>([
  ['nothing', null],
  ['a text', 'ok'],
  ['neither good nor bad', { ok: 'yes', value: 1 }],
  ['a fault that nobody knows', { ok: false, fault: { code: 'nobody_knows', params: {} } }],
  ['a fault with parameters of another kind', { ok: false, fault: { code: 'bug', params: { name: {} } } }],
  ['a fault without any', { ok: false, fault: { code: 'bug' } }],
])('a reply that is %s comes from no host', (_what, raw) => {
  expect(readReply(raw, (value) => value)).toEqual({ ok: false, fault: { code: 'keeper_lost', params: {} } })
})

test('a fault is taken over, and a value that cannot be read is one', () => {
  const fault = { code: 'vault_locked', params: { name: 'ward', status: 401 } }
  expect(readReply({ ok: false, fault }, (value) => value)).toEqual({ ok: false, fault })
  const refuse = (): never => {
    throw new Error('no')
  }
  expect(readReply({ ok: true, value: 1 }, refuse)).toEqual({
    ok: false,
    fault: { code: 'bug', params: { name: 'Reply' } },
  })
})
