import { describe, expect, test } from 'vitest'
import { changedEntry, changedMeanwhile, rebased } from '../../renderer/form/editing/meanwhile.ts'
import { initialValues } from '../../renderer/form/form-values.ts'
import { draw } from '../../shared/systems/draw/draw.ts'
import { viewWith } from '../kit/view.ts'

const opened = initialValues(draw, viewWith(), 'UTC')
const elsewhere = initialValues(
  draw,
  viewWith({ clientId: 'Institute B', endpoints: { health: '/other/health/' }, tags: ['north'] }),
  'UTC',
)

describe('what a form saves', () => {
  test('is what this person has changed, and nothing else', () => {
    const settings = { ...opened.settings, maxRetries: '5' }
    expect(changedEntry({ ...opened, settings }, opened, draw)).toEqual({ settings: { maxRetries: '5' }, secrets: {} })
    const endpoints = { ...opened.endpoints, health: '/h/' }
    expect(changedEntry({ ...opened, endpoints }, opened, draw)).toEqual({
      settings: { endpoints: { health: '/h/' } },
      secrets: {},
    })
  })

  test('is of tags and note alone where nothing else was touched, and asks to be tried again where nothing was', () => {
    expect(changedEntry({ ...opened, note: 'Ask radiology.' }, opened, draw)).toEqual({ note: 'Ask radiology.' })
    expect(changedEntry(opened, opened, draw)).toEqual({ settings: {}, secrets: {} })
  })

  test('has the end with a new token, also where the same was typed again', () => {
    const expiry = { ...opened.expiry, local: '2026-12-24T12:00' }
    const before = { ...opened, expiry }
    expect(changedEntry(before, before, draw)).toEqual({ settings: {}, secrets: {} })
    const typed = { ...before, secrets: { accessToken: 'a-new-token' } }
    expect(changedEntry(typed, before, draw)).toMatchObject({
      settings: { expiresAt: expect.stringMatching(/^2026-12-24T12:00/) },
      secrets: { accessToken: 'a-new-token' },
    })
  })
})

test('what was typed stays, and what was not touched takes the newer value', () => {
  const mine = { ...opened, settings: { ...opened.settings, clientId: 'Lab' }, note: 'mine' }
  const after = rebased(mine, opened, elsewhere)
  expect(after.settings['clientId']).toBe('Lab')
  expect(after).toMatchObject({ note: 'mine', tags: 'north', endpoints: { health: '/other/health/' } })
  // Saved over the newer edition it writes this person's change alone.
  expect(changedEntry(after, elsewhere, draw)).toEqual({ settings: { clientId: 'Lab' }, secrets: {}, note: 'mine' })
})

test('what has changed meanwhile is told field by field, and nothing where nothing has', () => {
  expect(changedMeanwhile(opened, elsewhere)).toEqual([
    { field: 'settings.clientId', from: 'Institute A', to: 'Institute B' },
    { field: 'endpoints.health', from: '/api/health/', to: '/other/health/' },
    { field: 'tags', from: '', to: 'north' },
  ])
  expect(changedMeanwhile(opened, opened)).toEqual([])
})
