import type { ClipboardItem, Clipboard as SystemClipboard } from 'electron'
import type { SecretClipboard } from '../hosting/clipboard/copy-token.ts'

type Selection = Pick<SystemClipboard, 'readText' | 'clear'>
type Items = new (items: Record<string, string | Blob>) => ClipboardItem

/**
 * What says "a secret" to whoever watches the clipboard: clipboard managers (nspasteboard.org, KDE's Klipper) and Windows'
 * own history and cloud ("Cloud Clipboard and Clipboard History Formats"), whose two words are a DWORD 0.
 */
const DWORD_ZERO = new Uint8Array(4)
const SECRET_FORMATS: Partial<Record<NodeJS.Platform, Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>>> = {
  darwin: { 'org.nspasteboard.ConcealedType': 'secret' },
  linux: { 'x-kde-passwordManagerHint': 'secret' },
  win32: {
    ExcludeClipboardContentFromMonitorProcessing: DWORD_ZERO,
    CanIncludeInClipboardHistory: DWORD_ZERO,
    CanUploadToCloudClipboard: DWORD_ZERO,
  },
}

/**
 * Electron writes a platform's own format beside the text, at once, since it has `ClipboardItem` (its name for such a
 * format is given below). A runtime before that replaces the text when it writes another format: there, text alone.
 */
export function concealedClipboard(
  clipboard: Pick<SystemClipboard, 'write' | 'writeText' | 'readText' | 'clear'> & { readonly selection?: Selection },
  Item: Items | undefined,
  platform: NodeJS.Platform,
): SecretClipboard {
  async function write(secret: string): Promise<void> {
    const marks = SECRET_FORMATS[platform]
    if (Item === undefined || marks === undefined) return clipboard.writeText(secret)
    const marked = Object.entries(marks).map(([format, value]) => [rawFormat(format), new Blob([value])])
    await clipboard.write([new Item({ 'text/plain': secret, ...Object.fromEntries(marked) })])
  }
  return {
    async put(secret) {
      await write(secret)
      await clearSelection(clipboard.selection, secret)
    },
    readText: async () => clipboard.readText(),
    clear: () => clipboard.clear(),
  }
}

/**
 * Chromium puts what is copied on Linux's other clipboard as well, whose text the middle button pastes, and never clears it
 * there. What a person has selected meanwhile is theirs.
 */
async function clearSelection(selection: Selection | undefined, secret: string): Promise<void> {
  try {
    if ((await selection?.readText()) === secret) selection?.clear()
  } catch {
    // The token was copied all the same.
  }
}

function rawFormat(name: string): string {
  return `electron application/osclipboard;format="${name}"`
}
