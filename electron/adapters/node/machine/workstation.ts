import { execFile } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { homedir, userInfo } from 'node:os'
import { dirname } from 'node:path'
import { writeAtomically } from '../files/atomic-write.ts'
import { readStored } from '../files/stored-file.ts'

/** What `agent --install` sees of this computer (electron/commands/service). `cli` is the command line's own file. */
export function nodeWorkstation(cli: string) {
  const { platform, env } = process
  return {
    platform,
    env,
    home: homedir(),
    user:
      platform === 'win32' ? `${env['USERDOMAIN'] ?? ''}\\${userInfo().username}` : String(process.getuid?.() ?? ''),
    program: [process.execPath, cli],
    read: (path: string) =>
      readStored(path).then(
        (bytes) => withoutByteOrderMark(bytes.toString(platform === 'win32' ? 'utf16le' : 'utf8')),
        () => null,
      ),
    async write(path: string, text: string) {
      await mkdir(dirname(path), { recursive: true })
      // schtasks takes no other form.
      await writeAtomically(path, platform === 'win32' ? Buffer.from(`\ufeff${text}`, 'utf16le') : text)
    },
    remove: (path: string) => rm(path, { force: true }),
    run: (program: string, args: readonly string[]) => runQuietly(program, args, env),
  }
}

function withoutByteOrderMark(text: string): string {
  return text.replace(/^\ufeff/, '')
}

const WITHIN_MS = 30_000

function runQuietly(program: string, args: readonly string[], env: NodeJS.ProcessEnv) {
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('EVERBEARER_PASSPHRASE')))
  return new Promise<{ code: number; stdout: string } | null>((done) => {
    execFile(program, [...args], { env: own, timeout: WITHIN_MS }, (error, stdout) => {
      if (error === null) return done({ code: 0, stdout })
      done(typeof error.code === 'number' ? { code: error.code, stdout } : null)
    })
  })
}
