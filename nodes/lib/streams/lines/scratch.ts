/** Bytes */
const FIRST_ROOM = 256 * 1024;

/**
 * Memory for what comes in pieces and is used up before more comes. What zlib gives in a quarter of a megabyte
 * each is garbage at once then; kept for a turn of the event loop, half of it outlived two collections of young garbage and
 * waited for a big one.
 */
export class Scratch {
  private bytes = Buffer.allocUnsafeSlow(FIRST_ROOM);
  private at = 0;

  get size(): number {
    return this.at;
  }

  add(piece: Uint8Array): void {
    const size = this.at + piece.length;
    if (size > this.bytes.length) this.grow(size);
    this.bytes.set(piece, this.at);
    this.at = size;
  }

  /** All of it, good until something is added; empty afterwards. */
  take(): Buffer {
    const all = this.bytes.subarray(0, this.at);
    this.at = 0;
    return all;
  }

  private grow(least: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(least, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.at));
    this.bytes = larger;
  }
}
