/**
 * The largest answer recorded, `fields_get` of users with all attributes, is 0.3 MB, and a page of a
 * thousand records some MB; each byte costs a few more while it is decoded.
 */
export const mostBytes = 32 * 1024 * 1024;

/** How one Odoo is reached, over whichever API. */
export type EndpointAccess = {
  readonly url: string;
  /** PEM text of a private certificate authority. */
  readonly ca: string | undefined;
  /** For each exchange, in milliseconds. */
  readonly requestDeadlineMs?: number;
  /** Of one answer. */
  readonly maxBytes?: number;
};
