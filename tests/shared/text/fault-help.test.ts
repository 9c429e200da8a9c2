import { describe, expect, test } from 'vitest'
import { FAULT_KIND, type FaultCode } from '../../../shared/fault.ts'
import { help } from '../../../shared/text/en/page/help.ts'
import { en } from '../../../shared/text/en.ts'
import { allFaultHelp, faultHelp } from '../../../shared/text/fault-help.ts'

const codes = Object.keys(FAULT_KIND) as FaultCode[]

test('each fault has a page', () => {
  expect(allFaultHelp(en).map(({ code }) => code)).toEqual([...codes].sort())
})

describe('what it means, what was tried, what to do', () => {
  test.each(codes)('%s', (code) => {
    const { ways, kind } = faultHelp(en, code)
    expect(help.tries[kind]).toMatch(/\.$/)
    for (const { means, next } of ways) {
      for (const said of [means, next]) {
        expect(said).toMatch(/[.)]$/)
        // Nothing of a template is left over, and no value that only one occurrence could have filled in.
        expect(said).not.toMatch(/[[\]{}]|\?(?!")|undefined/)
      }
    }
  })
})

test('a fault that is told in several ways has all of them on its page', () => {
  const many = codes.filter((code) => Object.keys(en.faults[code].cases ?? {}).length > 1)
  expect(many.length).toBeGreaterThan(1)
  for (const code of many) expect(faultHelp(en, code).ways.length).toBeGreaterThan(1)
})
