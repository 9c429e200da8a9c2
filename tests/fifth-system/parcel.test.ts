/** One more system in one file: the form, `systems`, `add`, a test and a renewal draw themselves from it. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { MantineProvider } from '@mantine/core'
import { createElement, type FunctionComponent } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { beforeAll, expect, test, vi } from 'vitest'
import type { OpenBridge } from '../../electron/commands/context.ts'
import { createKeeper } from '../../electron/core/keeper.ts'
import type { Input, Output } from '../../shared/api/contract/contract.ts'
import type { CallName } from '../../shared/api/contract/names.ts'
import { type CommandLineTexts, english } from '../../shared/text/command-line-texts.ts'
import { pageTextsFor } from '../../shared/text/page-texts.ts'
import { memoryTerminal } from '../commands/memory-terminal.ts'
import { run } from '../commands/run.ts'
import { type MemoryPorts, memoryPorts } from '../kit/memory-ports.ts'
import { handPageHost } from '../renderer/hand-page-host.ts'
import { parcelTexts } from './parcel.ts'

// The one line of registry.ts.
vi.mock('../../shared/systems/registry.ts', async (original) => {
  const real = await original<typeof import('../../shared/systems/registry.ts')>()
  const { parcel } = await import('./parcel.ts')
  const SYSTEMS = [parcel, ...real.SYSTEMS]
  return { SYSTEMS, systemNamed: (id: string) => SYSTEMS.find((system) => system.id === id) ?? null }
})

// A page that is written once as text has no second look at what it shows.
vi.mock('react', async (original) => ({
  ...(await original<typeof import('react')>()),
  useSyncExternalStore: (_listen: unknown, get: () => unknown) => get(),
}))

const texts: CommandLineTexts = {
  ...english,
  systems: { ...english.systems, ...parcelTexts.systems },
  fields: { ...english.fields, ...parcelTexts.fields },
}

test('"systems" shows its fields, defaults and help, and an example that "add" takes', async () => {
  expect((await run(['systems'], { texts })).stdout).toMatch(/^parcel +Parcel service\n/)
  const { stdout } = await run(['systems', 'parcel'], { texts })
  expect(stdout).toContain('The refresh token stands on the depot’s notice board.')
  expect(stdout).toMatch(/ depot +one of north, south, default north\n +Where your parcels are\.\n/)
  expect(stdout).toMatch(/ renew +default \/session\/renew\n/)
  expect(stdout).toMatch(/ refreshToken +required\n/)
})

async function keeperWith(ports: MemoryPorts): Promise<OpenBridge> {
  const keeper = createKeeper(ports)
  await keeper.start()
  const call = async <Name extends CallName>(name: Name, input: Input<Name>): Promise<Output<Name>> =>
    (keeper.handlers[name] as (input: Input<Name>) => Promise<Output<Name>>)(input)
  return { call, subscribe: keeper.subscribe, watchKeeper: () => () => undefined, close: async () => undefined }
}

const entry = {
  name: 'ward-post',
  system: 'parcel',
  settings: { baseUrl: 'https://parcel.example/api', depot: 'south' },
  secrets: { refreshToken: 'from the notice board'.replaceAll(' ', '-') },
}
const add = (bridge: OpenBridge, text: object) =>
  run(['add', '--from', 'post.json'], {
    texts,
    bridge,
    terminal: memoryTerminal({ files: { 'post.json': JSON.stringify(text) } }),
  })

test('"add" takes it and says what is wrong; it is renewed, tested and handed out', async () => {
  const ports = memoryPorts()
  const bridge = await keeperWith(ports)
  const wrong = await add(bridge, { ...entry, settings: { ...entry.settings, depot: 'east' } })
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('Depot has a value that is not on offer.')])
  ports.http.answerTo('/session/renew', { json: { access_token: 'first', expires_in: 3_600 } })
  expect((await add(bridge, entry)).code).toBe(0)
  await ports.clock.advance(10_000)
  expect(ports.http.requests[0]).toMatchObject({
    method: 'POST',
    url: 'https://parcel.example/api/session/renew',
    headers: { authorization: 'Bearer from-the-notice-board' },
    body: '{"depot":"south"}',
  })
  expect((await run(['token', 'ward-post'], { texts, bridge })).stdout).toBe('first\n')
  ports.http.answerTo('/parcels', { json: [] })
  expect((await run(['test', 'ward-post'], { texts, bridge })).stdout).toContain('accepts the access token')
  ports.http.answerTo('/parcels', { status: 401 })
  expect((await run(['test', 'ward-post'], { texts, bridge })).code).toBe(4)
})

// The page asks the browser where it is while it is loaded, and what was lost with the page before.
beforeAll(() => {
  vi.stubGlobal('sessionStorage', { getItem: () => null, removeItem: () => undefined })
  vi.stubGlobal('location', { hash: '' })
  vi.stubGlobal('history', { state: null, replaceState: () => undefined })
  vi.stubGlobal('addEventListener', () => undefined)
  return () => vi.unstubAllGlobals()
})

test('the form draws itself from it', async () => {
  const { PageContext } = await import('../../renderer/state/page-context.ts')
  const { createStore } = await import('../../renderer/state/store.ts')
  const { INITIAL_STATE } = await import('../../renderer/state/page-state.ts')
  // Tests are compiled without what a browser has, so its type is said here.
  const { AddPage } = await vi.importActual<{ AddPage: FunctionComponent }>('../../renderer/form/add-page.tsx')
  const { createTestRuns } = await import('../../renderer/state/test-runs.ts')
  const [host, store] = [handPageHost(), createStore(INITIAL_STATE)]
  const page = {
    host,
    store,
    actions: { tests: createTestRuns(host, store, { now: () => 0, newRun: () => 'run' }) } as never,
    texts,
    words: pageTextsFor('en'),
    language: 'en' as const,
    speak: () => undefined,
  }
  const form = createElement(PageContext, { value: page }, createElement(AddPage))
  const html = renderToStaticMarkup(createElement(MantineProvider, null, form))
  for (const words of ['Parcel service', 'Depot', 'Where your parcels are.', 'Base URL', 'Refresh token'])
    expect(html).toContain(words)
  expect(html.match(/<option[^>]*>/g)).toEqual(['<option value="north" selected="">', '<option value="south">'])
})

test('docs/add-a-system.md quotes this very system', () => {
  const root = resolve(import.meta.dirname, '..', '..')
  const file = readFileSync(join(import.meta.dirname, 'parcel.ts'), 'utf8')
  const withoutImports = file.slice(file.indexOf('\n\n') + 2)
  expect(readFileSync(join(root, 'docs', 'add-a-system.md'), 'utf8')).toContain(`\`\`\`ts\n${withoutImports}\`\`\`\n`)
})
