import { windowsProgram } from '../processes/windows-program.ts'

/** A program with its words; what goes onto the clipboard is written to its standard input, never among them. */
export type Command = { readonly program: string; readonly args: readonly string[] }

/** One way to a clipboard. `empty` where it is put nothing to clear it. */
export type ClipboardTool = { readonly put: Command; readonly read: Command; readonly clear: Command | 'empty' }

/**
 * The programs that reach this session's clipboard, the best first; none where there is no session. Whatever is in one's own
 * session is the platform's affair: a host without a window has no other way there.
 */
export function clipboardTools(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): readonly ClipboardTool[] {
  if (platform === 'darwin') {
    return [{ put: command('/usr/bin/pbcopy'), read: command('/usr/bin/pbpaste'), clear: 'empty' }]
  }
  if (platform === 'win32') return [powerShell(env)]
  return [...(env['WAYLAND_DISPLAY'] ? WAYLAND : []), ...(env['DISPLAY'] ? X11 : [])]
}

function command(program: string, ...args: readonly string[]): Command {
  return { program, args }
}

const wayland = (...more: readonly string[]): ClipboardTool => ({
  put: command('wl-copy', '--type', 'text/plain', ...more),
  read: command('wl-paste', '--no-newline'),
  clear: command('wl-copy', '--clear'),
})

/** The first tells clipboard managers that it is a secret; a wl-copy that is older knows no such word. */
const WAYLAND = [wayland('--sensitive'), wayland()]

const X11: readonly ClipboardTool[] = [
  {
    put: command('xclip', '-selection', 'clipboard', '-in'),
    read: command('xclip', '-selection', 'clipboard', '-out'),
    clear: 'empty',
  },
  {
    put: command('xsel', '--clipboard', '--input'),
    read: command('xsel', '--clipboard', '--output'),
    clear: command('xsel', '--clipboard', '--clear'),
  },
]

/** What keeps it out of Windows' own history and cloud ("Cloud Clipboard and Clipboard History Formats"): each a DWORD 0. */
const PUT = [
  'Add-Type -AssemblyName System.Windows.Forms',
  '$data = New-Object System.Windows.Forms.DataObject',
  '$data.SetText([Console]::In.ReadToEnd())',
  "foreach ($mark in 'ExcludeClipboardContentFromMonitorProcessing','CanIncludeInClipboardHistory','CanUploadToCloudClipboard') " +
    '{ $data.SetData($mark, $false, (New-Object IO.MemoryStream(,[byte[]](0,0,0,0)))) }',
  '[System.Windows.Forms.Clipboard]::SetDataObject($data, $true)',
]
const CLEAR = ['Add-Type -AssemblyName System.Windows.Forms', '[System.Windows.Forms.Clipboard]::Clear()']

function powerShell(env: NodeJS.ProcessEnv): ClipboardTool {
  const program = windowsProgram('WindowsPowerShell\\v1.0\\powershell.exe', env)
  const run = (lines: readonly string[]) =>
    command(program, '-NoProfile', '-NonInteractive', '-STA', '-Command', lines.join('; '))
  return { put: run(PUT), read: run(['[Console]::Out.Write((Get-Clipboard -Raw))']), clear: run(CLEAR) }
}
