import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { everbearer, startAgent, startEverbearer } from '../kit/processes/everbearer-process.ts'
import { environmentOf, type Home, temporaryHome } from '../kit/processes/temporary-home.ts'
import { until } from '../kit/processes/until.ts'

/** Stands where dist/cli.js would: what is tried here is the way in which a program is run. */
function program(home: Home, source: string): string {
  const file = join(home.base, 'program.mjs')
  writeFileSync(file, source)
  return file
}

const set = new Set<string>()
afterEach(() => {
  for (const name of set) delete process.env[name]
  set.clear()
})

function setHere(name: string, value: string): void {
  set.add(name)
  process.env[name] = value
}

describe('temporary home', () => {
  it('gives programs an environment that leads nowhere else', () => {
    setHere('EVERBEARER_PASSPHRASE', 'of the developer')
    setHere('DBUS_SESSION_BUS_ADDRESS', 'unix:path=/of/the/developer')
    setHere('HTTPS_PROXY', 'http://proxy.example')
    const home = temporaryHome({ EVERBEARER_VAULT: 'file' })
    const env = environmentOf(home, { LANG: undefined, EXTRA: 'yes' })
    expect(env).toMatchObject({ EVERBEARER_HOME: home.path, EVERBEARER_VAULT: 'file', EXTRA: 'yes' })
    expect(env['PATH']).toBe(process.env['PATH'])
    expect(env['HOME']?.startsWith(home.base)).toBe(true)
    const names = ['EVERBEARER_PASSPHRASE', 'DBUS_SESSION_BUS_ADDRESS', 'HTTPS_PROXY', 'VITEST', 'NODE_ENV', 'LANG']
    expect(names.filter((name) => name in env)).toEqual([])
    expect(existsSync(home.path)).toBe(false)
  })

  it('is gone at the end', async () => {
    let clean = async () => {}
    const home = temporaryHome({}, (end) => {
      clean = end
    })
    writeFileSync(join(home.base, 'user', 'left-over'), 'x')
    expect(readdirSync(home.base)).toEqual(['tmp', 'user'])
    await clean()
    expect(existsSync(home.base)).toBe(false)
  })
})

describe('a command', () => {
  it('that hangs fails the test with what it printed', async () => {
    const home = temporaryHome()
    const hangs = program(home, `console.log('so far'); setInterval(() => {}, 1000)`)
    // The first deadlines are over before a busy machine has started it.
    let deadlineMs = 500
    await until('a deadline that comes after its words', async () => {
      deadlineMs *= 2
      const { message } = await everbearer(home, ['x'], { program: hangs, deadlineMs }).catch((thrown) => thrown)
      expect(message).toMatch(/x hung:\n(so far)?\n/)
      return message.includes('so far')
    })
  })
})

describe('a command that goes on', () => {
  it('fails at once when it ends before it is ready', async () => {
    const home = temporaryHome()
    const running = startAgent(home, { program: program(home, `console.error('no vault')`) })
    await expect(running.ready()).rejects.toThrow(/ended before it was ready:\nno vault/)
  })

  it('does not outlive its test', async () => {
    const home = temporaryHome()
    let clean = async () => {}
    const running = startEverbearer(home, [], {
      program: program(home, `process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)`),
      atEnd: (end) => {
        clean = end
      },
    })
    await running.ready()
    running.kill('SIGSTOP')
    await clean()
    expect(await running.exited).toEqual({ code: null, signal: 'SIGKILL' })
  })
})
