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
