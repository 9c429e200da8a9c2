import { describe, expect, test } from 'vitest'
import { concealedClipboard } from '../../../electron/desktop/concealed-clipboard.ts'

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

  test.each([
    ['the token that Chromium has put there as well', 'tok', 1],
    ['what a person has selected meanwhile', 'theirs', 0],
  ])('of Linux’s other clipboard, %s: it reads "%s" and is cleared %d times', async (_what, there, times) => {
    const done: string[] = []
    const board = {
      writeText: async () => void done.push('written'),
      readText: async () => 'tok',
      clear: () => void done.push('cleared'),
      selection: { readText: async () => there, clear: () => void done.push('selection cleared') },
    }
    await concealedClipboard(board as never, undefined, 'linux').put('tok')
    expect(done).toEqual(['written', ...Array<string>(times).fill('selection cleared')])
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
