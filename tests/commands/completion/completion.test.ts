import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../every-command.ts'
import { run } from '../run.ts'

const names = ['draw-1', 'draw-2', 'lab']

async function at(line: string, options: { names?: readonly string[] } = {}): Promise<string[]> {
  const words = line.split(' ')
  const { code, stdout, stderr } = await run(
    ['completion', 'bash', '--for', String(words.length - 1), '--', ...words.filter((word) => word !== '')],
    { connectionNames: async () => options.names ?? names },
  )
  expect([code, stderr]).toEqual([0, ''])
  return stdout.split('\n').flatMap((each) => (each === '' ? [] : [each.split('\t')[0] ?? '']))
}

describe('what stands where the cursor is', () => {
  it.each<[string, readonly string[]]>([
    ['everbearer tok', ['token']],
    ['everbearer vault ', ['status', 'unlock', 'move', 'passphrase']],
    ['everbearer vault mo', ['move']],
    ['everbearer vault move ', ['keychain', 'file', 'memory', 'shared']],
    ['everbearer consumers add uploader --for lab,dr', ['lab,draw-1', 'lab,draw-2']],
    ['everbearer token dr', ['draw-1', 'draw-2']],
    ['everbearer token draw-1 ', []],
    ['everbearer rename l', ['lab']],
    ['everbearer rename lab ', []],
    ['everbearer test lab ', names],
    ['everbearer token --min-ttl 5m l', ['lab']],
    ['everbearer list --st', ['--state']],
    ['everbearer list --state exp', ['expiring', 'expired']],
    ['everbearer list --state valid,exp', ['valid,expiring', 'valid,expired']],
    ['everbearer list --state valid,vali', []],
    ['everbearer list --sort=st', ['--sort=state']],
    ['everbearer list --sort = st', ['state']],
    ['everbearer list --sort =', ['name', 'state', 'end', 'system', 'renewed']],
    ['everbearer list --json --js', []],
    ['everbearer systems c', ['crafter']],
    ['everbearer settings get th', ['theme']],
    ['everbearer settings set notify.w', ['notify.webhook', 'notify.webhook.secret']],
    ['everbearer settings set theme ', ['auto', 'light', 'dark']],
    ['everbearer settings set backgroundRenewal t', ['true']],
    ['everbearer settings set journalEntries ', []],
    ['everbearer settings set theme dark ', []],
    ['everbearer completion z', ['zsh']],
    ['everbearer add --from ', [':files']],
    ['everbearer import a', [':files']],
    ['everbearer export --to ', [':files']],
    ['everbearer exec d', ['draw-1', 'draw-2']],
    ['everbearer exec draw-1 ', [':command']],
    ['everbearer exec draw-1 -- git pu', [':command']],
    ['everbearer nothing-of-ours x', []],
  ])('%s', async (line, found) => {
    expect(await at(line)).toEqual(found)
  })

  it('offers every command and every option of commander’s own tree', async () => {
    for (const { path, command } of COMMANDS) {
      const line = ['everbearer', ...path].join(' ')
      expect(await at(line)).toContain(path.at(-1))
      if (path[0] === 'exec') continue
      const options = command.options.filter(({ hidden }) => !hidden).map(({ long }) => long)
      expect(await at(`${line} --`)).toEqual(expect.arrayContaining(options))
    }
  })

  it('is quiet where it is asked nonsense', async () => {
    const { code, stdout } = await run(['completion', 'bash', '--for', '7', '--'])
    expect([code, stdout]).toEqual([0, expect.any(String)])
  })

  it('prints a script for each shell, and names them for another', async () => {
    for (const shell of ['bash', 'zsh', 'fish', 'powershell']) {
      expect((await run(['completion', shell])).stdout).toContain(`completion ${shell} --for`)
    }
    const { code, stderr } = await run(['completion', 'tcsh'])
    expect(code).toBe(2)
    expect(stderr).toContain('bash, zsh, fish, powershell')
  })
})
