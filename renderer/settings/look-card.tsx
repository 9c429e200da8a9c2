import { type MantineColorScheme, SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { Card } from '../shell/card.tsx'
import { usePage } from '../state/page-context.ts'

/** Light, dark, or as the system has it now. */
export function LookCard() {
  const { settings } = usePage().words
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Card title={settings.look}>
      <SegmentedControl
        aria-label={settings.theme}
        value={colorScheme}
        onChange={(value) => setColorScheme(value as MantineColorScheme)}
        data={[
          { value: 'auto', label: settings.themeAuto },
          { value: 'light', label: settings.themeLight },
          { value: 'dark', label: settings.themeDark },
        ]}
      />
    </Card>
  )
}
