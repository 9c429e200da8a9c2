import { expect, test } from 'vitest'
import type { ConsumerDesk } from '../../../electron/core/consumers/consumer-desk.ts'
import { createGatewayDoor } from '../../../electron/doors/gateway/gateway.ts'
import { createUnderWay } from '../../../electron/doors/loopback/under-way.ts'

test('what breaks while a call is judged is its answer, and not the end of the program', async () => {
  const broken = {
    ready: () => undefined,
    holderOf() {
      throw new TypeError('a mistake of ours')
    },
  }
  const door = createGatewayDoor({ consumers: broken as unknown as ConsumerDesk, underWay: createUnderWay() })
  const rawHeaders = ['Host', '127.0.0.1:1', 'Authorization', `Bearer evb_${'0'.repeat(80)}`]
  const call = { method: 'GET', target: '/g/ward/x', rawHeaders, isUpgrade: false, cut: () => undefined }
  const answer = await door.letIn(call, { scheme: 'http', has: () => true })
  expect(answer).toEqual({ code: 'bug', params: { name: 'TypeError' } })
})
