/** The core's only way out: a whole request is held against the origins of whoever it is sent for. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { withSender } from '../../../electron/core/requests/sending.ts'
import type { HttpRequest } from '../../../shared/http.ts'
import { memoryPorts } from '../../kit/memory-ports.ts'

const RULES = { network: () => null, allowedOrigins: () => [] }

const bound = { origins: ['https://own.example', 'https://login.example:8443'], open: false }
const request = (url: string): HttpRequest => ({ method: 'GET', url, headers: { authorization: 'Bearer secret' } })

describe('a request', () => {
  it.each(['https://own.example/a', 'https://OWN.example:443/a?b', 'https://login.example:8443/token'])(
    'goes to %s, which its secrets were entered for',
    async (url) => {
      const ports = memoryPorts()
      ports.http.answer({ status: 200 })
      await withSender(ports, RULES).sender.sendFor({ name: 'ward', bound, network: null }, request(url))
      expect(ports.http.requests).toHaveLength(1)
    },
  )

  it.each([
    'https://evil.example/',
    'http://own.example/',
    'https://own.example:8443/',
    'https://login.example/',
    'https://own.example.evil.example/',
    'https://own.example@evil.example/',
    'https://own.example\\@evil.example/',
    'https://own.example\t.evil.example/',
    'https://own.example:443@evil.example/',
    'https:evil.example/',
    '//evil.example/',
    '',
  ])('to %j never leaves', async (url) => {
    const ports = memoryPorts()
    const sent = withSender(ports, RULES).sender.sendFor({ name: 'ward', bound, network: null }, request(url))
    await expect(sent).rejects.toMatchObject({ fault: { code: 'origin_unbound', params: { name: 'ward' } } })
    expect(ports.http.requests).toEqual([])
  })

  it('never leaves for a connection that is bound to nothing', async () => {
    const ports = memoryPorts()
    const sent = withSender(ports, RULES).sender.sendFor(
      { name: 'ward', bound: { origins: [], open: false }, network: null },
      request('https://own.example/'),
    )
    await expect(sent).rejects.toMatchObject({ fault: { code: 'origin_unbound' } })
  })
})

it('no other file of the core knows the raw Http port', () => {
  const core = resolve(import.meta.dirname, '..', '..', '..', 'electron', 'core')
  const files = readdirSync(core, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  expect(files.length).toBeGreaterThan(40)
  const knowing = files.filter((file) =>
    /\bhttp\b\s*[.,}:]|\bHttp\b/.test(codeOf(readFileSync(join(core, file), 'utf8'))),
  )
  expect(knowing.map((file) => file.split(/[/\\]/).at(-1)).sort()).toEqual(['ports.ts', 'sending.ts'])
})

/** Without comments, which may speak of it, and without the names of files. */
function codeOf(source: string): string {
  return source
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
    .replace(/'[^'\n]*'/g, "''")
}
