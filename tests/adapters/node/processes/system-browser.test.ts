import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openerOf, showInBrowser } from '../../../../electron/adapters/node/processes/system-browser.ts'
import { handClock } from '../../../kit/hand-clock.ts'
import { until } from '../../../kit/processes/until.ts'

/** A folder for PATH in which xdg-open is this script. */
function desktop(script: string): { folder: string; env: NodeJS.ProcessEnv } {
  const folder = mkdtempSync(join(tmpdir(), 'eb-desktop-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, 'xdg-open'), 0o755)
  return { folder, env: { PATH: `${folder}:/usr/bin:/bin`, DISPLAY: ':7', OUT: join(folder, 'out') } }
}

describe('the opener of another system', () => {
  it('is named by its full path, since a bare name could find a stranger’s program first', () => {
    const page = 'C:\\state\\open.html'
    expect(openerOf(page, { SYSTEMROOT: 'D:\\Win' }, 'win32')).toEqual({
      program: 'D:\\Win\\System32\\rundll32.exe',
      args: ['url.dll,FileProtocolHandler', page],
    })
    expect(openerOf(page, { SystemRoot: 'Win' }, 'win32')?.program).toBe('C:\\Windows\\System32\\rundll32.exe')
    expect(openerOf(page, {}, 'darwin')?.program).toBe('/usr/bin/open')
  })
})

describe.skipIf(process.platform !== 'linux')('the desktop', () => {
  it('is handed the file, and nothing secret', async () => {
    const { folder, env } = desktop('env > "$OUT"; echo "argument $*" >> "$OUT"')
    const more = { EVERBEARER_PASSPHRASE: 'secret words', EVERBEARER_PASSPHRASE_FILE: '/x' }
    expect(await showInBrowser('/state/open me.html', handClock(), { ...env, ...more })).toBe(true)
    const out = readFileSync(join(folder, 'out'), 'utf8')
    expect(out).toContain('argument /state/open me.html\n')
    expect(out).not.toContain('PASSPHRASE')
  })

  it('may have no browser', async () => {
    expect(await showInBrowser('/x', handClock(), desktop('exit 3').env)).toBe(false)
  })

  it('may have no opener', async () => {
    expect(await showInBrowser('/x', handClock(), { ...desktop('').env, PATH: '/nowhere' })).toBe(false)
  })

  it('may be missing altogether; no browser is then opened in the terminal', async () => {
    const { folder, env } = desktop('touch "$OUT"')
    expect(await showInBrowser('/x', handClock(), { ...env, DISPLAY: '' })).toBe(false)
    expect(existsSync(join(folder, 'out'))).toBe(false)
  })

  it('may keep its opener for as long as the browser runs', async () => {
    const { folder, env } = desktop('mkfifo "$OUT.pipe"; touch "$OUT"; read line < "$OUT.pipe"')
    const clock = handClock()
    const shown = showInBrowser('/x', clock, env)
    await until('the opener to run', () => existsSync(join(folder, 'out')))
    await clock.advance(3_000)
    expect(await shown).toBe(true)
    writeFileSync(join(folder, 'out.pipe'), 'end\n')
  })
})
