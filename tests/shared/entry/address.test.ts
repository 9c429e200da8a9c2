import { describe, expect, it } from 'vitest'
import { isPlainHttp, joinUrl, originOf, readAddress } from '../../../shared/entry/address.ts'
import { isLoopback } from '../../../shared/entry/loopback.ts'
import { processorMs } from '../../kit/processor-time.ts'
import { fc } from '../../kit/properties.ts'

describe('an address is read', () => {
  it.each([
    ['https://draw.example', { scheme: 'https', host: 'draw.example', path: '' }],
    ['https://draw.example///', { scheme: 'https', host: 'draw.example', path: '' }],
    [' HTTPS://Draw.Example:8443/Sub/ ', { scheme: 'https', host: 'draw.example:8443', path: '/Sub' }],
    ['http://127.0.0.1:8080/a/b', { scheme: 'http', host: '127.0.0.1:8080', path: '/a/b' }],
    ['https://[2001:DB8::1]:443/', { scheme: 'https', host: '[2001:db8::1]:443', path: '' }],
    ['https://host/a@b:c', { scheme: 'https', host: 'host', path: '/a@b:c' }],
  ])('from %j', (text, address) => {
    expect(readAddress(text)).toEqual(address)
  })

  it.each([
    '',
    'draw.example',
    'www.draw.example/',
    '//draw.example',
    'https:/draw.example',
    'https:draw.example',
    'https:\\\\draw.example',
    'https://',
    'https:///path',
    'https://:443/',
    'https://draw.example:65536/',
    'https://draw.example:0/',
    'https://draw.example:port/',
    'https://draw.example:-1',
    'https://user@draw.example/',
    'https://user:password@draw.example/',
    'https://draw.example\\@elsewhere/',
    'https://draw.example?query',
    'https://draw.example/?query',
    'https://draw.example/#there',
    'https://draw example/',
    'https://draw.example/a b',
    'https://draw.example/\n/',
    'https://dräw.example/',
    'https://draw%2eexample/',
    'ftp://draw.example/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://https://draw.example/',
  ])('but not from %j', (text) => {
    expect(readAddress(text)).toBeNull()
  })

  it('as the runtime reads it, whenever it is read at all', () => {
    const piece = fc.constantFrom(
      'a',
      'Host',
      '.example',
      '127.0.0.1',
      '[::1]',
      ':8443',
      ':',
      '@',
      '/',
      '\\',
      '%41',
      '?',
      '#',
      '-',
      '_',
      ' ',
    )
    const scheme = fc.constantFrom('https://', 'HTTP://', 'https:/', 'ftp://', '')
    let read = 0
    fc.assert(
      fc.property(scheme, fc.array(piece, { maxLength: 5 }), (begin, parts) => {
        const text = `${begin}${parts.join('')}`
        const address = readAddress(text)
        if (address === null || !URL.canParse(text)) return
        read++
        const url = new URL(text)
        expect(`${address.scheme}://${address.host}`).toBe(`${url.protocol}//${url.host}`)
        expect([url.username, url.search, url.hash]).toEqual(['', '', ''])
      }),
      { numRuns: 1_000 },
    )
    expect(read).toBeGreaterThan(20)
  })
})

const slashes = fc.nat({ max: 3 }).map((count) => '/'.repeat(count))
const path = fc.stringMatching(/^[a-z0-9_{}-]{1,8}(\/[a-z0-9_{}-]{1,8}){0,3}$/)

describe('base and endpoint', () => {
  it('meet with exactly one slash, whatever was typed; the last slash stays as it is', () => {
    const spaces = fc.constantFrom('', ' ', '\t ')
    fc.assert(
      fc.property(slashes, slashes, slashes, path, path, spaces, (before, after, last, base, endpoint, space) => {
        const typedBase = `${space}https://host.example/${base}${before}${space}`
        const typedEndpoint = `${space}${after}${endpoint}${last}${space}`
        expect(joinUrl(typedBase, typedEndpoint)).toBe(`https://host.example/${base}/${endpoint}${last}`)
      }),
    )
  })

  it.each([
    ['https://draw.chavi.ai', 'api/upload/', 'https://draw.chavi.ai/api/upload/'],
    ['https://draw.chavi.ai/', '/api/upload/', 'https://draw.chavi.ai/api/upload/'],
    ['https://draw.chavi.ai//', '//api/upload', 'https://draw.chavi.ai/api/upload'],
    ['https://host', 'https://other/token', 'https://other/token'],
    ['https://host', ' HTTPS://Other/token ', 'HTTPS://Other/token'],
    ['https://host', '//other/token', 'https://host/other/token'],
    ['https://host', '?a=b', 'https://host/?a=b'],
    ['https://host', '', 'https://host/'],
  ])('%j and %j are %s', (base, endpoint, url) => {
    expect(joinUrl(base, endpoint)).toBe(url)
  })

  it('stay on the host of the base, unless the endpoint is a full URL', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (endpoint) => {
        if (/^\s*https?:\/\//i.test(endpoint)) return
        expect(new URL(joinUrl('https://host.example', endpoint)).host).toBe('host.example')
      }),
    )
  })

  it('meet in no time, however many slashes there are', () => {
    const many = `${'/'.repeat(500_000)}x`
    const took = processorMs(() => {
      expect(joinUrl(`https://host${many}`, many)).toMatch(/x\/x$/)
      expect(readAddress(`https://host${many}`)?.path).toMatch(/x$/)
    })
    expect(took).toBeLessThan(1_000)
  })
})

describe('the origin', () => {
  it.each([
    ['https://Draw.Example:8443/a?b#c', 'https://draw.example:8443'],
    ['HTTP://host', 'http://host'],
    ['https://host?x', 'https://host'],
    ['https://host:443/a', 'https://host'],
    ['http://host:0080', 'http://host'],
    ['https://host:80', 'https://host:80'],
    ['https://[2001:DB8::1]:8443/', 'https://[2001:db8::1]:8443'],
    ['https://user@host/', ''],
    ['https://host:443@evil/', ''],
    ['https://host\\@evil/', ''],
    ['https://ho\tst/', ''],
    ['https:host/', ''],
    ['not an address', ''],
    ['', ''],
  ])('of %j is %j', (url, origin) => {
    expect(originOf(url)).toBe(origin)
  })
})

describe('loopback', () => {
  it.each([
    'http://localhost',
    'http://LOCALHOST:8080/a',
    'http://demo.localhost:1/',
    'http://127.0.0.1:8080/a?b#c',
    'http://127.8.9.10',
    'http://127.0.0.1?x',
    'http://[::1]',
    ' http://[::1]:80/a ',
    'https://localhost/',
  ])('is %s', (url) => {
    expect(isLoopback(url)).toBe(true)
    expect(new URL(url).hostname).toMatch(/^(.*localhost|127\..*|\[::1\])$/)
  })

  it.each([
    'http://127.0.0.1.evil.example/',
    'http://localhost.evil.example/',
    'http://evil.example/127.0.0.1',
    'http://evil.example#localhost',
    'http://evil.example?localhost',
    'http://localhost@evil.example/',
    'http://localhost:80@evil.example/',
    'http://user:localhost@evil.example/',
    'http://127.0.0.1:@evil.example/',
    'http://[::1]@evil.example/',
    'http://[::1].evil.example/',
    'http://[::1]evil.example/',
    'http://localhost\\@evil.example/',
    'http://localhost\\.evil.example/',
    'http://localhost\t.evil.example/',
    'http://localhost%2eevil.example/',
    'http://localhostevil.example/',
    'http://notlocalhost/',
    'http://localhost./',
    'http://-127.0.0.1/',
    'http://127.1/',
    'http://0x7f.0.0.1/',
    'http://2130706433/',
    'http://0.0.0.0/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::1%25eth0]/',
    'http://192.168.0.1/',
    'http://10.127.0.0.1/',
    'http:localhost',
    'localhost',
    'ftp://localhost/',
    '',
  ])('is not surely %j', (url) => {
    expect(isLoopback(url)).toBe(false)
  })

  it('is never where the runtime would call another host', () => {
    const inside = fc.constantFrom(
      'localhost',
      '127.0.0.1',
      '[::1]',
      ':80',
      '@',
      '\\',
      '/',
      '.',
      '#',
      '?',
      'evil.example',
      '%2e',
      '\t',
    )
    fc.assert(
      fc.property(fc.array(inside, { maxLength: 6 }), (parts) => {
        const url = `http://${parts.join('')}`
        if (!isLoopback(url) || !URL.canParse(url)) return
        expect(new URL(url).hostname).toMatch(/^(([^.]+\.)*localhost|127\.\d+\.\d+\.\d+|\[::1\])$/)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('plain http', () => {
  it.each(['http://a', ' HTTP://a', 'http:a', 'http:\\\\a', 'http:/a'])('is %j', (url) => {
    expect(isPlainHttp(url)).toBe(true)
  })

  it.each(['https://a', 'https://a/http://b', 'a', '//a', ''])('is not %j', (url) => {
    expect(isPlainHttp(url)).toBe(false)
  })
})
