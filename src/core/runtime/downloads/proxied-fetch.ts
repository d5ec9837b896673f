const VARIABLES = ['http_proxy', 'https_proxy', 'no_proxy'].flatMap((name) => [name, name.toUpperCase()]);

/** The settings that the process uses now, and how to forget them. */
let used: { settings: string; forget(): void } | null = null;

/**
 * `fetch` through the proxy that the environment names (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`), as pip does. Nothing else
 * in the laboratory's process sends requests. Rejects with a TypeError for every network error.
 */
export async function proxiedFetch(url: string | URL, init: RequestInit): Promise<Response> {
  const environment = Object.fromEntries(
    VARIABLES.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );
  const settings = JSON.stringify(environment);
  if (settings !== (used?.settings ?? '{}')) {
    used?.forget();
    // An import of this module would load its WebSocket too, in every start of the program: 70 ms.
    const { setGlobalProxyFromEnv } = process.getBuiltinModule('node:http');
    used = { settings, forget: setGlobalProxyFromEnv(environment) };
  }
  return fetch(url, init);
}
