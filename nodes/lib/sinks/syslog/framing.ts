/** How messages follow each other on TCP (RFC 6587). Pure. */

export type Framing = 'octet-counting' | 'newline';

const LF = Buffer.from('\n');

/** Parts of a write, so that nothing is copied twice. Newline framing relies on messages without line breaks (one-line.ts). */
export const FRAMES: Readonly<Record<Framing, (message: Buffer) => readonly Buffer[]>> = {
  'octet-counting': (message) => [Buffer.from(`${message.length} `, 'latin1'), message],
  newline: (message) => [message, LF],
};
