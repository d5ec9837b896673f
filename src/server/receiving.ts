/** The bytes of messages that have not arrived completely. They are in memory, and no call has been started for them. */
export interface Receiving {
  /** More bytes of a page have arrived. If there are too many, the page with the most of them is closed. */
  add(page: ReceivingPage, bytes: number): void;
  /** A message of the page is complete, or the page is closed. */
  clear(page: ReceivingPage): void;
}

interface ReceivingPage {
  /** Ends the connection at once. */
  terminate(): void;
}

/** @param max bytes of all pages together */
export function createReceiving(max: number): Receiving {
  const pending = new Map<ReceivingPage, number>();
  let total = 0;
  const clear = (page: ReceivingPage) => {
    total -= pending.get(page) ?? 0;
    pending.delete(page);
  };
  return {
    add: (page, bytes) => {
      pending.set(page, (pending.get(page) ?? 0) + bytes);
      total += bytes;
      while (total > max) {
        const [largest] = [...pending].reduce((one, other) => (other[1] > one[1] ? other : one));
        clear(largest);
        largest.terminate();
      }
    },
    clear,
  };
}
