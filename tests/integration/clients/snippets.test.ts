/** What docs/clients.md has to copy runs as it stands there. */
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { PYTHON } from '../../kit/clients/client-program.ts'
import { drawConnection, startDrawServer } from '../../kit/draw/draw-server.ts'
import { addConnection, productNode, startAgent } from '../../kit/processes/everbearer-process.ts'
import { environmentOf, temporaryHome } from '../../kit/processes/temporary-home.ts'

const root = resolve(import.meta.dirname, '..', '..', '..')
const guide = readFileSync(join(root, 'docs', 'clients.md'), 'utf8')
const run = promisify(execFile)

const snippets = (language: string) =>
  [...guide.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, text = '']) => text)

/** A project of somebody who has installed Everbearer as a package, and its types with it. */
function project(base: string): string {
  const folder = join(base, 'project')
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  for (const name of ['axios', '@types', 'undici-types'])
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  symlinkSync(root, join(folder, 'node_modules', 'everbearer'))
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}')
  return folder
}

test('each snippet, in Node and in Python', async () => {
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory' })
  const server = await startDrawServer()
  await startAgent(home).ready()
  await addConnection(home, drawConnection('draw-ward-3', server.url, server.issuePair()))
  const folder = project(home.base)

  const said: string[] = []
  for (const [at, text] of snippets('js').entries()) {
    const file = join(folder, `snippet-${at}.js`)
    writeFileSync(file, text)
    said.push((await run(productNode, [file], { cwd: folder, env: environmentOf(home) })).stdout)
  }
  const env = environmentOf(home, { PYTHONPATH: join(root, 'dist', 'client'), PYTHONDONTWRITEBYTECODE: '1' })
  for (const text of snippets('python')) said.push((await run(PYTHON, ['-c', text], { cwd: folder, env })).stdout)

  expect(said).toEqual([
    expect.stringMatching(/^200 \{"status":"healthy"/),
    expect.stringContaining('Head and neck'),
    expect.stringMatching(/^Bearer \d{4}-.+\n200 b'\{"status":"healthy".+\nvalid\n$/),
    expect.stringContaining('Head and neck'),
    expect.stringMatching(/^no_such_connection .+\n$/),
  ])
  expect(server.record.usesRefused).toEqual([])
})

test('the types that a program sees are whole, and fit axios', async () => {
  const home = temporaryHome()
  const folder = project(home.base)
  const text = `
    import axios from 'axios'
    import { authorizedFetch, createEverbearer, EverbearerError, getToken, interceptAxios, type Token } from 'everbearer/client'
    export const token: Promise<Token> = getToken('ward', { minTtl: 60 })
    export const answer: Promise<Response> = authorizedFetch('ward', new URL('https://x.example/'), { method: 'POST', minTtl: '5m' })
    export const eject: () => void = interceptAxios(axios.create(), 'ward')
    export const code: string = new EverbearerError({ code: 'x', params: {}, message: '', next: '' }).code
    // @ts-expect-error there is no such option
    createEverbearer({ folder: '/' })
  `
  writeFileSync(join(folder, 'typed.ts'), text)
  const options = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--types',
    'node',
    '--ignoreConfig',
  ]
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  await expect(run(productNode, [tsc, ...options, 'typed.ts'], { cwd: folder })).resolves.toMatchObject({ stdout: '' })
})
