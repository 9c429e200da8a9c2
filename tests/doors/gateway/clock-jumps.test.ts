/** The computer's clock jumps, or the computer sleeps, while calls wait at the gateway: each gets its answer. */
import { expect, it } from 'vitest'
import { tokens } from '../../core/started-keeper.ts'
import { until } from '../../kit/processes/until.ts'
import { type ConsumerRig, startConsumerRig } from '../loopback/consumer-rig.ts'

const DAY = 86_400_000
/** As long as the rig's tokens live. */
const LIFE_S = DAY / 1_000

const JUMPS: [string, (rig: ConsumerRig) => unknown][] = [
  ['ten days forward', ({ ports: { clock } }) => clock.setWall(clock.now() + 10 * DAY)],
  ['ten days back', ({ ports: { clock } }) => clock.setWall(clock.now() - 10 * DAY)],
  ['by a sleep of three days', ({ ports: { clock } }) => clock.sleepMachine(3 * DAY)],
]

it.each(JUMPS)(
  '%s, while they wait for a renewal: what they get is valid, and asked for once for all',
  async (_what, jump) => {
    const rig = await startConsumerRig((incoming, outgoing) => outgoing.end(String(incoming.headers.authorization)))
    await rig.keeper.handlers['settings.set']({ key: 'backgroundRenewal', value: 'off' })
    const keys = [await rig.key('one', 'ward'), await rig.key('two', 'ward')]
    await rig.ports.clock.advance(DAY - 10_000)
    const held = rig.ports.http.hold()
    const waiting = keys.map((key) => rig.ask({ path: '/g/ward/', key }))
    await until('both to have come', async () => {
      const { consumers } = await rig.keeper.handlers['consumers.list']({})
      return consumers.every(({ lastSeenAt }) => lastSeenAt !== null)
    })
    await until('a renewal to be asked for', () => rig.ports.http.requests.length === 1)
    await jump(rig)
    await rig.ports.clock.advance(31_000)
    rig.ports.http.otherwise(() => tokens(2, LIFE_S))
    held.answer(tokens(1, LIFE_S))
    const answers = await Promise.all(waiting)
    const [{ text = '' } = {}] = answers
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(answers.every((each) => each.text === text && /^Bearer access-[12]$/.test(text))).toBe(true)
    // What came has ended meanwhile where the clock went on: then there is one more, for both of them.
    expect(rig.ports.http.requests.length).toBe(Number(text.at(-1)))
  },
)

it.each(JUMPS)('%s, while the server takes its time: its answer is theirs', async (_what, jump) => {
  const { promise: late, resolve: go } = Promise.withResolvers<void>()
  const rig = await startConsumerRig(async (_incoming, outgoing) => {
    await late
    outgoing.end('at last')
  })
  const key = await rig.key('one', 'ward')
  const waiting = rig.ask({ path: '/g/ward/', key })
  await until('it to be there', () => rig.upstream.requests.length === 1)
  rig.ports.http.otherwise(() => tokens(1, LIFE_S))
  await jump(rig)
  await rig.ports.clock.advance(31_000)
  go()
  expect(await waiting).toMatchObject({ status: 200, text: 'at last' })
})
