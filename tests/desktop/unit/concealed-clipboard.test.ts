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
