import { Notification } from 'electron'
import { notificationBody } from './notification-body.ts'

/** More than any system shows at once. */
const MAX_OPEN = 20

/**
 * Shows notifications. Each is referenced until it closes: otherwise Electron collects it, soon after the start even at
 * once, and a click on it does nothing.
 */
export function createNotifications(clicked: (connection: string | null) => void) {
  const open = new Set<Notification>()
  return (title: string, body: string, connection: string | null): void => {
    if (!Notification.isSupported()) return
    const notification = new Notification({ title, body: notificationBody(body, process.platform) })
    const forget = (): void => void open.delete(notification)
    notification.on('click', () => {
      forget()
      clicked(connection)
    })
    notification.on('close', forget)
    notification.on('failed', forget)
    open.add(notification)
    const [oldest] = open
    if (open.size > MAX_OPEN && oldest !== undefined) open.delete(oldest)
    notification.show()
  }
}
