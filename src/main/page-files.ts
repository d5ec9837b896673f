/** Serves the page's files, and no others, at `app://neural-ser/`. */
import { readFile } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';
import type { CustomScheme } from 'electron';
import { PAGE_POLICY } from '#shared/page-policy.ts';
import { isPageAddress, PAGE_SCHEME } from './page-sender.ts';

/** Must be registered before the app is ready. */
export const PAGE_SCHEME_PRIVILEGES: CustomScheme = {
  scheme: PAGE_SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
};

const CONTENT_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

const HEADERS = {
  'content-security-policy': PAGE_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
};

/** Answers the page's requests with the files of `folder`, the built page. 404 for other paths, 405 for other methods. */
export function createPageFiles(folder: string): (request: Request) => Promise<Response> {
  const root = resolve(folder);
  return async ({ url, method }) => {
    if (method !== 'GET' && method !== 'HEAD') return refusal(405, 'Method not allowed.');
    const path = isPageAddress(url) ? pathWithin(root, new URL(url).pathname) : null;
    if (path === null) return refusal(404, 'File not found.');
    try {
      const bytes = await readFile(path);
      const type = CONTENT_TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream';
      return new Response(method === 'HEAD' ? null : bytes, {
        headers: { ...HEADERS, 'content-type': type },
      });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') {
        return refusal(404, 'File not found.');
      }
      throw error;
    }
  };
}

/** The file of a request's path; null if the path is invalid or outside of the folder. */
function pathWithin(root: string, pathname: string): string | null {
  let name: string;
  try {
    name = decodeURIComponent(pathname);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
  if (name.includes('\0') || name.includes('\\')) return null;
  const path = resolve(root, `.${name === '/' ? '/index.html' : name}`);
  return path.startsWith(root + sep) ? path : null;
}

function refusal(status: number, text: string): Response {
  return new Response(text, {
    status,
    headers: { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' },
  });
}
