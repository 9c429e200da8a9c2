import { describe, expect, it } from 'vitest'
import { raise } from '../../../shared/fault.ts'
import { readExport } from '../../../shared/import-export/export-file.ts'
import { entriesOf, importAll } from '../../../shared/import-export/import-in-parts.ts'
import { IMPORT_LIMIT } from '../../../shared/import-export/import-source.ts'
import type { ImportPlan, PlannedImport } from '../../../shared/import-export/planned-import.ts'
import { NOW } from '../samples.ts'

type Sent = { readonly text: string; readonly name?: string }

const entry = (number: number) => ({
  name: `ward-${number}`,
  system: 'draw',
  settings: { baseUrl: 'https://draw.example/', clientId: `Institut für Röntgen ${number}` },
  secrets: { accessToken: `a${number}.`.padEnd(600, 'x'), refreshToken: `r${number}.`.padEnd(600, 'x') },
})

function keeper() {
  const sent: Sent[] = []
  const send = async (part: Sent): Promise<ImportPlan> => {
    sent.push(part)
    const connections = readExport(JSON.parse(part.text)) ?? []
    const entries = connections.map(({ name }) => ({ name, action: 'add' }) as unknown as PlannedImport)
    return { source: 'everbearer', entries, leftOut: [] }
  }
  return { sent, send }
}

describe('a file of a thousand connections', () => {
  const thousand = Array.from({ length: 1_000 }, (_, number) => entry(number))

  it('goes through in parts that a door takes, each connection once and as it was, and tells how far it is', async () => {
    const { sent, send } = keeper()
    const told: string[] = []
    const plan = await importAll({ text: JSON.stringify(thousand) }, NOW, send, (done, total) =>
      told.push(`${done}/${total}`),
    )
    expect(plan.entries.map(({ name }) => name)).toEqual(thousand.map(({ name }) => name))
    expect(sent.flatMap(({ text }) => readExport(JSON.parse(text)) ?? [])).toEqual(thousand)
    expect(sent.length).toBeGreaterThan(5)
    expect(sent.every(({ text }) => Buffer.byteLength(text) <= IMPORT_LIMIT)).toBe(true)
    expect(told.length).toBe(sent.length)
    expect(told.at(-1)).toBe('1000/1000')
  })

  it('is looked at in one call where it is short, and taken in parts all the same, since each of them takes its time', async () => {
    const short = thousand.slice(0, 120).map(({ name }) => ({ name, system: 'draw', settings: {}, secrets: {} }))
    const { sent, send } = keeper()
    const told: string[] = []
    const run = (mode: 'look' | 'take', entries: readonly unknown[] = short) =>
      importAll(
        { text: JSON.stringify({ everbearer: 1, exportedAt: '', connections: entries }) },
        NOW,
        send,
        (done) => told.push(`${done}`),
        mode,
      )
    const looked = await run('look')
    expect([sent.length, told]).toEqual([1, []])
    expect(await run('take')).toEqual(looked)
    expect([sent.length, told]).toEqual([4, ['50', '100', '120']])
    // Of two with one name the keeper says which of them it takes.
    await run('take', [...short, ...short.slice(0, 1)])
    expect(sent.length).toBe(5)
  })

  it('says of each connection whether it is in, where it ends half way', async () => {
    const { sent, send } = keeper()
    const failing = async (part: Sent): Promise<ImportPlan> => {
      if (sent.length === 2) raise('keeper_lost')
      return send(part)
    }
    const text = JSON.stringify(thousand)
    await expect(importAll({ text }, NOW, failing, () => undefined)).rejects.toMatchObject({
      fault: { code: 'keeper_lost' },
    })
    sent.length = 0
    const plan = await importAll({ text }, NOW, failing, () => undefined, 'take')
    const taken = plan.entries.filter(({ action }) => action === 'add').length
    expect(plan.stopped).toEqual({ code: 'keeper_lost', params: {} })
    expect(plan.entries.map(({ name }) => name)).toEqual(thousand.map(({ name }) => name))
    expect(plan.entries.slice(taken).every(({ mistakes }) => mistakes[0]?.code === 'import_stopped')).toBe(true)
    expect(taken).toBe(sent.flatMap(({ text: part }) => readExport(JSON.parse(part)) ?? []).length)
  })

  it('refuses a name that comes a second time, wherever in the file', async () => {
    const { send } = keeper()
    const text = JSON.stringify([...thousand, { ...entry(3), system: 'draw' }])
    const plan = await importAll({ text }, NOW, send, () => undefined)
    const refused = plan.entries.filter(({ action }) => action === 'refused')
    expect(refused).toMatchObject([{ name: 'ward-3', mistakes: [{ code: 'name_taken' }] }])
    expect(plan.entries).toHaveLength(1_001)
  })
})

it('hands a short file on as it is, and one connection that is too long nowhere', async () => {
  const { sent, send } = keeper()
  await importAll({ text: '{"everbearer":1,"exportedAt":"","connections":[]}' }, NOW, send, () => undefined)
  expect(sent.map(({ text }) => text.length)).toEqual([49])
  const text = JSON.stringify([{ ...entry(1), secrets: { accessToken: 'x'.repeat(IMPORT_LIMIT) } }])
  await expect(importAll({ text }, NOW, send, () => undefined)).rejects.toMatchObject({
    fault: { code: 'input_too_large' },
  })
})

it('reads what has to be read line by line itself, and says what kind of file it was', async () => {
  const { sent, send } = keeper()
  const told: string[] = []
  const text = 'DRAW_BASE_URL=https://draw.example/\nDRAW_CLIENT_ID=Institute A\nDRAW_ACCESS_TOKEN=a-token-of-draw\n'
  const plan = await importAll({ text, name: 'ward' }, NOW, send, (done) => told.push(String(done)))
  expect(plan.source).toBe('env')
  expect(sent).toMatchObject([{ name: 'ward' }])
  expect(JSON.parse(sent[0]?.text ?? '')).toMatchObject({
    connections: [{ system: 'draw', settings: { baseUrl: 'https://draw.example/', clientId: 'Institute A' } }],
  })
  expect(told).toEqual([])
})

describe('what stands in a file', () => {
  const twice = [entry(1), { ...entry(1), tags: ['again'] }, entry(2)]
  const namesIn = (text: string) => entriesOf(text, NOW).map(({ name }) => name)

  it('is given in its own order, which is the keeper’s, where one call takes it', () => {
    expect(namesIn(JSON.stringify(twice))).toEqual(['ward-1', 'ward-1', 'ward-2'])
  })

  it('is given in the order of the plan where it goes through in parts', async () => {
    const text = JSON.stringify([...twice, ...Array.from({ length: 300 }, (_, number) => entry(number + 3))])
    const plan = await importAll({ text }, NOW, keeper().send, () => {})
    expect(namesIn(text)).toEqual(plan.entries.map(({ name }) => name))
    expect(namesIn(text).at(-1)).toBe('ward-1')
  })
})
