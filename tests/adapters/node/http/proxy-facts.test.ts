import { expect, test } from 'vitest'
import { proxyFacts, proxyMissingIn } from '../../../../electron/adapters/node/http/proxy-facts.ts'

const PROXY = 'http://kim:secret@proxy.example:3128'

test('a proxy is named without the password in its address', () => {
  const facts = proxyFacts({ https_proxy: PROXY, NO_PROXY: '10.0.0.0/8', HTTP_PROXY: '' })
  expect(facts).toEqual({ httpsProxy: 'http://proxy.example:3128', noProxy: '10.0.0.0/8' })
})

test('what one environment has and the other has not is found by its variable', () => {
  const shell = { HTTPS_PROXY: PROXY, NO_PROXY: 'a' }
  expect(proxyMissingIn({}, shell)).toBe('HTTPS_PROXY')
  expect(proxyMissingIn({ httpsProxy: 'http://other.example:80' }, shell)).toBe('HTTPS_PROXY')
  expect(proxyMissingIn(proxyFacts(shell), shell)).toBeNull()
  expect(proxyMissingIn(proxyFacts(shell), {})).toBeNull()
})
