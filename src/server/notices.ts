import type { IncomingMessage, ServerResponse } from 'node:http';

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
      'neural-SER prints a link in the terminal where it was started. A link lets one browser in, once: when it was ' +
      'used, a new one is printed below it. Open the newest one.',
  },
  foreignHost: {
    status: 421,
    title: 'Not under this name',
    text: 'Open this page as 127.0.0.1 or localhost, with the link that neural-SER printed in its terminal.',
  },
  notFound: { status: 404, title: 'There is no such page', text: 'Go to the beginning of this address.' },
  notAllowed: { status: 405, title: 'That cannot be done here', text: 'Only pages can be asked for.' },
  socketOnly: { status: 426, title: 'Not a page', text: 'The laboratory answers over a WebSocket here.' },
} satisfies Record<string, Notice>;

const STYLE =
  ':root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:34em;margin:20vh auto;padding:0 1.5em}';

const document = (head: string, title: string, text: string) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">${head}` +
  `<title>${title} – neural-SER</title><style>${STYLE}</style></head><body><h1>${title}</h1><p>${text}</p></body></html>`;

/** Answers with a page that says what to do. */
export function sendNotice(response: ServerResponse, { status, title, text }: Notice): void {
  // A body that may be on its way is not read: the connection ends with the answer.
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    Connection: 'close',
  });
  response.end(document('', title, text));
}

/**
 * Leads on to the page. A browser that came by a link on another site (a terminal in a browser) withholds a
 * `SameSite=Strict` cookie along all of a redirect's way, so it gets a document of our own that leads on.
 */
export function sendForward(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Cache-Control', 'no-store');
  if (request.headers['sec-fetch-site'] !== 'cross-site') {
    response.writeHead(303, { Location: '/' }).end();
    return;
  }
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
  response.end(
    document('<meta http-equiv="refresh" content="0;url=/">', 'neural-SER', '<a href="/">Continue</a>'),
  );
}
