import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type ClipboardTool, clipboardTools } from '../../../../electron/adapters/node/clipboard/clipboard-tools.ts'
import { systemClipboard } from '../../../../electron/adapters/node/clipboard/system-clipboard.ts'
import { nodeClock } from '../../../../electron/adapters/node/clock.ts'
import { temporaryFolder } from '../../../kit/processes/temporary-folder.ts'

const SECRET = 'eyJ.a token-_~+/='

const missing = { program: 'no-such-clipboard-program', args: [] }
const sh = (script: string) => ({ program: '/bin/sh', args: ['-c', script] })

/** A clipboard that is a file; what it was run with stands in another. */
function fileTool(folder: string): ClipboardTool {
  const [board, told] = [join(folder, 'board'), join(folder, 'told')]
  return {
    put: sh(`env > '${told}'; tr '\\0' ' ' < /proc/$$/cmdline >> '${told}'; cat > '${board}'`),
    read: sh(`cat '${board}'`),
    clear: 'empty',
  }
}

describe('the clipboard of this session', () => {
  test('takes a secret by the first program that is there, gives it back and is cleared', async () => {
    const folder = temporaryFolder()
    const broken: ClipboardTool = { put: sh('cat > /dev/null; exit 1'), read: missing, clear: missing }
    const absent: ClipboardTool = { put: missing, read: missing, clear: missing }
    const clipboard = systemClipboard(nodeClock, process.env, [absent, broken, fileTool(folder)])
    await clipboard.put(SECRET)
    expect(readFileSync(join(folder, 'board'), 'utf8')).toBe(SECRET)
    expect(await clipboard.readText()).toBe(SECRET)
    await clipboard.clear()
    expect(await clipboard.readText()).toBe('')
  })

  test('the secret is in nobody\u2019s words or environment, and no passphrase either', async () => {
    const folder = temporaryFolder()
    const env = { ...process.env, EVERBEARER_PASSPHRASE: 'a passphrase', EVERBEARER_PASSPHRASE_FILE: '/secret/place' }
    await systemClipboard(nodeClock, env, [fileTool(folder)]).put(SECRET)
    const told = readFileSync(join(folder, 'told'), 'utf8')
    expect(told).toContain('PATH=')
    for (const secret of [SECRET, 'a passphrase', '/secret/place']) expect(told).not.toContain(secret)
  })

  test('that is not there is a fault, and clears nothing', async () => {
    const folder = temporaryFolder()
    const clipboard = systemClipboard(nodeClock, process.env, [])
    await expect(clipboard.put(SECRET)).rejects.toMatchObject({ fault: { code: 'clipboard_missing' } })
    await expect(clipboard.readText()).rejects.toMatchObject({ fault: { code: 'clipboard_missing' } })
    await clipboard.clear()
    expect(existsSync(join(folder, 'board'))).toBe(false)
  })

  test.each<[string, NodeJS.ProcessEnv, NodeJS.Platform, readonly string[]]>([
    ['none without a session', {}, 'linux', []],
    ['Wayland before X', { WAYLAND_DISPLAY: 'w', DISPLAY: ':0' }, 'linux', ['wl-copy', 'wl-copy', 'xclip', 'xsel']],
    ['X alone', { DISPLAY: ':0' }, 'linux', ['xclip', 'xsel']],
    ['macOS', {}, 'darwin', ['/usr/bin/pbcopy']],
    [
      'Windows, by its full path',
      { SystemRoot: 'D:\\Windows' },
      'win32',
      ['D:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe'],
    ],
  ])('its programs: %s', (_what, env, platform, programs) => {
    expect(clipboardTools(env, platform).map(({ put }) => put.program)).toEqual(programs)
  })
})
