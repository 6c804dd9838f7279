import { buttonDark, createTheme, type GlobalTheme } from 'naive-ui'
import type { GlobalThemeOverrides } from 'naive-ui'

/** Colours by their task. Pairs of text and ground keep a contrast of 4.5 or more, marks and borders of controls 3. */
export type Palette = {
  /** The window behind everything. */
  readonly ground: string
  /** The frame: navigation and top bar. */
  readonly frame: string
  /** What is read and edited. */
  readonly surface: string
  /** What floats above: menus, dialogs. */
  readonly raised: string
  readonly hover: string
  readonly text: string
  readonly 'text-soft': string
  readonly line: string
  /** Borders that show where one can type. */
  readonly 'line-strong': string
  readonly accent: string
  readonly 'accent-hover': string
  readonly 'accent-pressed': string
  /** Text on the accent. */
  readonly 'on-accent': string
  readonly 'accent-soft': string
  readonly 'accent-text': string
  readonly chip: string
  readonly pending: string
  readonly 'pending-soft': string
  readonly attention: string
  readonly 'attention-soft': string
  readonly shadow: string
}

const light: Palette = {
  ground: '#f4f3ef',
  frame: '#eae8e2',
  surface: '#ffffff',
  raised: '#ffffff',
  hover: '#f4f3ef',
  text: '#1c2023',
  'text-soft': '#565c61',
  line: '#e3e1da',
  'line-strong': '#8b8f8f',
  accent: '#0b665d',
  'accent-hover': '#0d776c',
  'accent-pressed': '#08524b',
  'on-accent': '#ffffff',
  'accent-soft': '#dff0ec',
  'accent-text': '#0b5f57',
  chip: '#eeece6',
  pending: '#7d5200',
  'pending-soft': '#fcf0d6',
  attention: '#ae2418',
  'attention-soft': '#fce9e6',
  shadow: 'rgba(28, 32, 35, 0.16)',
}

const dark: Palette = {
  ground: '#141719',
  frame: '#101315',
  surface: '#1b1f22',
  raised: '#24292d',
  hover: '#23282c',
  text: '#e8e8e4',
  'text-soft': '#a6acaf',
  line: '#2e3438',
  'line-strong': '#70797e',
  accent: '#5ec7b6',
  'accent-hover': '#76d3c4',
  'accent-pressed': '#4bb3a2',
  'on-accent': '#06231f',
  'accent-soft': '#173a36',
  'accent-text': '#7fd8c9',
  chip: '#2e3438',
  pending: '#eec170',
  'pending-soft': '#3a2f18',
  attention: '#ffa197',
  'attention-soft': '#3b2321',
  shadow: 'rgba(0, 0, 0, 0.5)',
}

export const palettes = { light, dark } as const
export type ThemeName = keyof typeof palettes

export const fontFamily =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif, 'Segoe UI Emoji', 'Noto Color Emoji'"

/** Only the components that the app uses: the whole dark theme would be most of the first script. */
export const naiveThemes: Readonly<Record<ThemeName, GlobalTheme | null>> = {
  light: null,
  dark: createTheme('dark', [buttonDark]),
}

const toOverrides = (palette: Palette): GlobalThemeOverrides => ({
  common: {
    fontFamily,
    fontWeightStrong: '600',
    borderRadius: '6px',
    borderRadiusSmall: '4px',
    baseColor: palette.surface,
    primaryColor: palette.accent,
    primaryColorHover: palette['accent-hover'],
    primaryColorPressed: palette['accent-pressed'],
    primaryColorSuppl: palette['accent-hover'],
    errorColor: palette.attention,
    errorColorHover: palette.attention,
    errorColorPressed: palette.attention,
    textColorBase: palette.text,
    textColor1: palette.text,
    textColor2: palette.text,
    textColor3: palette['text-soft'],
    placeholderColor: palette['text-soft'],
    iconColor: palette['text-soft'],
    bodyColor: palette.ground,
    cardColor: palette.surface,
    modalColor: palette.raised,
    popoverColor: palette.raised,
    inputColor: palette.surface,
    borderColor: palette['line-strong'],
    dividerColor: palette.line,
  },
  Button: {
    textColorPrimary: palette['on-accent'],
    textColorHoverPrimary: palette['on-accent'],
    textColorPressedPrimary: palette['on-accent'],
    textColorFocusPrimary: palette['on-accent'],
    textColorDisabledPrimary: palette['on-accent'],
    fontWeight: '500',
  },
})

export const naiveOverrides: Readonly<Record<ThemeName, GlobalThemeOverrides>> = {
  light: toOverrides(light),
  dark: toOverrides(dark),
}
