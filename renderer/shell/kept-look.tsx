import { useMantineColorScheme } from '@mantine/core'
import { useEffect } from 'react'
import { usePage, usePageState } from '../state/page-context.ts'

/** Takes up theme and language that were chosen once; this page's own storage may be new, since it goes with the port. */
export function KeptLook() {
  const { host, speak } = usePage()
  const { setColorScheme } = useMantineColorScheme()
  const isLive = usePageState((state) => state.line === 'live')
  // biome-ignore lint/correctness/useExhaustiveDependencies: Mantine makes a new function with each painting
  useEffect(() => {
    if (!isLive) return
    void host.call('settings.get', {}).then((reply) => {
      if (!reply.ok) return
      const { theme, language } = reply.value
      if (theme !== undefined) setColorScheme(theme)
      if (language !== undefined) speak(language)
    })
  }, [host, isLive, speak])
  return null
}
