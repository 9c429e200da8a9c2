import { describe, expect, test } from 'vitest'
import { initialValues } from '../../../renderer/form/form-values.ts'
import { shownOf } from '../../../renderer/form/judging/absent-fields.ts'
import { standingOf } from '../../../renderer/form/judging/form-standing.ts'
import { requiredFields } from '../../../renderer/form/judging/required-fields.ts'
import type { TestRun } from '../../../renderer/state/page-state.ts'
import type { TestResult } from '../../../shared/api/contract/contract.ts'
import { error, warning } from '../../../shared/entry/mistake.ts'
import { fault } from '../../../shared/fault.ts'
import { SYSTEMS, systemNamed } from '../../../shared/systems/registry.ts'

const result: TestResult = { at: '', reached: 'yes', tokenAccepted: 'yes', canRenew: 'unknown', fault: null, steps: [] }
const run = (changes: Partial<TestRun>): TestRun => ({
  run: '',
  since: 0,
  steps: [],
  result: null,
  fault: null,
  ...changes,
})
const nothing = { shownErrors: 0, openFields: [], test: null }

describe('how a form stands', () => {
  test.each([
    ['untouched', nothing, { stands: 'ready' }],
    ['lacking something', { ...nothing, openFields: ['name'] }, { stands: 'open', fields: ['name'] }],
    [
      'with an error that is seen',
      { ...nothing, shownErrors: 2, openFields: ['name'] },
      { stands: 'wrong', errors: 2 },
    ],
    ['while it is tested', { ...nothing, test: run({}) }, { stands: 'ready' }],
    ['tested', { ...nothing, test: run({ result }) }, { stands: 'proved' }],
    [
      'tested, of the name alone nothing',
      { ...nothing, openFields: ['name'], test: run({ result }) },
      { stands: 'open', fields: ['name'] },
    ],
    [
      'tested where nobody can tell',
      { ...nothing, test: run({ result: { ...result, tokenAccepted: 'unknown' } }) },
      { stands: 'partly' },
    ],
    [
      'tested where nothing renews it, as it should be',
      { ...nothing, test: run({ result: { ...result, canRenew: 'no' } }) },
      { stands: 'proved' },
    ],
    [
      'tested where its renewal is refused',
      { ...nothing, test: run({ result: { ...result, canRenew: 'no', fault: fault('invalid_grant') } }) },
      { stands: 'failed' },
    ],
    [
      'tested with a no',
      { ...nothing, test: run({ result: { ...result, tokenAccepted: 'no' } }) },
      { stands: 'failed' },
    ],
    [
      'tested with a fault',
      { ...nothing, openFields: ['name'], test: run({ result: { ...result, fault: fault('offline') } }) },
      { stands: 'failed' },
    ],
    [
      'with a test that could not be made',
      { ...nothing, test: run({ fault: fault('vault_locked') }) },
      { stands: 'failed' },
    ],
  ] as const)('%s', (_, facts, standing) => {
    expect(standingOf(facts)).toEqual(standing)
  })
})

test('who has not touched a field is not blamed for what is not in it', () => {
  const missing = error('settings.clientId', 'required_missing')
  const noToken = error('secrets.refreshToken', 'refresh_token_missing')
  const notCopied = warning('secrets.refreshToken', 'refresh_token_missing')
  const http = error('settings.baseUrl', 'plain_http')
  expect(shownOf([missing, noToken, notCopied, http], false)).toEqual([notCopied, http])
  expect(shownOf([missing, noToken, notCopied, http], true)).toHaveLength(4)
})

describe('what may not stay empty', () => {
  const required = (id: string, settings: Record<string, string> = {}) => {
    const system = systemNamed(id)
    if (system === null) throw new Error(id)
    const blank = initialValues(system, null, 'UTC')
    const values = { ...blank, settings: { ...blank.settings, ...settings } }
    return [...requiredFields(values, { system, base: null, taken: [], now: 0 })]
  }

  test.each([
    ['draw', {}, ['settings.baseUrl', 'settings.clientId', 'secrets.accessToken']],
    ['osais', {}, ['settings.baseUrl', 'secrets.clientToken', 'secrets.clientSecret']],
    ['runai', {}, ['settings.baseUrl', 'settings.clientId', 'secrets.clientSecret']],
    ['oauth2', {}, ['settings.baseUrl', 'settings.endpoints.token', 'secrets.refreshToken']],
    [
      'oauth2',
      { grant: 'authorization_code' },
      ['settings.baseUrl', 'settings.clientId', 'settings.endpoints.token', 'settings.endpoints.authorization'],
    ],
    ['oauth2', { grant: 'device_code', issuer: 'https://id.example' }, ['settings.baseUrl', 'settings.clientId']],
    [
      'oauth2',
      { grant: 'client_credentials', issuer: 'https://id.example' },
      ['settings.baseUrl', 'settings.clientId', 'secrets.clientSecret'],
    ],
  ])('at %s with %o', (id, settings, fields) => {
    expect(required(id, settings)).toEqual(['name', ...fields])
  })

  test('each system has a name for what its choices mean', async () => {
    const { en } = await import('../../../shared/text/en.ts')
    for (const { id, settings } of SYSTEMS) {
      for (const { name, choices = [] } of settings) {
        const told = en.fields[`${id}.${name}`] ?? en.fields[name]
        for (const choice of choices) expect(told?.choices?.[choice]?.label, `${id}.${name} ${choice}`).toBeTruthy()
      }
    }
  })
})
