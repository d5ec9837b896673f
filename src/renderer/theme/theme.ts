import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';
import { emotionVariables } from './emotion-colours.ts';

/** A calm ink blue; the emotions have all the other colours. */
const ink: MantineColorsTuple = [
  '#eef3fa',
  '#dbe4f0',
  '#b4c7e0',
  '#8aa8d0',
  '#668dc2',
  '#4f7cba',
  '#3f6fb1',
  '#315f9d',
  '#27518a',
  '#1b4377',
];

/** Mantine's greys of the dark theme with a little of the ink in them. */
const dark: MantineColorsTuple = [
  '#d3d8df',
  '#b7bec9',
  '#99a2af',
  '#6f7886',
  '#464e5a',
  '#343b45',
  '#22272e',
  '#1b1f25',
  '#16191e',
  '#101317',
];

export const theme = createTheme({
  colors: { ink, dark },
  primaryColor: 'ink',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  fontFamily:
    'Inter, "Segoe UI Variable Text", "Segoe UI", system-ui, -apple-system, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Code", "SF Mono", "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '19px' },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '22px' }, h2: { fontSize: '17px' }, h3: { fontSize: '15px' } },
  },
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  components: {
    // A title in the alert's own colour cannot be read on that colour's tint.
    Alert: { styles: { title: { color: 'var(--mantine-color-text)' } } },
    Badge: { defaultProps: { tt: 'none', fw: 500 } },
    InputWrapper: { defaultProps: { labelProps: { fw: 500 } } },
    Button: { defaultProps: { size: 'sm' } },
    SegmentedControl: { styles: { root: { backgroundColor: 'var(--surface-sunken)' } } },
    TextInput: { defaultProps: { size: 'sm' } },
    NumberInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', allowDeselect: false, checkIconPosition: 'right' } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300, multiline: true, maw: 360 } },
    Card: { defaultProps: { withBorder: true, padding: 'md' } },
    Table: { defaultProps: { verticalSpacing: 6, highlightOnHover: true } },
    // Else an element without a role stands in the menu to take the focus; now its first item does.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Notification: {
      defaultProps: { closeButtonProps: { 'aria-label': 'Dismiss' } },
      styles: { description: { color: 'var(--mantine-color-text)' } },
    },
    Modal: {
      styles: { title: { fontSize: 'var(--mantine-font-size-lg)', fontWeight: 600 } },
      defaultProps: {
        centered: true,
        transitionProps: { duration: 120 },
        closeButtonProps: { 'aria-label': 'Close' },
      },
    },
  },
});

/** The emotions' colours, and greys that small text can be read in. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...emotionVariables('light'),
    '--mantine-color-dimmed': '#566070',
    '--plot-grid': '#e6eaef',
    '--plot-text': '#3a4452',
    '--surface': '#ffffff',
    '--surface-back': '#f6f8fa',
    '--surface-sunken': '#e7ebf0',
  },
  dark: {
    ...emotionVariables('dark'),
    '--mantine-color-dimmed': '#a3abb6',
    '--mantine-color-anchor': 'var(--mantine-color-ink-3)',
    '--plot-grid': '#2c323b',
    '--plot-text': '#c3cad4',
    // On a surface as on the page: a button that cannot be pressed is one all the same.
    '--mantine-color-disabled': '#2c323b',
    '--mantine-color-bright': 'var(--mantine-color-text)',
    '--surface': 'var(--mantine-color-dark-6)',
    '--surface-back': 'var(--mantine-color-dark-8)',
    '--surface-sunken': 'var(--mantine-color-dark-9)',
  },
});
