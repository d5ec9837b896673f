import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { PAGE_KEY_ITEM } from '#shared/page-key.ts';

export interface Notice {
  status: number;
  title: string;
  text: string;
}

export const NOTICES = {
  linkNeeded: {
    status: 403,
    title: 'This page needs its link',
    text:
      'neural-SER prints a link in the terminal where it was started. Each link works once, for one browser. After ' +
      'that, a new link is printed below it. Open the newest link.',
  },
  foreignHost: {
    status: 421,
    title: 'Wrong address',
    text: 'Open this page at 127.0.0.1 or localhost, with the link that neural-SER printed in the terminal.',
  },
  notFound: { status: 404, title: 'Page not found', text: 'Open the start page of this address.' },
  notAllowed: { status: 405, title: 'Method not allowed', text: 'This server only answers GET requests.' },
  socketOnly: { status: 426, title: 'Not a page', text: 'This address is for the WebSocket of the page.' },
} satisfies Record<string, Notice>;

const STYLE =
  ':root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:34em;margin:20vh auto;padding:0 1.5em}';

const document = (title: string, body: string) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<title>${title} – neural-SER</title><style>${STYLE}</style></head><body>${body}</body></html>`;

/** Answers with a page that explains what to do. */
export function sendNotice(response: ServerResponse, { status, title, text }: Notice): void {
  // The connection is closed, because the body of the request is not read.
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    Connection: 'close',
  });
  response.end(document(title, `<h1>${title}</h1><p>${text}</p>`));
}

/** Forwards a browser that is already admitted from its link to the page. */
export function sendForward(response: ServerResponse): void {
  response.writeHead(303, { Location: '/', 'Cache-Control': 'no-store' }).end();
}

/** Inline, because the files of the page need the cookie, which this document sets. */
const STORE_KEY =
  'const{item,key}=document.currentScript.dataset;' +
  'try{localStorage.setItem(item,key)}catch{}' +
  "location.replace('/')";
const ENTRANCE_POLICY = [
  "default-src 'none'",
  `script-src 'sha256-${createHash('sha256').update(STORE_KEY).digest('base64')}'`,
  "style-src 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Hands the page key over: a document that stores it for its origin and forwards to the page. A redirect would have no
 * place for the key that is not kept in a history. It would also lose the `SameSite=Strict` cookie of a browser that
 * follows a link on another site, such as a terminal in a browser.
 * @param key of base64url characters
 */
export function sendEntrance(response: ServerResponse, key: string): void {
  response.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': ENTRANCE_POLICY,
  });
  response.end(
    document(
      'Opening',
      '<noscript>The page of neural-SER needs JavaScript.</noscript>' +
        `<script data-item="${PAGE_KEY_ITEM}" data-key="${key}">${STORE_KEY}</script>`,
    ),
  );
}
