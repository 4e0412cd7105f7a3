/** What is known of a message that is too long, and what becomes of it. */

export interface LongMessage {
  /** with its header */
  readonly message: string;
  /** the same in UTF-8 */
  readonly octets: Buffer;
  /** of the record */
  readonly id: string;
  readonly maxBytes: number;
}

export type Fitted =
  | { readonly kind: 'whole' | 'cut' | 'split'; readonly messages: readonly Buffer[] }
  | { readonly kind: 'refused'; readonly reason: string };

export const NO_ROOM: Fitted = {
  kind: 'refused',
  reason: 'its header leaves no room for text within the limit',
};
