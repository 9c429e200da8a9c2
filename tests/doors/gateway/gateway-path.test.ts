import { describe, expect, it, test } from 'vitest'
import { gatewayBase, partsOf, pathBelow } from '../../../electron/doors/gateway/gateway-path.ts'

const OWN = ['https://api.example/v1/api/token/refresh/', 'https://login.example/token']
const below = (rest: string, base = 'https://api.example/v1/') => {
  const found = pathBelow(gatewayBase(base, OWN), rest)
  return 'fault' in found ? found.fault.code : found.path
}

describe('below the base URL', () => {
  it.each([
    ['', '/v1/'],
    ['/', '/v1/'],
    ['/api/upload/', '/v1/api/upload/'],
    ['/api/upload/7/status/?a=b&c=%2F', '/v1/api/upload/7/status/?a=b&c=%2F'],
    ['//api/rtstruct/7/', '/v1/api/rtstruct/7/'],
    ['/projects/group%2Fproject', '/v1/projects/group%2Fproject'],
    ['/%E2%82%AC/a..b/.hidden/...', '/v1/%E2%82%AC/a..b/.hidden/...'],
    ['/api/token/refreshed/', '/v1/api/token/refreshed/'],
    ['?a=../../b', '/v1/?a=../../b'],
  ])('%s leads to %s', (rest, path) => {
    expect(below(rest)).toBe(path)
  })

  it('with a base that has no slash at its end, and with none at all', () => {
    expect(below('/a', 'https://api.example/v1')).toBe('/v1/a')
    expect(below('/a', 'https://api.example')).toBe('/a')
  })
})

describe('never out of it', () => {
  it.each([
    '/..',
    '/../admin',
    '/a/../../admin',
    '/./a',
    '/%2e%2e/admin',
    '/%2E./admin',
    '/.%2e/admin',
    '/%252e%252e/admin',
    '/%25252e%25252e/admin',
    '/%252525252525252525252e%2e/admin',
    '/a%2f..%2fadmin',
    '/a%2f%2e%2e%2f%2e%2e',
    '/..;/admin',
    '/..;a=b/admin',
    '/..%3b/admin',
    '/\\..\\admin',
    '/a\\b',
    '/%5c..%5cadmin',
    '/%255c..',
    '/a%00b',
    '/a%0d%0aHost:%20evil.example',
    '/a#b',
    '/\u00e9',
    '/%c0%ae%c0%ae/admin',
    '/..%20/admin',
    '/.%20./admin',
    '/%u002e%u002e/admin',
    '/%25u002e./admin',
    '/..%3Fadmin',
    '/..%23/admin',
    '/%ef%bc%8e%ef%bc%8e/admin',
    '/%e2%80%a5/admin',
    '/a%ef%bc%8f..%ef%bc%8fadmin',
  ])('%j', (rest) => {
    expect(below(rest)).toBe('gateway_path_refused')
  })
})

describe('never where the connection is renewed', () => {
  it.each([
    '/api/token/refresh/',
    '/api/token/refresh',
    '/api/token/refresh/more',
    '//api//token///refresh/',
    '/API/Token/REFRESH/',
    '/api/token/refresh;a=b',
    '/api;x/token/refresh/?a=b',
    '/%61pi/token/refresh/',
    '/%2561pi/token/refresh/',
    '/api%2ftoken%2frefresh',
    '/api/token./refresh',
    '/api/token/refresh%20',
    '/api/token/refresh.%20/',
    '/api/token/refresh%3Fa',
    '/api/token/%ef%bd%92efresh',
  ])('%s', (rest) => {
    expect(below(rest)).toBe('gateway_path_own')
  })

  it.each(['/t%C3%B6kens/%C3%B1', '/t%c3%b6kens/%c3%b1/', '/T%C3%96KENS/%C3%91', '/to%cc%88kens/n%cc%83'])(
    'and that has a name with letters beyond ASCII: %s',
    (rest) => {
      const base = gatewayBase('https://api.example/v1/', ['https://api.example/v1/tökens/ñ'])
      expect(pathBelow(base, rest)).toMatchObject({ fault: { code: 'gateway_path_own' } })
    },
  )

  it('while another origin’s places are no matter', () => {
    expect(below('/token', 'https://api.example/')).toBe('/token')
  })
})

test('what is no target of the gateway', () => {
  expect(partsOf('/g/ward-3/a?b')).toEqual({ name: 'ward-3', rest: '/a?b' })
  expect(partsOf('/g/ward?b')).toEqual({ name: 'ward', rest: '?b' })
  for (const target of ['http://evil.example/g/ward/', '/g/', '/g//a', '/g/WARD/', '/g/..%2f/', '/g/a b', '*', ''])
    expect([target, partsOf(target)]).toEqual([target, null])
})
