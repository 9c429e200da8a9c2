import { expect, test } from 'vitest'
import { proxyFacts, proxyMissingIn } from '../../../../electron/adapters/node/http/proxy-facts.ts'

const PROXY = 'http://kim:secret@proxy.example:3128'

test('a proxy is named without the password in its address', () => {
  const facts = proxyFacts({ https_proxy: PROXY, NO_PROXY: '10.0.0.0/8', HTTP_PROXY: '' })
  expect(facts).toEqual({ httpsProxy: 'http://proxy.example:3128', noProxy: '10.0.0.0/8' })
})

test.each([
  ['http://user:12/34@proxy.example:8080', 'http://proxy.example:8080'],
  ['http://geheim#1:x@proxy.example', 'http://proxy.example'],
  ['http://CORP\\anna:pw@proxy.example:3128', 'http://proxy.example:3128'],
  ['http://anna:p@ss@proxy.example:3128', 'http://proxy.example:3128'],
  ['anna:pw?x@proxy.example:3128', 'http://proxy.example:3128'],
  ['"http://anna:pw@proxy.example:3128"', 'http://proxy.example:3128'],
  ['socks5://anna:pw/2@proxy.example:1080', 'socks5://proxy.example:1080'],
  ['::', '?'],
])('of %s nothing but %s is named', (value, named) => {
  expect(proxyFacts({ ALL_PROXY: value })).toEqual({ allProxy: named })
})

test('an exception that was copied from an address is named without the password in it', () => {
  const NO_PROXY = 'a.example,http://anna:pw@b.example:3128;.c.example'
  expect(proxyFacts({ NO_PROXY })).toEqual({ noProxy: 'a.example,b.example:3128;.c.example' })
})

test('what one environment has and the other has not is found by its variable', () => {
  const shell = { HTTPS_PROXY: PROXY, NO_PROXY: 'a' }
  expect(proxyMissingIn({}, shell)).toBe('HTTPS_PROXY')
  expect(proxyMissingIn({ httpsProxy: 'http://other.example:80' }, shell)).toBe('HTTPS_PROXY')
  expect(proxyMissingIn(proxyFacts(shell), shell)).toBeNull()
  expect(proxyMissingIn(proxyFacts(shell), {})).toBeNull()
})
