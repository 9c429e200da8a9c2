import { expect, test } from 'vitest'
import type { ConsumerService } from '../../../electron/core/consumers/consumer-service.ts'
import { createGatewayDoor } from '../../../electron/doors/gateway/gateway.ts'
import { createCallsInFlight } from '../../../electron/doors/loopback/calls-in-flight.ts'

test('what breaks while a call is judged is its answer, and not the end of the program', async () => {
  const broken = {
    ready: () => undefined,
    holderOf() {
      throw new TypeError('a mistake of ours')
    },
  }
  const door = createGatewayDoor({ consumers: broken as unknown as ConsumerService, inFlight: createCallsInFlight() })
  const rawHeaders = ['Host', '127.0.0.1:1', 'Authorization', `Bearer evb_${'0'.repeat(80)}`]
  const call = { method: 'GET', target: '/g/ward/x', rawHeaders, isUpgrade: false, cut: () => undefined }
  const answer = await door.admit(call, { scheme: 'http', has: () => true })
  expect(answer).toEqual({ code: 'bug', params: { name: 'TypeError' } })
})
