import { useEffect, useState } from 'react'
import { Banner } from '../shell/banners/banner.tsx'
import { usePage } from '../state/page-context.ts'
import { forgetLost, wasLost } from './unsaved.ts'

/** Says that unsaved input on this screen was lost by a crash or a reload. */
export function LostNote() {
  const { leaving } = usePage().words
  const [lost] = useState(wasLost)
  useEffect(forgetLost, [])
  if (!lost) return null
  return (
    <div role="status">
      <Banner tone="amber" title={leaving.lostTitle}>
        {leaving.lostSay}
      </Banner>
    </div>
  )
}
