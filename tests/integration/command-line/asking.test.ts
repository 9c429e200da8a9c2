import { expect, test } from 'vitest'
import { everbearer, startEverbearer } from '../../kit/processes/everbearer-process.ts'
import { atTerminal, type Step } from '../../kit/processes/pseudo-terminal.ts'
import { temporaryHome } from '../../kit/processes/temporary-home.ts'

const ACCESS = 'marker-access-81b7c0'
const REFRESH = 'marker-refresh-81b7c0'
const UNTIL_SECRETS: readonly Step[] = [
  ['or its word', 'draw\r'],
  ['ask for it', 'ward\r'],
  ['https://draw.chavi.ai/]', 'http://127.0.0.1:9/\r'],
  ['Client ID', 'Institute A\r'],
  ['[3]', '\r'],
]
const SECRETS: readonly Step[] = [
  ['(not shown', `${ACCESS}\r`],
  ['(not shown', `${REFRESH}\r`],
]

test('a person at a real terminal adds a connection, and what is typed hidden is never shown', async () => {
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  const agent = startEverbearer(home, ['agent'])
  await agent.ready()
  const end: readonly Step[] = [
    ['Expiry', '\r'],
    ['too? [y/N]', '\r'],
    ['spent. [Y/n]', 'n\r'],
    ['Save it? [Y/n]', 'y\r'],
  ]
  const { code, shown } = await atTerminal(home, ['add'], [...UNTIL_SECRETS, ...SECRETS, ...end])
  expect(shown).toContain('http://127.0.0.1:9/api/token/refresh/')
  expect(shown).toContain('Added ward:')
  expect(code).toBe(0)
  expect(shown).not.toMatch(/marker-/)
  const edit = await atTerminal(
    home,
    ['edit', 'ward'],
    [
      ['[http://127.0.0.1:9/]', '\r'],
      ['[Institute A]', 'Institute B\r'],
      ['[3]', '\r'],
      ['that is there)', '\r'],
      ['that is there)', '\r'],
      ['too? [y/N]', '\r'],
      ['spent. [Y/n]', 'n\r'],
      ['Save it? [Y/n]', '\r'],
    ],
  )
  expect(edit.shown).toContain('Saved ward:')
  expect(JSON.parse((await everbearer(home, ['show', 'ward', '--json'])).stdout)).toMatchObject({
    clientId: 'Institute B',
    secrets: { accessToken: { present: true }, refreshToken: { present: true } },
  })
})

test.each<[string, readonly Step[]]>([
  ['while a line is shown', [...UNTIL_SECRETS.slice(0, 2), ['draw.chavi.ai', '\u0003']]],
  ['while it is hidden', [...UNTIL_SECRETS, ['(not shown', 'marker-half\u0003']]],
])('Ctrl-C %s saves nothing, and leaves the terminal as it was', async (_when, steps) => {
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  const agent = startEverbearer(home, ['agent'])
  await agent.ready()
  const { code, shown } = await atTerminal(home, ['add'], steps)
  expect(code).toBe(130)
  expect(shown).not.toMatch(/marker-/)
  expect(JSON.parse((await everbearer(home, ['list', '--json'])).stdout)).toEqual({ connections: [] })
})

test('Ctrl-C at a password sets no proxy without one', async () => {
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  const agent = startEverbearer(home, ['agent'])
  await agent.ready()
  const words = ['network', '--proxy', 'http://ada@proxy.example:3128']
  const { code, shown } = await atTerminal(home, words, [['assword', '\u0003']])
  expect(code).toBe(130)
  expect(shown).toContain('nothing was saved')
  expect((await everbearer(home, ['network', '--json'])).stdout).not.toContain('proxy.example')
})
