import { describe, expect, it } from 'vitest'
import { memoryWorkstation } from '../memory-workstation.ts'
import { run } from '../run.ts'

function workstation(given: Parameters<typeof memoryWorkstation>[0] = {}) {
  const { files, ran, here } = memoryWorkstation(given)
  return {
    files,
    ran,
    here,
    agent: (...words: string[]) => run(['agent', ...words], { workstation: async () => here }),
  }
}

const UNIT = '/home/ada/.config/systemd/user/everbearer.service'

describe('agent at login', () => {
  it('shows what it does, does it, and does nothing the second time', async () => {
    const { files, ran, agent } = workstation({
      env: { EVERBEARER_HOME: '/srv/a "b"', HTTPS_PROXY: 'http://ada:secret@p' },
    })
    const { code, stdout, stderr } = await agent('--install')
    expect([code, stdout]).toEqual([0, `It runs, and is started at each login (${UNIT}).\n`])
    expect(ran).toEqual(['systemctl --user daemon-reload', 'systemctl --user enable --now everbearer.service'])
    expect(stderr).toContain(`This is written to ${UNIT}:\n`)
    expect(files[UNIT]).toContain('ExecStart="/opt/my node/bin/node" "/opt/ever$$bearer 100%%/dist/cli.js" agent\n')
    expect(files[UNIT]).toContain('Environment="EVERBEARER_HOME=/srv/a \\"b\\""\n')
    expect(files[UNIT]).not.toContain('secret')
    // Where it cannot keep yet, it is tried for as long as it takes.
    expect(files[UNIT]).toContain('[Unit]\nDescription=Everbearer keeps API tokens valid\nStartLimitIntervalSec=0\n')
    expect(files[UNIT]).not.toContain('StartLimitBurst')
    expect((await agent('--install')).code).toBe(0)
    expect(ran).toHaveLength(2)
    expect(JSON.parse((await agent('--status', '--json')).stdout)).toEqual({
      ...{ kind: 'systemd', path: UNIT, installed: true, current: true, running: true, desktopStartsToo: false },
    })
    await agent('--uninstall')
    expect(files).toEqual({})
    expect((await agent('--uninstall')).code).toBe(0)
    expect((await agent('--status')).stdout).toBe(`It is not started at login (${UNIT} is not there).\n`)
  })

  it('never writes a passphrase, and says where one belongs', async () => {
    const { files, ran, agent } = workstation({ env: { EVERBEARER_PASSPHRASE: 'made up' } })
    const { code, stderr } = await agent('--install')
    expect(code).toBe(2)
    expect(stderr).toContain('EVERBEARER_PASSPHRASE_FILE')
    expect(stderr).not.toContain('made up')
    expect([files, ran]).toEqual([{}, []])
    expect((await agent('--status')).code).toBe(0)
  })

  it('says that the desktop starts as well, and why that does no harm', async () => {
    const files = { '/home/ada/.config/autostart/everbearer.desktop': '[Desktop Entry]' }
    const { stdout } = await workstation({ files }).agent('--install')
    expect(stdout).toContain('Whichever comes first keeps, and the other stands by.')
  })

  it('says what did not end well where there is no systemd to talk to', async () => {
    const { agent } = workstation({ answers: { 'systemctl --user daemon-reload': null } })
    const { code, stderr } = await agent('--install')
    expect(code).toBe(5)
    expect(stderr).toContain(
      'service_not_started: It is written, and could not be started: systemctl --user daemon-reload',
    )
  })

  it('writes anew what another installation has left, stopping that first', async () => {
    const { files, ran, agent } = workstation()
    await agent('--install')
    files[UNIT] = 'of another one'
    expect((await agent('--status')).stdout).toContain('--install writes it anew')
    ran.length = 0
    await agent('--install')
    expect(ran[0]).toBe('systemctl --user disable --now everbearer.service')
    expect(files[UNIT]).toContain('ExecStart=')
  })

  it('is launchd’s on macOS and Task Scheduler’s on Windows', async () => {
    const mac = workstation({ platform: 'darwin', home: '/Users/ada', user: '501' })
    expect((await mac.agent('--install')).code).toBe(0)
    const plist = '/Users/ada/Library/LaunchAgents/org.everbearer.agent.plist'
    expect(mac.ran).toEqual([`/bin/launchctl bootstrap gui/501 ${plist}`])
    expect(mac.files[plist]).toContain('<string>/opt/my node/bin/node</string>')
    const windows = workstation({ platform: 'win32', user: 'WARD\\a&b', env: { LOCALAPPDATA: 'C:\\Users\\a b' } })
    expect((await windows.agent('--install')).code).toBe(0)
    const task = windows.files['C:\\Users\\a b\\Everbearer\\agent-task.xml']
    expect(task).toContain('<UserId>WARD\\a&amp;b</UserId>')
    // Node by itself would have a window for as long as it runs.
    expect(task).toContain('<Command>C:\\Windows\\System32\\conhost.exe</Command>')
    const words = '--headless &quot;/opt/my node/bin/node&quot; &quot;/opt/ever$bearer 100%/dist/cli.js&quot; agent'
    expect(task).toContain(`<Arguments>${words}</Arguments>`)
    // It is asked by a word that is the same in every language, and begins again where it has ended.
    expect(JSON.parse((await windows.agent('--status', '--json')).stdout)).toMatchObject({ running: true })
    windows.ran.length = 0
    await windows.here.run('schtasks.exe', ['/End'])
    expect((await windows.agent('--install')).code).toBe(0)
    expect(windows.ran.at(-1)).toMatch(/schtasks\.exe \/Run \/TN Everbearer agent$/)
  })

  it.each([
    [['--install', '--uninstall'], 'The options --install and --uninstall cannot be used together.'],
    [['--json'], 'This command needs one more option: --status.'],
  ])('%j is refused', async (words, said) => {
    const { code, stderr } = await workstation().agent(...words)
    expect(code).toBe(2)
    expect(stderr).toContain(said)
  })
})
