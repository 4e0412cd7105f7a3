/** Frames of messages on TCP (RFC 6587). Pure. */

export type Framing = 'octet-counting' | 'newline';

const LF = Buffer.from('\n');

/**
 * Parts of one write, to avoid copies. Newline framing relies on messages without line breaks (see
 * `escapeControlChars`).
 */
export const FRAMES: Readonly<Record<Framing, (message: Buffer) => readonly Buffer[]>> = {
  'octet-counting': (message) => [Buffer.from(`${message.length} `, 'latin1'), message],
  newline: (message) => [message, LF],
};
