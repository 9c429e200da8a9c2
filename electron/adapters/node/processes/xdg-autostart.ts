import { rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { makePrivateFolder, writeAtomically } from '../files/atomic-write.ts'

/** Electron has no call for this on Linux: a file in the user's autostart folder, as the XDG desktops read it. */
export async function setXdgAutostart(on: boolean, command: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const folder = join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'autostart')
  const file = join(folder, 'everbearer.desktop')
  if (!on) return await rm(file, { force: true })
  await makePrivateFolder(folder)
  await writeAtomically(file, desktopEntry(command))
}

function desktopEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Everbearer',
    'Comment=Keeps API tokens valid',
    `Exec=${command.map(quoted).join(' ')}`,
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}

/**
 * Desktop Entry Specification, "The Exec key": in double quotes, with backslashes before what would count inside; and each of
 * those written twice, since a string's own escapes are read before that. GLib takes no file in which they are not.
 */
function quoted(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word)
    ? word.replaceAll('%', '%%')
    : `"${word
        .replace(/["`$\\]/g, '\\$&')
        .replaceAll('\\', '\\\\')
        .replaceAll('\n', '\\n')
        .replaceAll('\r', '\\r')
        .replaceAll('%', '%%')}"`
}
