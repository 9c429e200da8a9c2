import { Input, SegmentedControl, Stack, useMantineColorScheme } from '@mantine/core'
import { LANGUAGE_CHOICES } from '../../shared/preferences/language-choice.ts'
import { THEMES } from '../../shared/preferences/theme.ts'
import { useCall } from '../leaving/use-call.ts'
import { Card } from '../shell/card.tsx'
import { KeptLook } from '../shell/kept-look.tsx'
import { usePage } from '../state/page-context.ts'

/** How the page looks and what it speaks; the keeper remembers both for every page to come. */
export function LookCard() {
  const { words } = usePage()
  return (
    <Card title={words.settings.look}>
      {/* Somebody may have chosen elsewhere since this page came. */}
      <KeptLook />
      <Stack gap="md">
        <ThemeChoice />
        <LanguageInput />
      </Stack>
    </Card>
  )
}

/** Light, dark, or as the system has it now. */
function ThemeChoice() {
  const { host, words } = usePage()
  const { settings } = words
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { run } = useCall({ inCorner: true })
  const labels = { auto: settings.themeAuto, light: settings.themeLight, dark: settings.themeDark }

  function choose(value: string): void {
    const theme = THEMES.find((each) => each === value) ?? 'auto'
    setColorScheme(theme)
    void run(() => host.call('settings.set', { key: 'theme', value: theme }))
  }

  return (
    <Input.Wrapper label={settings.theme} labelElement="div">
      <div>
        <SegmentedControl
          aria-label={settings.theme}
          value={colorScheme}
          onChange={choose}
          data={THEMES.map((theme) => ({ value: theme, label: labels[theme] }))}
        />
      </div>
    </Input.Wrapper>
  )
}

/** Each language under its own name, so that whoever needs it finds it. */
function LanguageInput() {
  const { host, words, language, speak } = usePage()
  const { settings } = words
  const labels = { auto: settings.languageAuto, en: 'English' }
  const { run } = useCall({ inCorner: true })

  function choose(value: string): void {
    const chosen = LANGUAGE_CHOICES.find((each) => each === value) ?? 'auto'
    speak(chosen)
    void run(() => host.call('settings.set', { key: 'language', value: chosen }))
  }

  return (
    <Input.Wrapper label={settings.language} description={settings.languageHelp} labelElement="div">
      <div>
        <SegmentedControl
          aria-label={settings.language}
          value={language}
          onChange={choose}
          data={LANGUAGE_CHOICES.map((choice) => ({ value: choice, label: labels[choice] }))}
        />
      </div>
    </Input.Wrapper>
  )
}
