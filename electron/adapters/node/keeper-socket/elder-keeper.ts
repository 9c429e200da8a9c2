import { createInterface } from 'node:readline'
import type { Duplex } from 'node:stream'
import { z } from 'zod'
import { helloSchema } from '../../../../shared/api/hello.ts'
import { jsonIn } from '../../../../shared/encoding/json-text.ts'
import { FaultError, fault } from '../../../../shared/fault.ts'
import { faultSchema } from '../../../../shared/faults/fault-schema.ts'
import type { KeeperConnection } from './keeper-connection.ts'

/**
 * A keeper of a build before HTTP, which speaks lines of JSON: all that is asked of it is to hand over. Goes with the next
 * version.
 */
const saidSchema = z.object({ hello: helloSchema })
const answerSchema = z.union([
  z.object({ id: z.literal(1), ok: z.literal(true) }),
  z.object({ id: z.number(), ok: z.literal(false), fault: faultSchema }),
])

/** Null where what was said is not that language; `dial` opens one more connection. */
export async function elderKeeper(
  said: string,
  dial: () => Promise<Duplex | null>,
  version: string,
): Promise<KeeperConnection | null> {
  const hello = readHello(said)
  const socket = hello === null ? null : await dial()
  if (hello === null || socket === null) return null
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.on('error', () => {})
  return {
    hello,
    closed,
    subscribe: () => () => {},
    close: () => void socket.destroy(),
    async call(name) {
      if (name !== 'keeper.handOver')
        throw new FaultError(fault('keeper_version', { theirs: hello.version, ours: version }))
      const request = { id: 1, call: 'keeper.handOver', input: { version } }
      socket.write(`${JSON.stringify({ hello: { protocol: hello.protocol, version } })}\n${JSON.stringify(request)}\n`)
      const answer = await answerOn(socket)
      // Read on, so that its end is noticed.
      socket.resume()
      if (answer?.ok) return {} as never
      throw new FaultError(answer?.fault ?? fault('keeper_lost'))
    },
  }
}

async function answerOn(input: Duplex): Promise<z.infer<typeof answerSchema> | null> {
  for await (const line of createInterface({ input })) {
    const answer = answerSchema.safeParse(jsonIn(line))
    if (answer.success) return answer.data
  }
  return null
}

function readHello(said: string) {
  return saidSchema.safeParse(jsonIn(said.split('\n', 1)[0] ?? '')).data?.hello ?? null
}
