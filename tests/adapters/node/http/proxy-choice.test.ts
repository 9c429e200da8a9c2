import { describe, expect, it, test } from 'vitest'
import { chooseProxy, proxyName } from '../../../../electron/adapters/node/http/proxy-choice.ts'

const PROXY = 'http://proxy.example:3128'

function chosen(url: string, env: Record<string, string>): string {
  const choice = chooseProxy(new URL(url), env)
  if (choice.kind !== 'proxy') return choice.kind
  const { secure, host, port } = choice.proxy
  return `${secure ? 'https' : 'http'} ${host} ${port}`
}

test.each([
  ['none set', 'https://api.example/', {}, 'direct'],
  ['https', 'https://api.example/', { HTTPS_PROXY: PROXY }, 'http proxy.example 3128'],
  ['https, small letters', 'https://api.example/', { https_proxy: PROXY }, 'http proxy.example 3128'],
  ['http', 'http://api.example/', { HTTP_PROXY: PROXY }, 'http proxy.example 3128'],
  ['the other scheme’s', 'https://api.example/', { HTTP_PROXY: PROXY }, 'direct'],
  ['all', 'https://api.example/', { ALL_PROXY: PROXY }, 'http proxy.example 3128'],
  ['the special before all', 'https://api.example/', { ALL_PROXY: 'http://a', HTTPS_PROXY: 'http://b' }, 'http b 80'],
  ['empty is none', 'https://api.example/', { HTTPS_PROXY: ' ' }, 'direct'],
  ['without a scheme', 'https://api.example/', { HTTPS_PROXY: 'proxy.example:8080' }, 'http proxy.example 8080'],
  ['over TLS', 'https://api.example/', { HTTPS_PROXY: 'https://proxy.example' }, 'https proxy.example 443'],
  ['IPv6', 'https://api.example/', { HTTPS_PROXY: 'http://[fd00::1]:3128' }, 'http fd00::1 3128'],
  ['SOCKS', 'https://api.example/', { ALL_PROXY: 'socks5://proxy.example:1080' }, 'unusable'],
  ['nonsense', 'https://api.example/', { HTTPS_PROXY: 'http://' }, 'unusable'],
])('proxy by the variables: %s', (_why, url, env, expected) => {
  expect(chosen(url, env)).toBe(expected)
})

test.each(['localhost', 'localhost.', '127.0.0.1', '127.9.9.9', '[::1]', 'a.localhost'])(
  'loopback goes to no proxy: %s',
  (host) => {
    expect(chosen(`https://${host}:8443/`, { HTTPS_PROXY: PROXY, ALL_PROXY: PROXY })).toBe('direct')
  },
)

test('a proxy at an IPv6 address is told as one would write it', () => {
  expect(proxyName({ secure: false, host: 'fd00::1', port: 3128, authorization: null })).toBe('http://[fd00::1]:3128')
})

test('a name that only begins like an address of this computer is none', () => {
  expect(chosen('https://127.0.0.1.example/', { HTTPS_PROXY: PROXY })).not.toBe('direct')
})

describe('NO_PROXY', () => {
  const excepted = (list: string, url: string) => chosen(url, { ALL_PROXY: PROXY, NO_PROXY: list }) === 'direct'

  it.each([
    ['api.example', 'https://api.example/', true],
    ['example', 'https://api.example/', true],
    ['.example', 'https://api.example/', true],
    ['*.example', 'https://api.example/', true],
    ['API.Example', 'https://api.example/', true],
    ['other, api.example', 'https://api.example/', true],
    ['other api.example', 'https://api.example/', true],
    ['*', 'https://api.example/', true],
    ['api.example:443', 'https://api.example/', true],
    ['api.example:8443', 'https://api.example/', false],
    ['api.example:8443', 'https://api.example:8443/', true],
    ['10.0.0.7', 'https://10.0.0.7/', true],
    ['fd00::7', 'https://[fd00::7]/', true],
    ['[fd00::7]:443', 'https://[fd00::7]/', true],
    ['10.0.0.0/8', 'https://10.77.0.1/', true],
    ['localhost,10.77.0.0/16', 'https://10.77.0.1/', true],
    ['10.77.0.1/32', 'https://10.77.0.1/', true],
    ['10.78.0.0/16', 'https://10.77.0.1/', false],
    ['10.0.0.0/8', 'https://api.example/', false],
    ['10.0.0.0/33', 'https://10.0.0.1/', false],
    ['10.0.0.0/', 'https://10.0.0.1/', false],
    ['0.0.0.0/0', 'https://10.0.0.1/', true],
    ['fd00::/8', 'https://[fd12::7]/', true],
    ['[fd00::]/8', 'https://[fd12::7]/', true],
    ['fd00::/8', 'https://[fe80::7]/', false],
    ['::/0', 'https://10.0.0.1/', false],
    ['192.168.', 'https://192.168.3.4/', true],
    ['10.', 'https://10.77.0.1/', true],
    ['10.7.', 'https://10.77.0.1/', false],
    ['10.', 'https://10.example/', false],
    ['10.*', 'https://10.77.0.1/', true],
    ['10.77.*.*', 'https://10.77.0.1/', true],
    ['10.*', 'https://10.example/', false],
    ['fd00:0:0::7', 'https://[fd00::7]/', true],
    ['fd00::7', 'https://[fd00::8]/', false],
    ['other;api.example', 'https://api.example/', true],
    ['other|api.example', 'https://api.example/', true],
    ['"other,api.example"', 'https://api.example/', true],
    ['https://api.example/', 'https://api.example/', true],
    ['https://api.example:8443/', 'https://api.example/', false],
    ['api.example.', 'https://api.example/', true],
    ['api.example', 'https://api.example./', true],
    ['*i.example', 'https://api.example/', true],
    ['*o.example', 'https://api.example/', false],
    ['pi.example', 'https://api.example/', false],
    ['api.example.org', 'https://api.example/', false],
    ['', 'https://api.example/', false],
    [',', 'https://api.example/', false],
    ['.', 'https://api.example/', false],
  ])('%j for %s: %s', (list, url, expected) => {
    expect(excepted(list, url)).toBe(expected)
  })
})

describe('user and password of the address', () => {
  const sent = (address: string): string => {
    const choice = chooseProxy(new URL('https://api.example/'), { https_proxy: address })
    expect(choice).toMatchObject({
      kind: 'proxy',
      variable: 'https_proxy',
      proxy: { host: 'proxy.example', port: 3128 },
    })
    const header = choice.kind === 'proxy' ? choice.proxy.authorization : ''
    return Buffer.from(header?.replace('Basic ', '') ?? '', 'base64').toString()
  }

  it.each([
    ['http://kim:p%40ss%3A@proxy.example:3128', 'kim:p@ss:'],
    ['http://kim:p@ss@proxy.example:3128', 'kim:p@ss'],
    ['http://kim:p#s/s?@proxy.example:3128/', 'kim:p#s/s?'],
    ['http://WARD\\kim:pass@proxy.example:3128', 'WARD\\kim:pass'],
    ['WARD\\kim:pass@proxy.example:3128', 'WARD\\kim:pass'],
    ['"http://kim:pass@proxy.example:3128"', 'kim:pass'],
  ])('become a header, and the variable is named: %s', (address, expected) => {
    expect(sent(address)).toBe(expected)
  })
})
