import type { NotificationData } from '@mantine/notifications'
import { createStore } from '../state/store.ts'

/** Whether anything was ever said in the corner: what draws it there comes with the first notice (notice-corner.tsx). */
export const corner = createStore({ wanted: false })

/** Says something in the corner of the page; the answer is the notice's name, for `hideNotice`. */
export function showNotice(notice: NotificationData): string {
  count += 1
  const id = notice.id ?? `notice ${count}`
  corner.set({ wanted: true })
  void import('@mantine/notifications').then(({ notifications }) => notifications.show({ ...notice, id }))
  return id
}

export function hideNotice(id: string): void {
  void import('@mantine/notifications').then(({ notifications }) => notifications.hide(id))
}

let count = 0
