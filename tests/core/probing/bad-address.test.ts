import { expect, test } from 'vitest'
import { readDocument, writeDocument } from '../../../shared/connections/connection.ts'
import { drawEntry, startKeeper } from '../started-keeper.ts'

/** Older builds took them, and so does whoever writes into the vault by other means. */
const NOWHERE = ['https://256.1.1.1/', 'https://', 'not an address', 'https://[::g]/', 'javascript:alert(1)']

test.each(NOWHERE)('a stored connection at %s ends no start, list or doctor', async (baseUrl) => {
  const { keeper, ports } = await startKeeper()
  for (const name of ['bad', 'good'])
    await keeper.handlers['connections.add']({ entry: drawEntry(name, ports, 30 * 86_400) })
  const { id } = await keeper.handlers['connections.get']({ name: 'bad' })
  const { vault } = ports
  const reading = readDocument((await vault.read(id)) ?? '')
  if (!reading.ok) throw new Error(reading.fault.code)
  const stored = reading.connection
  await vault.write(id, writeDocument({ ...stored, settings: { ...stored.settings, baseUrl } }))
  await keeper.stop()

  const again = await startKeeper(ports)
  ports.http.answerTo('https://draw.example/', { status: 200 })
  const list = await again.keeper.handlers['connections.list']({})
  expect(list.map(({ name }) => name).sort()).toEqual(['bad', 'good'])
  const { findings } = await again.keeper.handlers['doctor.run']({})
  expect(
    findings.filter(({ probe }) => probe === 'address').map(({ connection, level }) => [connection, level]),
  ).toEqual([
    ['bad', 'bad'],
    ['good', 'good'],
  ])
  expect(findings.find(({ connection }) => connection === 'bad')?.fault?.code).toBe('address_unreadable')
})

test('an address that leads nowhere is a mistake with a name', async () => {
  const { keeper, ports } = await startKeeper()
  const entry = drawEntry('bad', ports, 86_400, { baseUrl: 'https://256.1.1.1/' })
  await expect(keeper.handlers['connections.add']({ entry })).rejects.toMatchObject({
    fault: { code: 'address_unreadable' },
  })
})
