import { describe, expect, test } from 'vitest'
import type { FaultCode } from '../../../shared/fault.ts'
import { FAULT_KIND } from '../../../shared/faults/fault-kind.ts'
import { help } from '../../../shared/text/en/page/help.ts'
import { en } from '../../../shared/text/en.ts'
import { allFaultHelp, faultHelp } from '../../../shared/text/fault-help.ts'

const codes = Object.keys(FAULT_KIND) as FaultCode[]

test('each fault has a page', () => {
  expect(allFaultHelp(en).map(({ code }) => code)).toEqual([...codes].sort())
})

describe('what it means, what was tried, what to do', () => {
  test.each(codes)('%s', (code) => {
    const { ways, tried } = faultHelp(en, code)
    expect(help.tries[tried]).toMatch(/\.$/)
    for (const { means, next } of ways) {
      for (const said of [means, next]) {
        expect(said).toMatch(/[.)]$/)
        // Nothing of a template is left over, and no value that only one occurrence could have filled in.
        expect(said).not.toMatch(/[[\]{}]|\?(?!")|undefined/)
      }
    }
  })
})

test('what was tried is said of what the fault is about', () => {
  const triedOf = (code: FaultCode) => help.tries[faultHelp(en, code).tried]
  // Only what a renewal can bring has the vault read again, or is tried by itself.
  for (const code of ['certificate_ended', 'site_file_broken', 'sign_in_denied', 'paused'] as const)
    expect(triedOf(code)).not.toMatch(/vault was read again/)
  for (const code of ['app_not_started', 'keeper_absent', 'shorter_life'] as const)
    expect(triedOf(code)).not.toMatch(/tried again by itself/)
  expect(triedOf('refresh_reply_lost')).toMatch(/once more/)
  expect(triedOf('offline')).toMatch(/tried again by itself/)
  expect(triedOf('invalid_grant')).toMatch(/vault was read again/)
})

test('what stands in square brackets hangs on a value; brackets of the sentence itself would be lost', () => {
  const texts = codes.flatMap((code) => {
    const { cases = {}, ...plain } = en.faults[code]
    return [plain, ...Object.values(cases)].flatMap(({ say, next }) => [say, next])
  })
  const lost = texts.filter((text) => typeof text === 'string' && /\[[^{}[\]]*\]/.test(text))
  expect(lost).toEqual([])
})

test('no advice is the sentence over again', () => {
  const words = (text: string) => new Set(text.toLowerCase().match(/[a-z]{4,}/g))
  const same = codes.filter((code) =>
    faultHelp(en, code).ways.some(({ means, next }) => [...words(next)].every((word) => words(means).has(word))),
  )
  expect(same).toEqual([])
})

test('a fault that is told in several ways has all of them on its page', () => {
  const many = codes.filter((code) => Object.keys(en.faults[code].cases ?? {}).length > 1)
  expect(many.length).toBeGreaterThan(1)
  for (const code of many) expect(faultHelp(en, code).ways.length).toBeGreaterThan(1)
})
