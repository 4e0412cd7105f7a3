import type { CheckpointStore } from '../../nodes/lib/contracts/checkpoint-store';

/** A checkpoint store that counts, fails and waits as the test says. */
export class MemoryCheckpointStore implements CheckpointStore {
  text: string | undefined;
  writes: string[] = [];
  /** thrown by every write while it is set */
  failure: Error | undefined;
  /** writes wait for it */
  gate: Promise<void> | undefined;

  constructor(text?: string) {
    this.text = text;
  }

  async read(isSound: (text: string) => boolean): Promise<string | 'damaged' | undefined> {
    if (this.text === undefined) return undefined;
    return isSound(this.text) ? this.text : 'damaged';
  }

  async write(text: string): Promise<void> {
    await this.gate;
    if (this.failure !== undefined) throw this.failure;
    this.text = text;
    this.writes.push(text);
  }
}
