import { Suspense, useSyncExternalStore } from 'react'
import { laterPart } from '../shell/later-part.ts'
import { corner } from './show-notice.ts'

const Notifications = laterPart(() => import('@mantine/notifications').then((module) => module.Notifications))

/** Where notices stand, once there is one. */
export function NoticeCorner() {
  const wanted = useSyncExternalStore(corner.subscribe, () => corner.get().wanted)
  if (!wanted) return null
  return (
    <Suspense>
      <Notifications position="bottom-right" />
    </Suspense>
  )
}
