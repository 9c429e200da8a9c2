import { useMantineColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { usePage, usePageState } from '../state/page-context.ts'

/** Takes up theme and language that were chosen once, or are chosen elsewhere meanwhile; this page's own storage may be new, since it goes with the port. */
export function KeptLook() {
  const { host, language: spoken, speak } = usePage()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const look = useRef({ theme: colorScheme, language: spoken })
  look.current = { theme: colorScheme, language: spoken }
  const isLive = usePageState((state) => state.line === 'live')
  const changes = usePageState((state) => state.settingsChanges)
  // biome-ignore lint/correctness/useExhaustiveDependencies: Mantine makes a new function with each painting
  useEffect(() => {
    if (!isLive) return
    const asked = look.current
    void host.call('settings.get', {}).then((reply) => {
      if (!reply.ok) return
      const { theme, language } = reply.value
      // What was chosen while the answer was on its way is newer than the answer.
      if (theme !== undefined && look.current.theme === asked.theme) setColorScheme(theme)
      if (language !== undefined && look.current.language === asked.language) speak(language)
    })
  }, [host, isLive, speak, changes])
  return null
}
