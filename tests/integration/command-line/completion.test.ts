import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { everbearer, productNode, startEverbearer } from '../../kit/processes/everbearer-process.ts'
import { environmentOf, type Home, temporaryHome } from '../../kit/processes/temporary-home.ts'

/** The scripts in the shells themselves, each asked for what it would offer. PowerShell is not to be had here. */

const cli = resolve(import.meta.dirname, '../../../dist/cli.js')

function homeWithCommand(): Home {
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  const bin = join(home.base, 'bin')
  mkdirSync(bin)
  const file = join(bin, 'everbearer')
  writeFileSync(file, `#!/bin/sh\nexec '${productNode}' '${cli}' "$@"\n`)
  chmodSync(file, 0o755)
  return { ...home, env: { ...home.env, PATH: `${bin}:/usr/bin:/bin` } }
}

function shell(home: Home, program: string, args: readonly string[]): string[] {
  const { stdout, stderr, status } = spawnSync(program, [...args], {
    env: environmentOf(home, { TERM: 'dumb' }),
    encoding: 'utf8',
    cwd: home.base,
    timeout: 60_000,
  })
  expect([status, stderr]).toEqual([0, ''])
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')[0] ?? '']))
}

/** As readline does it: the words, which one, and the function that was registered. */
function bash(home: Home, words: readonly string[]): string[] {
  const script = [
    'source <(everbearer completion bash)',
    `COMP_WORDS=("$@"); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))`,
    '$(complete -p everbearer | sed "s/.*-F \\([^ ]*\\).*/\\1/")',
    `printf "%s\\n" "\${COMPREPLY[@]}"`,
  ].join('\n')
  return shell(home, '/bin/bash', ['--norc', '-c', script, 'bash', ...words])
}

/** `compadd` is what every way of completing comes down to; here it tells what it was given. */
function zsh(home: Home, words: readonly string[]): string[] {
  const script = [
    'autoload -Uz compinit && compinit -u -D',
    'source <(everbearer completion zsh)',
    `_describe() { local -a all; all=("\${(@P)4}"); print -rl -- "\${(@)all%%:*}" }`,
    '_files() { print -r -- files }',
    '_command_names() { print -r -- commands }',
    'words=("$@"); CURRENT=$#words',
    `\${_comps[everbearer]}`,
  ].join('\n')
  return shell(home, '/usr/bin/zsh', ['-f', '-c', script, 'zsh', ...words])
}

function fish(home: Home, words: readonly string[]): string[] {
  const script = `everbearer completion fish | source; complete -C ${JSON.stringify(words.join(' '))}`
  return shell(home, '/usr/bin/fish', ['--no-config', '-c', script])
}

const entry = (name: string): string =>
  JSON.stringify({
    name,
    system: 'draw',
    settings: { baseUrl: 'http://127.0.0.1:9/', clientId: 'A' },
    secrets: { accessToken: 'made-up-access', refreshToken: `made-up-refresh-${name}` },
  })

test.each([
  ['bash', bash],
  ['zsh', zsh],
  ['fish', fish],
])('%s offers commands, options, values and the names of connections', async (_shell, complete) => {
  const home = homeWithCommand()
  const agent = startEverbearer(home, ['agent'])
  await agent.ready()
  for (const name of ['ward-1', 'lab']) {
    const added = await everbearer(home, ['add', '--from', '-'], { stdin: entry(name) })
    expect(added.code, added.stderr).toBe(0)
  }
  expect(complete(home, ['everbearer', 'token', 'wa'])).toEqual(['ward-1'])
  expect(complete(home, ['everbearer', 'list', '--st'])).toEqual(['--state'])
  writeFileSync(join(home.base, 'entry-file.json'), '{}')
  expect(complete(home, ['everbearer', 'add', '--from', 'ent']).join()).toMatch(/entry-file\.json|^files$/)
})

test('without a keeper names come from the index, and what is no name is never offered', () => {
  const home = homeWithCommand()
  const hostile = '$(touch ran); `touch ran`'
  const seen = { system: 'draw', state: 'valid', expiresAt: null, refreshAt: null, renewable: true }
  const connections = [hostile, 'ward-1', '--help', "a';touch ran;'"].map((name, at) => ({
    id: `${at}`,
    name,
    ...seen,
  }))
  mkdirSync(home.path, { mode: 0o700 })
  writeFileSync(join(home.path, 'index.json'), JSON.stringify({ version: 1, at: null, connections, preferences: {} }))
  for (const complete of [bash, zsh, fish]) expect(complete(home, ['everbearer', 'show', ''])).toEqual(['ward-1'])
  expect(spawnSync('find', [home.base, '-name', 'ran'], { encoding: 'utf8' }).stdout).toBe('')
})
