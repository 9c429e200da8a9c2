import { expect, test } from 'vitest'
import { readEndpoints } from '../../../electron/core/fleet/endpoints.ts'

test.each([
  ['https://etcd-1.example', ['https://etcd-1.example:2379']],
  [
    'https://a.example:443, https://b.example:2379/ ,https://a.example:443',
    ['https://a.example:443', 'https://b.example:2379'],
  ],
  ['http://127.0.0.1:2379', ['http://127.0.0.1:2379']],
  ['http://[::1]', ['http://[::1]:2379']],
])('%s is read', (text, endpoints) => {
  expect(readEndpoints(text)).toEqual(endpoints)
})

test.each([
  ['http://etcd.example:2379', 'plain'],
  ['http://127.0.0.1:80@etcd.example', undefined],
  ['', 'none'],
  [' , ', 'none'],
  ['etcd.example:2379', undefined],
  ['ftp://etcd.example', undefined],
  ['https://user:secret@etcd.example', undefined],
  ['https://etcd.example/v3', undefined],
])('%j is refused', (text, why) => {
  const { params } = faultFrom(() => readEndpoints(text))
  expect(params['why']).toBe(why)
  expect(JSON.stringify(params)).not.toContain('secret')
})

function faultFrom(work: () => unknown) {
  try {
    work()
  } catch (thrown) {
    expect(thrown).toMatchObject({ fault: { code: 'etcd_address' } })
    return (thrown as { fault: { params: Record<string, string> } }).fault
  }
  throw new Error('nothing was refused')
}
