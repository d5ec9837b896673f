import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';
import type { Scheme } from './emotion-colours.ts';
import { runVariables } from './run-colours.ts';

/** Ink blue; all other colours are used for emotions. */
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

/** Mantine's greys of the dark theme with a slight blue tint. */
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
    // A title in the alert's colour has too little contrast on its tinted background.
    Alert: { styles: { title: { color: 'var(--mantine-color-text)' } } },
    Badge: { defaultProps: { tt: 'none', fw: 500 } },
    InputWrapper: { defaultProps: { labelProps: { fw: 500 } } },
    Button: { defaultProps: { size: 'sm' } },
    SegmentedControl: { styles: { root: { backgroundColor: 'var(--surface-sunken)' } } },
    TextInput: { defaultProps: { size: 'sm' } },
    NumberInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', allowDeselect: false, checkIconPosition: 'right' } },
    // Below what it explains, because above it would cover the field or the row above.
    Tooltip: {
      defaultProps: { position: 'bottom', withArrow: true, openDelay: 300, multiline: true, maw: 360 },
    },
    Card: { defaultProps: { withBorder: true, padding: 'md' } },
    Table: { defaultProps: { verticalSpacing: 6, highlightOnHover: true } },
    // Otherwise an element without a role takes the focus; now the first item does.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
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

/** The CSS variables of a theme besides Mantine's: plots, surfaces, and greys with enough contrast. */
export function themeVariables(scheme: Scheme): Record<string, string> {
  return { ...runVariables(scheme), ...VARIABLES[scheme] };
}

const VARIABLES: Record<Scheme, Record<string, string>> = {
  light: {
    '--mantine-color-dimmed': '#566070',
    // Small text below a field.
    '--mantine-color-error': '#c92a2a',
    // Lines, rings and marks in the primary colour, visible on every surface.
    '--accent': '#315f9d',
    '--good': '#009e73',
    '--plot-grid': '#e6eaef',
    '--plot-text': '#3a4452',
    '--plot-train': '#0072b2',
    '--plot-validation': '#d55e00',
    '--plot-mark': '#5f6875',
    '--plot-shade': '#ebeef2',
    '--surface': '#ffffff',
    '--surface-back': '#f6f8fa',
    '--surface-sunken': '#e7ebf0',
  },
  dark: {
    '--mantine-color-dimmed': '#a3abb6',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-anchor': 'var(--mantine-color-ink-3)',
    // Mantine's own are too dark for the selected item of the navigation and of lists.
    '--mantine-color-ink-light': '#2a3f5f',
    '--mantine-color-ink-light-hover': '#31496d',
    '--mantine-color-ink-light-color': '#dbe4f0',
    '--accent': '#6f9bd6',
    '--good': '#1fb88d',
    '--plot-grid': '#2c323b',
    '--plot-text': '#c3cad4',
    '--plot-train': '#5aa9e6',
    '--plot-validation': '#f08c4a',
    '--plot-mark': '#9aa4b1',
    '--plot-shade': '#20252c',
    // Visible on cards and on the page, so that a disabled button still looks like a button.
    '--mantine-color-disabled': '#2c323b',
    '--mantine-color-bright': 'var(--mantine-color-text)',
    '--surface': '#22272e',
    '--surface-back': '#16191e',
    '--surface-sunken': '#101317',
  },
};

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: themeVariables('light'),
  dark: themeVariables('dark'),
});
