/** The page from a development server, for `npm run dev:window`. */
import { isPageAddress } from './page-sender.ts';

const LOCAL_NAMES: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/**
 * The development server from the environment of electron-vite, if it is on this machine; null without one, and always in
 * a packaged app.
 */
export function developmentServer(
  isPackaged: boolean,
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  const address = environment.ELECTRON_RENDERER_URL ?? '';
  if (isPackaged || !URL.canParse(address)) return null;
  const { protocol, hostname, origin } = new URL(address);
  return protocol === 'http:' && LOCAL_NAMES.includes(hostname) ? origin : null;
}

/**
 * Answers the page's requests with the server's responses. The page keeps its own address, so that the checks of the
 * sender are the same as without a server.
 */
export function createDevelopmentPage(server: string): (request: Request) => Promise<Response> {
  return ({ url, method }) => {
    if ((method !== 'GET' && method !== 'HEAD') || !isPageAddress(url)) {
      return Promise.resolve(new Response(null, { status: 404 }));
    }
    const { pathname, search } = new URL(url);
    return fetch(`${server}${pathname}${search}`, { method });
  };
}
