import { Button, Code, Stack, Text, Title } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { UserError } from '#shared/failure.ts';

/** Limits a program error to the page in which it occurs. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    if (error instanceof UserError) {
      return (
        <Stack maw={640} role="alert">
          <Title order={1}>This page could not be loaded</Title>
          <Text>{error.message}</Text>
          <Button w="fit-content" onClick={() => void reloadWindow()}>
            Try again
          </Button>
        </Stack>
      );
    }
    return (
      <Stack maw={640} role="alert">
        <Title order={1}>This page could not be shown</Title>
        <Text>This is a program error. Training continues, and no data was lost.</Text>
        <Code block>{error.stack ?? error.message}</Code>
        <Button w="fit-content" onClick={() => this.setState({ error: null })}>
          Try again
        </Button>
      </Stack>
    );
  }
}

/** Reloads only if the server answers: otherwise the browser would replace this page with its own error page. */
async function reloadWindow(): Promise<void> {
  const answer = await fetch(document.baseURI, { cache: 'no-store' }).catch(() => null);
  if (answer?.ok) location.reload();
}
