import '@mantine/core/styles.css';
import '#renderer/theme/typeface.css';
import '#renderer/theme/global.css';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type RenderResult, render } from 'vitest-browser-react';
import { Toasts } from '#renderer/app/toasts.tsx';
import type { PageLaboratory } from '#renderer/client/port.ts';
import { LaboratoryProvider } from '#renderer/client/use-laboratory.tsx';
import { sampleLaboratory } from '#renderer/gallery/sample-laboratory.ts';
import type { Scheme } from '#renderer/theme/emotion-colours.ts';
import { cssVariables, theme } from '#renderer/theme/theme.ts';

export interface RenderedPart extends Omit<RenderResult, 'rerender'> {
  /** Switches the theme; the part's state stays. */
  setScheme(scheme: Scheme): Promise<void>;
}

/** Renders a part with the providers of the page: theme, notifications, request cache, laboratory. */
export async function renderPart(
  part: ReactNode,
  laboratory: PageLaboratory = sampleLaboratory,
): Promise<RenderedPart> {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const surrounded = (scheme: Scheme) => (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} forceColorScheme={scheme}>
      <QueryClientProvider client={client}>
        <LaboratoryProvider laboratory={laboratory}>
          <main>{part}</main>
          <Toasts />
        </LaboratoryProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
  const rendered = await render(surrounded('light'));
  return { ...rendered, setScheme: (scheme) => rendered.rerender(surrounded(scheme)) };
}
