/** The names of Electron's channels between the preload script and the main process. */
export const BRIDGE_CHANNELS = {
  /** Page → main: a request, its input and the call's name. The result is an `Answer`. */
  invoke: 'laboratory:invoke',
  /** Page → main: the name of a call to cancel. */
  cancel: 'laboratory:cancel',
  /** Main → page: a bundle of events. */
  events: 'laboratory:events',
  /** Page → main: a file dialog or the file manager. */
  desktop: 'desktop',
  /** Main → page: the hash of the page that was chosen in the menu. */
  navigate: 'navigate',
} as const;
