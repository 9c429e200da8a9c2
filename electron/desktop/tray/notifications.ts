import { Notification } from 'electron'
import { notificationBody } from './notification-body.ts'

/** More than any system shows at once. */
const MOST_HELD = 20

/**
 * What is told outside of the window. Each notification is held until it is gone: Electron lets go of one that nobody
 * holds when its collector comes by, which while the program begins is at once, and from then on a click comes to nothing.
 */
export function createNotifications(clicked: (connection: string | null) => void) {
  const held = new Set<Notification>()
  return (title: string, body: string, connection: string | null): void => {
    if (!Notification.isSupported()) return
    const notification = new Notification({ title, body: notificationBody(body, process.platform) })
    const drop = (): void => void held.delete(notification)
    notification.on('click', () => {
      drop()
      clicked(connection)
    })
    notification.on('close', drop)
    notification.on('failed', drop)
    held.add(notification)
    const [oldest] = held
    if (held.size > MOST_HELD && oldest !== undefined) held.delete(oldest)
    notification.show()
  }
}
