import { useMantineColorScheme } from '@mantine/core'
import { useEffect } from 'react'
import { usePage, usePageState } from '../state/page-context.ts'

/** Takes up the theme that was chosen once; this page's own storage may be new, since it goes with the port. */
export function KeptTheme() {
  const { host } = usePage()
  const { setColorScheme } = useMantineColorScheme()
  const isLive = usePageState((state) => state.line === 'live')
  // biome-ignore lint/correctness/useExhaustiveDependencies: Mantine makes a new function with each painting
  useEffect(() => {
    if (!isLive) return
    void host.call('settings.get', {}).then((reply) => {
      if (reply.ok && reply.value.theme !== undefined) setColorScheme(reply.value.theme)
    })
  }, [host, isLive])
  return null
}
