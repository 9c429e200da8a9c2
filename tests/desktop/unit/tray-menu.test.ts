/** What the icon's menu has room for, and how often it is drawn anew. */
import { expect, test } from 'vitest'
import { menuRows } from '../../../electron/desktop/tray/menu-rows.ts'
import { onlyOnChange } from '../../../electron/desktop/tray/only-on-change.ts'
import { type TrayActions, type TrayConnection, trayMenu } from '../../../electron/desktop/tray/tray-menu.ts'
import type { State } from '../../../shared/connections/states.ts'
import { desktopTextsFor } from '../../../shared/text/desktop-texts.ts'
import { textsFor } from '../../../shared/text/language.ts'
import { isoUtc } from '../../../shared/time/instant.ts'
import { START } from '../../kit/hand-clock.ts'

const one = (name: string, state: State = 'valid', inMs: number | null = null): TrayConnection => ({
  name,
  state,
  expiresAt: inMs === null ? null : isoUtc(START + inMs),
})
const many = Array.from({ length: 1_000 }, (_each, index) => one(`c-${index}`, 'valid', (1_000 - index) * 60_000))

const done: string[] = []
const actions: TrayActions = {
  open: (name) => done.push(`open ${name}`),
  runAction: (action, name) => done.push(`${action} ${name}`),
  refreshAll: () => done.push('refresh all'),
  quit: () => done.push('quit'),
  choose: (choice, on) => done.push(`${choice} ${on}`),
  choices: () => ({ startAtLogin: false, closeToTray: true }),
}
const said = { texts: textsFor('en'), words: desktopTextsFor('en') }

test('a few stand in their own order', () => {
  const few = [one('b'), one('a', 'needs-person'), one('c', 'expiring', 1)]
  expect(menuRows(few)).toEqual(few)
})

test('of many, whoever needs somebody comes first, then what is late or ends, then what ends next; twelve in all', () => {
  const mixed = [
    one('fixed'),
    one('away', 'paused', 1),
    ...many,
    one('ends', 'expiring', 5e8),
    one('over', 'expired', -1),
  ]
  const names = menuRows([...mixed, one('stuck', 'needs-person')]).map(({ name }) => name)
  expect(names).toEqual([
    'over',
    'stuck',
    'ends',
    ...many
      .slice(-9)
      .map(({ name }) => name)
      .reverse(),
  ])
})

test('of a thousand, each row does its own three things', () => {
  const items = trayMenu([...many, one('stuck', 'needs-person')], actions, said)
  expect(items).toHaveLength(2 + 12 + 1 + 1 + 3 + 2)
  const row = items[2]
  expect(row?.label).toMatch(/^stuck: /)
  const entries = Array.isArray(row?.submenu) ? row.submenu : []
  for (const { click } of entries) (click as (() => void) | undefined)?.()
  expect(done.splice(0)).toEqual(['open stuck', 'copyToken stuck', 'test stuck', 'refresh stuck'])
  expect(items[14]?.label).toBe('989 more in the window')
})

test('the panel is sent only what looks otherwise', () => {
  const menus: unknown[] = []
  const draw = onlyOnChange((items) => menus.push(items))
  const show = (views: readonly TrayConnection[]) => draw(trayMenu(views, actions, said))
  show(many)
  show(many.map((view, index) => (index < 500 ? { ...view, expiresAt: isoUtc(START + 9e9) } : view)))
  show([...many])
  expect(menus).toHaveLength(1)
  show(many.map((view, index) => (index === 3 ? { ...view, state: 'needs-person' } : view)))
  expect(menus).toHaveLength(2)
})
