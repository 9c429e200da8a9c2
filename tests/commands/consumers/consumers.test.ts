import { expect, it } from 'vitest'
import { run } from '../run.ts'
import { ScriptedBridge } from '../scripted-bridge.ts'

it('consumers', async () => {
  const key = `evb_${'0'.repeat(80)}`
  const bridge = new ScriptedBridge({
    'consumers.add': { name: 'uploader', key, connections: ['ward', 'lab'] },
    'consumers.revoke': {},
    'consumers.list': {
      ...{ port: 0, bridge: '', address: '', at: [], fault: null, certificateEndsAt: null },
      consumers: [{ name: 'uploader', connections: ['ward', 'lab'], createdAt: 'then', lastSeenAt: null }],
    },
  })
  const added = await run(['consumers', 'add', 'uploader', '--for', 'ward, lab'], { bridge })
  expect(added.stdout).toBe(`${key}\n`)
  expect(added.stderr).toContain('opens ward, lab')
  expect(bridge.calls[0]?.input).toEqual({ name: 'uploader', connections: ['ward', 'lab'] })
  const json = await run(['consumers', 'add', 'uploader', '--for', 'ward,lab', '--json'], { bridge })
  expect(JSON.parse(json.stdout)).toEqual({ name: 'uploader', key, connections: ['ward', 'lab'] })
  expect((await run(['consumers', 'list'], { bridge })).stdout).toMatch(
    /^uploader {2}ward, lab {2}never seen\nThe port/,
  )
  expect((await run(['consumers', 'revoke', 'uploader'], { bridge })).stdout).toContain('uploader')
  for (const words of [
    ['add', 'uploader'],
    ['add', 'uploader', '--for', ','],
    ['add', 'Not a name', '--for', 'ward'],
  ])
    expect([words, (await run(['consumers', ...words], { bridge })).code]).toEqual([words, 2])
})

it('a key for the gateway alone is asked for, and told as one', async () => {
  const key = `evb_${'0'.repeat(80)}`
  const own = { name: 'draw-client', connections: ['ward'], gatewayOnly: true }
  const bridge = new ScriptedBridge({
    'consumers.add': { ...own, key },
    'consumers.list': {
      ...{ port: 0, bridge: '', address: '', at: [], fault: null, certificateEndsAt: null },
      consumers: [{ ...own, createdAt: 'then', lastSeenAt: '2026-11-21T09:00:12.000Z' }],
    },
  })
  const words = ['consumers', 'add', 'draw-client', '--for', 'ward', '--gateway-only']
  const added = await run(words, { bridge })
  expect([added.stdout, bridge.calls[0]?.input]).toEqual([`${key}\n`, own])
  expect(added.stderr).toContain('fetches no token')
  expect(JSON.parse((await run([...words, '--json'], { bridge })).stdout)).toEqual({ ...own, key })
  const listed = await run(['consumers', 'list'], { bridge })
  // In local time, as every moment on the command line.
  expect(listed.stdout).toContain('ward · through the gateway alone  last seen 2026-11-21 09:00:12')
  const json = JSON.parse((await run(['consumers', 'list', '--json'], { bridge })).stdout) as { consumers: unknown }
  expect(json.consumers).toMatchObject([own])
})
