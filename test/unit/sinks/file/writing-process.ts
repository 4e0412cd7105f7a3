/** A process that writes until it is killed, and prints acknowledged numbers: `<path> <first number>`. */
import { writeSync } from 'node:fs';
import { FileSink } from '../../../../nodes/lib/sinks/file/file-sink';

const [, , path = '', first = '0'] = process.argv;
/** Large, so that a kill has a chance to hit the middle of a write. */
const LINES = 400;

const sink = new FileSink({ path, rotate: { by: 'none' }, sync: 'none', gzip: false }, '/');

async function write(): Promise<void> {
  for (let n = Number(first); ; n += LINES) {
    const lines = Array.from(
      { length: LINES },
      (_, index) => `{"n":${n + index},"text":"${'x'.repeat(2000)}"}`,
    );
    await sink.write({ payload: lines.join('\n') });
    writeSync(1, `${n + LINES}\n`);
  }
}

write().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
