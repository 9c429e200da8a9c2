import { SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { THEMES } from '../../shared/domain/theme.ts'
import { Card } from '../shell/card.tsx'
import { usePage } from '../state/page-context.ts'

/** Light, dark, or as the system has it now; the keeper remembers it for every page to come. */
export function LookCard() {
  const { host, words } = usePage()
  const { settings } = words
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const labels = { auto: settings.themeAuto, light: settings.themeLight, dark: settings.themeDark }

  function choose(value: string): void {
    const theme = THEMES.find((each) => each === value) ?? 'auto'
    setColorScheme(theme)
    void host.call('settings.set', { key: 'theme', value: theme })
  }

  return (
    <Card title={settings.look}>
      <SegmentedControl
        aria-label={settings.theme}
        value={colorScheme}
        onChange={choose}
        data={THEMES.map((theme) => ({ value: theme, label: labels[theme] }))}
      />
    </Card>
  )
}
