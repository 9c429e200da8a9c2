import { expect, test } from 'vitest'
import { faultOf } from '../../../shared/fault.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'
import { clientCredentialsEntry, startKeeper, tokens } from '../started-keeper.ts'

test('a renewal can be followed from the plan over the wire to its end', async () => {
  const { keeper, ports } = await startKeeper()
  ports.http.answer(tokens(1, 3_600))
  await keeper.handlers['connections.add']({ entry: clientCredentialsEntry('ward') })
  await keeper.handlers['connections.refresh']({ name: 'ward' })
  const told = ports.log.records.map(({ event, facts }) => [event, facts['connection'] ?? facts['call']])
  expect(told).toEqual(
    expect.arrayContaining([
      ['call', 'connections.add'],
      ['renewal_begun', 'ward'],
      ['http', 'ward'],
      ['renewal_ended', 'ward'],
      ['call', 'connections.refresh'],
    ]),
  )
  const http = ports.log.records.find(({ event }) => event === 'http')
  expect(http?.facts).toMatchObject({ method: 'POST', origin: 'https://login.example', status: 200 })
})

test('an error of ours is told with the place of the log, where its stack is', async () => {
  const ports = memoryPorts()
  const broken = new RangeError('made up')
  const { keeper } = await startKeeper({
    ...ports,
    surroundings: {
      ...ports.surroundings,
      probe: async () => {
        throw broken
      },
    },
  })
  const thrown = await keeper.handlers['doctor.run']({}).catch((raised: unknown) => raised)
  expect(faultOf(thrown)).toEqual({ code: 'bug', params: { name: 'RangeError', log: '/state/log.jsonl' } })
  expect(ports.log.records).toContainEqual(expect.objectContaining({ level: 'error', event: 'bug', error: broken }))
})
