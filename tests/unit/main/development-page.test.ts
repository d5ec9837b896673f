import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDevelopmentPage, developmentServer } from '#main/development-page.ts';

const address = 'http://localhost:5173';

describe('the development server of the window', () => {
  it('is used if electron-vite starts the window, never by a packaged app', () => {
    expect(developmentServer(false, { ELECTRON_RENDERER_URL: `${address}/` })).toBe(address);
    expect(developmentServer(true, { ELECTRON_RENDERER_URL: `${address}/` })).toBeNull();
    expect(developmentServer(false, {})).toBeNull();
  });

  it.each([
    'https://localhost:5173',
    'http://evil.example',
    'http://localhost.evil.example',
    'file:///x',
    'x',
    '',
  ])('is not used at %j', (other) => {
    expect(developmentServer(false, { ELECTRON_RENDERER_URL: other })).toBeNull();
  });

  it('answers only GET requests for the page’s address', async () => {
    const received: string[] = [];
    const server = createServer(({ url, method }, response) => {
      received.push(`${method} ${url}`);
      response.setHeader('content-type', 'text/javascript').end('export {};');
    });
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const page = createDevelopmentPage(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const answer = await page(new Request('app://neural-ser/main.tsx?t=1'));
    expect(answer.headers.get('content-type')).toBe('text/javascript');
    expect(await answer.text()).toBe('export {};');
    for (const request of [
      new Request('app://other/main.tsx'),
      new Request('http://neural-ser/main.tsx'),
      new Request('app://neural-ser/main.tsx', { method: 'POST' }),
    ]) {
      expect((await page(request)).status).toBe(404);
    }
    expect(received).toEqual(['GET /main.tsx?t=1']);
  });
});
