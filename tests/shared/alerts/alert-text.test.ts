import { expect, it } from 'vitest'
import type { Alert } from '../../../shared/alerts/alert.ts'
import { alertText } from '../../../shared/alerts/alert-text.ts'
import type { FaultCode } from '../../../shared/fault.ts'
import { en } from '../../../shared/text/en.ts'

it('an alert has nothing that a desktop takes for markup, whatever it is about', () => {
  const codes = Object.keys(en.faults) as FaultCode[]
  const about = (fault: FaultCode | null, event: Alert['event'], count: number): Alert => ({
    id: 'a',
    at: 0,
    event,
    fault,
    days: 7,
    connections: ['ward-3', 'ward-4'].slice(0, count),
    count,
  })
  const alerts = (['needs_person', 'ends_soon', 'recovered', 'test'] as const).flatMap((event) =>
    [null, ...codes].flatMap((code) => [about(code, event, 1), about(code, event, 2)]),
  )
  const texts = alerts.map((alert) => Object.values(alertText(en, alert)).join(' '))
  expect(texts.length).toBeGreaterThan(1_000)
  expect(texts.filter((text) => /[<&]/.test(text))).toEqual([])
})
