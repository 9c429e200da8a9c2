/** What a server's headers say of its own addresses, as a program behind the gateway must hear it. Pure. */
import { expect, it, test } from 'vitest'
import { headersBack } from '../../../electron/doors/gateway/passed-headers.ts'

const coming = {
  mount: 'http://127.0.0.1:4711/g/ward',
  baseUrl: 'https://draw.example/api/',
  asked: 'https://draw.example/api/models/?page=1',
  parameter: undefined,
}

const back = (name: string, value: string, more: object = {}) => headersBack([name, value], { ...coming, ...more })[1]

it.each([
  [
    '<https://draw.example/api/models/?page=2>; rel="next"',
    '<http://127.0.0.1:4711/g/ward/models/?page=2>; rel="next"',
  ],
  [
    '</api/models/?page=2>; rel="next", <https://draw.example/api/models/?page=9>; rel=last; title="a, <b>"',
    '<http://127.0.0.1:4711/g/ward/models/?page=2>; rel="next", <http://127.0.0.1:4711/g/ward/models/?page=9>; rel=last; title="a, <b>"',
  ],
  ['<?page=2>; rel=next', '<http://127.0.0.1:4711/g/ward/models/?page=2>; rel=next'],
  ['<https://elsewhere.example/>; rel=help', '<https://elsewhere.example/>; rel=help'],
  ['nonsense', 'nonsense'],
])('Link: %s', (value, expected) => {
  expect(back('Link', value)).toBe(expected)
})

it.each([
  ['5; url=https://draw.example/api/models/', '5; url=http://127.0.0.1:4711/g/ward/models/'],
  ['0;URL="/api/x"', '0;URL="http://127.0.0.1:4711/g/ward/x"'],
  ['5', '5'],
  ['0; url=https://elsewhere.example/', '0; url=https://elsewhere.example/'],
])('Refresh: %s', (value, expected) => {
  expect(back('Refresh', value)).toBe(expected)
})

it.each([
  ['a=b', 'a=b; Path=/g/ward'],
  ['a=b; Path=/', 'a=b; Path=/g/ward'],
  ['a=b; path=/api; HttpOnly', 'a=b; HttpOnly; Path=/g/ward'],
  ['a=b; Path=/api/models/', 'a=b; Path=/g/ward/models/'],
  ['a=b; Path=/elsewhere', 'a=b; Path=/g/ward'],
  ['a=b; Domain=.draw.example; Secure; SameSite=Lax', 'a=b; SameSite=Lax; Path=/g/ward'],
  ['a="x; y"; Max-Age=0', 'a="x; y"; Max-Age=0; Path=/g/ward'],
])('Set-Cookie: %s is a cookie of this connection, and of no other', (value, expected) => {
  expect(back('Set-Cookie', value)).toBe(expected)
})

test('a link to the gateway itself leads nowhere', () => {
  expect(back('Link', '<http://127.0.0.1:4711/g/other/>; rel=next')).toBe('<>; rel=next')
  expect(back('Refresh', '0; url=http://127.0.0.1:4711/g/other/')).toBeUndefined()
})

test('over TLS a cookie stays a safe one', () => {
  expect(back('Set-Cookie', 'a=b; Secure', { mount: 'https://keeper.example:8443/g/ward' })).toBe(
    'a=b; Secure; Path=/g/ward',
  )
})

test('a server cannot speak as if it were the gateway', () => {
  expect(headersBack(['Everbearer-Fault', 'consumer_key_unknown', 'X', 'a'], coming)).toEqual(['X', 'a'])
})
