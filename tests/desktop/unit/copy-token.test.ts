import { describe, expect, test } from 'vitest'
import { concealedClipboard } from '../../../electron/desktop/concealed-clipboard.ts'
import { createCopyToken } from '../../../electron/desktop/copy-token.ts'
import type { Bridge } from '../../../shared/api/contract/contract.ts'
import { handClock } from '../../kit/hand-clock.ts'

describe('a token on the clipboard', () => {
  const bridge: Bridge = { call: async () => ({ token: 'secret' }) as never }
  const clipboard = () => {
    const board = {
      text: '',
      async put(next: string) {
        board.text = next
      },
      readText: async () => board.text,
      clear() {
        board.text = ''
      },
    }
    return board
  }

  test('is gone after a minute, and not before', async () => {
    const [board, clock] = [clipboard(), handClock()]
    expect(await createCopyToken(bridge, board, clock).copy({ name: 'ward' })).toEqual({})
    await clock.advance(59_000)
    expect(board.text).toBe('secret')
    await clock.advance(2_000)
    expect(board.text).toBe('')
  })

  test('leaves alone what was copied since', async () => {
    const [board, clock] = [clipboard(), handClock()]
    await createCopyToken(bridge, board, clock).copy({ name: 'ward' })
    board.text = 'a shopping list'
    await clock.advance(120_000)
    expect(board.text).toBe('a shopping list')
  })

  test('copied twice stays a whole minute from the second time', async () => {
    const [board, clock] = [clipboard(), handClock()]
    const { copy } = createCopyToken(bridge, board, clock)
    await copy({ name: 'ward' })
    await clock.advance(45_000)
    await copy({ name: 'ward' })
    await clock.advance(45_000)
    expect(board.text).toBe('secret')
  })

  test('is gone when the program quits, and what came after it is not', async () => {
    const board = clipboard()
    const token = createCopyToken(bridge, board, handClock())
    await token.copy({ name: 'ward' })
    await token.clear()
    expect(board.text).toBe('')
    board.text = 'secret'
    await token.clear()
    expect(board.text).toBe('secret')
    await token.copy({ name: 'ward' })
    board.text = 'a shopping list'
    await token.clear()
    expect(board.text).toBe('a shopping list')
  })

  test('is an access token’s ID where a handle says which', async () => {
    const calls: unknown[] = []
    const ids: Bridge = {
      call: async (name, input) => {
        calls.push([name, input])
        return { id: 'the ID' } as never
      },
    }
    const board = clipboard()
    expect(await createCopyToken(ids, board, handClock()).copy({ name: 'desk', handle: 'ab12' })).toEqual({})
    expect([board.text, calls]).toEqual(['the ID', [['crafter.id', { name: 'desk', handle: 'ab12' }]]])
  })

  test.each([null, 7, {}, { name: 7 }, { name: '../x' }, { name: 'desk', handle: 7 }])(
    'is not given for %j',
    async (input) => {
      await expect(createCopyToken(bridge, clipboard(), handClock()).copy(input)).rejects.toMatchObject({
        fault: { code: 'bad_shape' },
      })
    },
  )
})

describe('the mark of a secret', () => {
  class Item {
    readonly items: Record<string, string | Blob>
    constructor(items: Record<string, string | Blob>) {
      this.items = items
    }
  }
  async function written(platform: NodeJS.Platform, ItemClass: typeof Item | undefined = Item) {
    const texts: string[] = []
    const items: Item[] = []
    const clipboard = {
      writeText: async (text: string) => void texts.push(text),
      write: async (some: readonly Item[]) => void items.push(...some),
      readText: async () => '',
      clear: () => {},
    }
    await concealedClipboard(clipboard as never, ItemClass as never, platform).put('tok')
    return { texts, items: items.map(({ items: of }) => of) }
  }
  const format = (name: string) => `electron application/osclipboard;format="${name}"`

  test.each<[NodeJS.Platform, string[]]>([
    ['darwin', ['org.nspasteboard.ConcealedType']],
    ['linux', ['x-kde-passwordManagerHint']],
    [
      'win32',
      ['CanIncludeInClipboardHistory', 'CanUploadToCloudClipboard', 'ExcludeClipboardContentFromMonitorProcessing'],
    ],
  ])('goes with the text on %s, in one write', async (platform, marks) => {
    const { texts, items } = await written(platform)
    expect(texts).toEqual([])
    expect(items).toHaveLength(1)
    expect(Object.keys(items[0] ?? {}).sort()).toEqual([...marks.map(format), 'text/plain'].sort())
    expect(items[0]?.['text/plain']).toBe('tok')
  })

  test('is a word for KDE and four zero bytes for Windows', async () => {
    const value = async (platform: NodeJS.Platform, name: string) =>
      (await written(platform)).items[0]?.[format(name)] as Blob
    expect(await (await value('linux', 'x-kde-passwordManagerHint')).text()).toBe('secret')
    const zero = await (await value('win32', 'CanIncludeInClipboardHistory')).arrayBuffer()
    expect([...new Uint8Array(zero)]).toEqual([0, 0, 0, 0])
  })

  test('is left out where the runtime has no way to write it beside the text, and where there is none', async () => {
    const none = { texts: ['tok'], items: [] }
    expect(await written('freebsd')).toEqual(none)
    const texts: string[] = []
    const old = { writeText: (text: string) => texts.push(text), readText: () => 'tok', clear: () => {} }
    const board = concealedClipboard(old as never, undefined, 'linux')
    await board.put('tok')
    expect([texts, await board.readText()]).toEqual([['tok'], 'tok'])
  })
})
