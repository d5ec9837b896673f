import { Button, Code, Stack, Text, Title } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { UserError } from '../../shared/failure.ts';

/** Keeps a defect in one page from taking the whole window with it. */
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
          <Title order={1}>This page is not here</Title>
          <Text>{error.message}</Text>
          <Button w="fit-content" onClick={() => void loadAnew()}>
            Try again
          </Button>
        </Stack>
      );
    }
    return (
      <Stack maw={640} role="alert">
        <Title order={1}>This page could not be shown</Title>
        <Text>That is a defect of the program. What is training goes on; nothing was lost.</Text>
        <Code block>{error.stack ?? error.message}</Code>
        <Button w="fit-content" onClick={() => this.setState({ error: null })}>
          Try again
        </Button>
      </Stack>
    );
  }
}

/** Not while the door gives nothing: the browser's own page would take this one's place. */
async function loadAnew(): Promise<void> {
  const answer = await fetch(document.baseURI, { cache: 'no-store' }).catch(() => null);
  if (answer?.ok) location.reload();
}
