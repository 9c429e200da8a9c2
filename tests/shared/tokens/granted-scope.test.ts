import { expect, test } from 'vitest'
import { grantedScope } from '../../../shared/tokens/granted-scope.ts'

type Told = { granted: string; lost: string } | null

test.each<[string, unknown, Told, string, Told]>([
  ['nothing said, nothing known', undefined, null, 'read write', null],
  ['nothing said: as before', undefined, { granted: 'read', lost: 'write' }, '', { granted: 'read', lost: 'write' }],
  ['as asked', 'read write', null, 'read write', { granted: 'read write', lost: '' }],
  ['in another order', 'write read', { granted: 'read write', lost: '' }, '', { granted: 'write read', lost: '' }],
  ['less than asked', 'read', null, 'read write', { granted: 'read', lost: 'write' }],
  ['less than before', 'read', { granted: 'read write', lost: '' }, '', { granted: 'read', lost: 'write' }],
  ['still less', 'read', { granted: 'read', lost: 'write' }, 'read', { granted: 'read', lost: 'write' }],
  ['all again', 'read write', { granted: 'read', lost: 'write' }, '', { granted: 'read write', lost: '' }],
  ['more than before', 'read admin', { granted: 'read', lost: '' }, '', { granted: 'read admin', lost: '' }],
  ['how it was asked for is no right', 'read', null, 'openid offline_access read', { granted: 'read', lost: '' }],
  ['what stands for all', 'api://x/Read', null, 'api://x/.default', { granted: 'api://x/Read', lost: '' }],
  ['a list', ['read', 'write'], null, '', { granted: 'read write', lost: '' }],
  ['commas', 'repo,gist', null, '', { granted: 'repo gist', lost: '' }],
  ['pluses, as in an address', 'gist+repo', null, 'repo gist', { granted: 'gist repo', lost: '' }],
  ['a plus in a name', 'c+read', null, 'c+read', { granted: 'c+read', lost: '' }],
  ['a plus between what nobody knows', 'a+b', null, 'a', { granted: 'a+b', lost: 'a' }],
  ['twice', 'read read', null, '', { granted: 'read', lost: '' }],
  ['no text', 7, null, 'read', null],
  ['empty', '', null, 'read', null],
  ['what moves a cursor', 'read \u001b[2J', null, 'read', null],
  ['endless', 'x'.repeat(9_999), null, 'read', null],
])('%s', (_what, scope, previous, asked, expected) => {
  expect(grantedScope({ scope }, previous, asked)).toEqual(expected)
})
