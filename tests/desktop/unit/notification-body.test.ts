import { expect, it } from 'vitest'
import { notificationBody } from '../../../electron/desktop/tray/notification-body.ts'

const SAID = 'The server says: <a href="https://evil.example">sign in & win</a>'

it('has no markup where a notification server reads some', () => {
  expect(notificationBody(SAID, 'linux')).toBe(
    'The server says: &lt;a href="https://evil.example"&gt;sign in &amp; win&lt;/a&gt;',
  )
})

it.each(['darwin', 'win32'] as const)('is shown as it is on %s', (platform) => {
  expect(notificationBody(SAID, platform)).toBe(SAID)
})
