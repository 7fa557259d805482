import { printable } from "../model/text.ts";

/** Said once in the life of a store that no key was configured for. */
export const keyMade = (path: string): string =>
  `envaudit: made ${printable(path)}, the key that signs the ledger of this store (mode 0600): keep a copy of it elsewhere.`;
