import { Button, type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'
import buttonStyles from './button.module.css'
import modalStyles from './modal.module.css'

const leaf: MantineColorsTuple = [
  '#f0f9f3',
  '#dff1e6',
  '#bde3cd',
  '#93d3b0',
  '#5cc48d',
  '#3dab73',
  '#2b9160',
  '#1f7a4d',
  '#17653f',
  '#0f4f31',
]

const red: MantineColorsTuple = [
  '#fdf1f0',
  '#fbe4e1',
  '#f5c3bd',
  '#f0a9a1',
  '#f2978e',
  '#d9564c',
  '#c43a30',
  '#b3261e',
  '#921d16',
  '#70140f',
]

/** Mantine paints the dark scheme with these: 7 the ground, 6 fields and menus, 4 lines, 2 soft text. */
const dark: MantineColorsTuple = [
  '#e6ece8',
  '#c3cec8',
  '#94a39a',
  '#76857c',
  '#2c3831',
  '#222b26',
  '#161d19',
  '#0f1411',
  '#0b0f0d',
  '#070a08',
]

export const theme = createTheme({
  primaryColor: 'leaf',
  primaryShade: { light: 7, dark: 4 },
  black: '#17211b',
  colors: { leaf, red, dark },
  fontFamily: 'Inter, system-ui, "Segoe UI", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "JetBrains Mono", Menlo, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '12px', sm: '13.5px', md: '14px', lg: '16px', xl: '20px' },
  defaultRadius: 'md',
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '10px', xl: '99px' },
  cursorType: 'pointer',
  components: {
    Button: Button.extend({
      defaultProps: { variant: 'filled' },
      classNames: { root: buttonStyles.root ?? '', label: buttonStyles.label ?? '' },
    }),
    // An address, a command or a token is written from left to right in every language.
    TextInput: { defaultProps: { dir: 'auto' } },
    Textarea: { defaultProps: { dir: 'auto' } },
    PasswordInput: { defaultProps: { dir: 'auto' } },
    // Without its code, which comes with the first dialog.
    Modal: {
      classNames: { title: modalStyles.title ?? '', content: modalStyles.content ?? '' },
      // Each would be a landmark of the page, and there are two where one dialog asks about another.
      defaultProps: { attributes: { header: { role: 'presentation' } } },
    },
  },
  respectReducedMotion: true,
  headings: { fontWeight: '650', sizes: { h1: { fontSize: '22px', lineHeight: '1.3' } } },
})

/** Mantine's own colours where ours differ; everything else of ours is in tones.css. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#f6f7f5',
    '--mantine-color-text': '#17211b',
    '--mantine-color-dimmed': '#5d6b62',
    '--mantine-color-default-border': '#d6dcd6',
    '--mantine-color-placeholder': '#6b776f',
    '--mantine-color-error': '#b3261e',
  },
  dark: {
    '--mantine-color-placeholder': '#8b9a91',
    '--mantine-color-error': '#f2978e',
    '--mantine-color-default-border': '#34413a',
  },
})
