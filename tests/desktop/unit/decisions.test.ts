/** The desktop's small decisions, each without Electron. */
import { describe, expect, test } from 'vitest'
import { placeOfLink, placeOfWords } from '../../../electron/desktop/deep-link.ts'
import { createConnectionAction } from '../../../electron/desktop/tray/connection-action.ts'
import { createNotificationRules } from '../../../electron/desktop/tray/notification-rules.ts'
import type { ConnectionAction } from '../../../electron/desktop/tray/tray-menu.ts'
import { trayPicture, trayState } from '../../../electron/desktop/tray/tray-state.ts'
import { bugEntry, watchUncaught } from '../../../electron/desktop/uncaught.ts'
import { appMenu } from '../../../electron/desktop/window/app-menu.ts'
import { fieldMenu } from '../../../electron/desktop/window/field-menu.ts'
import { isTrusted } from '../../../electron/desktop/window/trusted-senders.ts'
import { boundsInReach, FIRST_SIZE, openingBounds } from '../../../electron/desktop/window/window-bounds.ts'
import type { Bridge, Notice } from '../../../shared/api/contract/contract.ts'
import type { JournalEntry } from '../../../shared/connections/journal.ts'
import type { State } from '../../../shared/connections/states.ts'
import { raise } from '../../../shared/fault.ts'
import { desktopTextsFor } from '../../../shared/text/desktop-texts.ts'
import { textsFor } from '../../../shared/text/language.ts'

describe('who may call', () => {
  const main = { url: 'app://everbearer/#/settings', parent: null }
  test.each<[string, number, { url: string; parent: unknown } | null, boolean]>([
    ['our page', 7, main, true],
    ['another window', 8, main, false],
    ['a frame inside', 7, { ...main, parent: {} }, false],
    ['a frame that is gone', 7, null, false],
    ['a name that begins alike', 7, { ...main, url: 'app://everbearer.evil/' }, false],
    ['a user before the name', 7, { ...main, url: 'app://everbearer@evil/' }, false],
    ['the web', 7, { ...main, url: 'https://everbearer/' }, false],
    ['no address', 7, { ...main, url: '' }, false],
  ])('%s', (_what, id, senderFrame, trusted) => {
    expect(isTrusted({ sender: { id }, senderFrame }, 7)).toBe(trusted)
    expect(isTrusted({ sender: { id }, senderFrame }, null)).toBe(false)
  })
})

describe('where the window opens', () => {
  const screen = { x: 0, y: 0, width: 1_920, height: 1_080 }
  const kept = { x: 300, y: 200, width: 1_000, height: 700 }
  test.each([
    ['the first time', null, [screen], FIRST_SIZE],
    [
      'the first time on a small screen',
      null,
      [{ ...screen, width: 1_024, height: 600 }],
      { width: 1_024, height: 600 },
    ],
    [
      'the first time with a larger screen beside the main one',
      null,
      [{ ...screen, width: 1_024, height: 600 }, screen],
      { width: 1_024, height: 600 },
    ],
    ['where it was', kept, [screen], kept],
    ['on a second screen', { ...kept, x: 2_500 }, [screen, { ...screen, x: 1_920 }], { ...kept, x: 2_500 }],
    ['that screen is gone', { ...kept, x: 2_500 }, [screen], { width: 1_000, height: 700 }],
    ['only its foot is in sight', { ...kept, y: -680 }, [screen], { width: 1_000, height: 700 }],
    [
      'larger than any screen',
      { ...kept, width: 4_000, height: 3_000 },
      [screen],
      { ...kept, width: 1_920, height: 1_080 },
    ],
    ['smaller than of use', { ...kept, width: 10, height: 10 }, [screen], { width: 420, height: 480 }],
    ['no screen at all', kept, [], { width: 420, height: 480 }],
  ])('%s', (_what, bounds, screens, expected) => {
    expect(openingBounds(bounds, screens)).toEqual(expected)
  })
})

describe('where an open window goes when the screens change', () => {
  const main = { x: 0, y: 0, width: 1_024, height: 768 }
  const right = { ...main, x: 1_024 }
  const there = { x: 1_100, y: 50, width: 800, height: 600 }
  test.each([
    ['nowhere while it is on a screen', there, [main, right], null],
    ['nowhere while its title can be taken hold of', { ...there, x: 850 }, [main], null],
    ['into the middle of the one that is left', there, [main], { x: 112, y: 84, width: 800, height: 600 }],
    ['no larger than that', { ...there, width: 1_600, height: 1_000 }, [main], main],
    ['nowhere while there is no screen at all', there, [], null],
  ])('%s', (_what, bounds, screens, expected) => {
    expect(boundsInReach(bounds, screens)).toEqual(expected)
  })
})

describe('the icon', () => {
  test.each<[readonly State[], string]>([
    [[], 'idle'],
    [['paused'], 'idle'],
    [['valid', 'renewing', 'paused'], 'calm'],
    [['valid', 'expiring'], 'soon'],
    [['unsaved', 'valid'], 'soon'],
    [['expiring', 'needs-person'], 'trouble'],
    [['expired'], 'trouble'],
  ])('of %j is %s', (states, expected) => {
    expect(trayState(states.map((state) => ({ state })))).toBe(expected)
  })

  test('is drawn for its panel', () => {
    expect(trayPicture('soon', 'darwin', true)).toBe('soonTemplate.png')
    expect([trayPicture('calm', 'linux', true), trayPicture('calm', 'win32', false)]).toEqual([
      'calm-dark.png',
      'calm-light.png',
    ])
  })
})

describe('what is told', () => {
  const note = (event: JournalEntry['event'], more: Partial<JournalEntry> = {}): Notice => ({
    notice: 'journal.added',
    entry: { at: 0, event, connection: 'ward', ...more },
  })

  test('trouble once, its end once, and nothing of everyday life', () => {
    const tell = createNotificationRules(textsFor('en'), desktopTextsFor('de-AT'))
    const titles = [
      note('renewed'),
      note('renewal_failed', { fault: 'offline' }),
      note('renewal_refused', { fault: 'invalid_grant' }),
      note('renewal_refused', { fault: 'invalid_grant' }),
      note('renewed'),
      note('renewed'),
      note('ends_soon', { params: { days: 14 } }),
      note('ends_soon', { params: { days: 1 } }),
      { notice: 'keeper.leaving' } as const,
    ].map((notice) => tell(notice)?.title ?? null)
    expect(titles).toEqual([
      null,
      null,
      'ward needs you',
      null,
      'ward is well again',
      null,
      'ward ends in 14 d',
      'ward ends within a day',
      null,
    ])
  })
})

describe('an error that nobody caught', () => {
  const withStack = (stack: string) => Object.assign(new TypeError('tok-secret'), { stack })
  const at =
    'TypeError: tok-secret at x.js:9:9\n    at keep (file:///opt/everbearer/main.js:120:7)\n    at x (node:net:1:1)'
  test.each<[string, unknown, object]>([
    ['its kind and place', withStack(at), { name: 'TypeError', place: 'main.js:120' }],
    ['words that look like a place', withStack('TypeError: (tok-secret.js:1:1)'), { name: 'TypeError' }],
    ['a name that is none', Object.assign(new Error('x'), { name: 'tok-secret !', stack: '' }), { name: 'Error' }],
    ['no error at all', 'tok-secret', { name: 'string' }],
  ])('%s', (_what, thrown, params) => {
    expect(bugEntry(thrown)).toEqual({ event: 'bug', params })
  })

  test('is noted once, however often it comes', () => {
    const heard: ((thrown: unknown) => void)[] = []
    const program = { on: (_event: string, listener: (thrown: unknown) => void) => heard.push(listener) }
    const noted: object[] = []
    watchUncaught(program as never, (bug) => noted.push(bug))
    for (const hear of [...heard, ...heard]) hear('x')
    expect([heard.length, noted.length]).toEqual([2, 1])
  })
})

describe('a link', () => {
  test.each<[string, string | null]>([
    ['everbearer://connections/ward-3', '#/connections/ward-3'],
    ['EVERBEARER://connections/ward-3/', '#/connections/ward-3'],
    ['everbearer://connections/ward-3/edit', null],
    ['everbearer://connections/ward-3?action=remove', null],
    ['everbearer://connections/ward-3#x', null],
    ['everbearer://connections/../settings', null],
    ['everbearer://connections/%2e%2e', null],
    ['everbearer://x@connections/ward-3', null],
    ['everbearer://settings', null],
    ['everbearer:connections/ward-3', null],
    ['https://connections/ward-3', null],
    ['', null],
  ])('%s', (link, place) => {
    expect(placeOfLink(link)).toBe(place)
    expect(placeOfWords(['electron', '/opt/app', link])).toBe(place)
  })
})

describe('a right click', () => {
  const flags = { canCut: true, canCopy: true, canPaste: true, canSelectAll: true }
  test.each<[string, object, string[]]>([
    ['a field', { isEditable: true, selectionText: '' }, ['cut', 'copy', 'paste', 'selectAll']],
    ['selected words', { isEditable: false, selectionText: 'ward' }, ['copy']],
    ['nothing', { isEditable: false, selectionText: ' ' }, []],
  ])('on %s', (_what, clicked, roles) => {
    const items = fieldMenu({ ...clicked, editFlags: flags } as never)
    expect(items.flatMap(({ role }) => role ?? [])).toEqual(roles)
  })

  test('copies nothing out of a field that hides what is typed', () => {
    const editFlags = { ...flags, canCut: false, canCopy: false }
    const items = fieldMenu({ isEditable: true, selectionText: 'x', editFlags })
    expect(items.filter(({ enabled }) => enabled === false).map(({ role }) => role)).toEqual(['cut', 'copy'])
  })
})

describe('an action of the tray for one connection', () => {
  const texts = textsFor('en')
  const words = desktopTextsFor('en')
  const tested = { at: '', reached: true, tokenAccepted: true, canRenew: true, fault: null, steps: [] }
  const actionWith = (call: (name: string) => unknown) => {
    const said: string[] = []
    const bridge = { call: async (name: string) => call(name) } as unknown as Bridge
    const copyToken = async () => call('copyToken')
    return { said, one: createConnectionAction({ bridge, copyToken, texts, words, say: (title) => said.push(title) }) }
  }

  test.each<[ConnectionAction, string]>([
    ['copyToken', 'Token of ward copied'],
    ['test', 'ward works'],
    ['refresh', 'ward is renewed'],
  ])('%s is told', async (action, title) => {
    const { said, one } = actionWith(() => tested)
    await one(action, 'ward')
    expect(said).toEqual([title])
  })

  test.each<ConnectionAction>(['copyToken', 'test', 'refresh'])('%s that fails is told too', async (action) => {
    const { said, one } = actionWith(() => raise('call_refused'))
    await one(action, 'ward')
    expect(said).toEqual(['ward: that did not work'])
  })
})

describe('the menus of the window', () => {
  const words = desktopTextsFor('en')
  const menu = (platform: NodeJS.Platform) =>
    appMenu({ platform, words, actions: { open: () => {}, about: () => {}, quit: () => {} } })

  test.each<[NodeJS.Platform, string[], boolean]>([
    ['linux', ['File', 'editMenu', 'View', 'windowMenu', 'Help'], true],
    ['win32', ['File', 'editMenu', 'View', 'windowMenu', 'Help'], true],
    ['darwin', ['appMenu', 'File', 'editMenu', 'View', 'windowMenu'], false],
  ])('on %s', (platform, heads, quits) => {
    expect(menu(platform).map(({ label, role }) => label ?? role)).toEqual(heads)
    expect(JSON.stringify(menu(platform)).includes('"Quit"')).toBe(quits)
  })

  test('hold nothing for developers', () => {
    expect(JSON.stringify(menu('linux'))).not.toMatch(/devtools|reload/i)
  })
})
