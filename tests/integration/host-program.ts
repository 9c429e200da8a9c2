/**
 * A host in a process of its own, for hosting.test.ts: says on stdout what it becomes, makes the calls that it reads
 * from stdin, and ends in good order when stdin ends or on SIGTERM. Arguments: `lasting` or `command`.
 */
import { createInterface } from 'node:readline'
import { openNodeBridge } from '../../electron/hosting/node-host.ts'
import { isCallName } from '../../shared/api/contract/names.ts'
import { faultOf } from '../../shared/fault.ts'

const lasting = process.argv[2] === 'lasting'
const say = (message: unknown) => process.stdout.write(`${JSON.stringify(message)}\n`)

try {
  const bridge = await openNodeBridge({
    host: lasting ? 'agent' : 'command line',
    lasting,
    sessionBegan: ({ kind, keeper }) => void say({ seat: kind, keeper }),
    troubled: (trouble) => void say({ trouble }),
  })
  if (lasting) process.on('SIGTERM', () => void bridge.close().then(() => process.exit(0)))
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, call, input } = JSON.parse(line) as { id: number; call: string; input: never }
    if (!isCallName(call)) throw new Error(`no call: ${call}`)
    bridge.call(call, input).then(
      (value) => say({ id, value }),
      (thrown: unknown) => say({ id, fault: faultOf(thrown) }),
    )
  }
  await bridge.close()
  process.exit(0)
} catch (thrown) {
  say({ fault: faultOf(thrown) })
  process.exit(1)
}
