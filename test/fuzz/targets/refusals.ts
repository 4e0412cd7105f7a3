/** How a target may refuse: with the errors that callers expect, and no others. */
import { z } from 'zod';
import { MimecastError } from '../../../nodes/lib/contracts/errors';
import { SyslogError } from '../../../nodes/lib/sinks/syslog/errors';
import { RelpSyntaxError } from '../../../nodes/lib/sinks/syslog/relp/frame';
import { isFileLimit } from '../../../nodes/lib/streams/ndjson/file-limits';

/** Of zlib: the bytes are no gzip. */
const isDataError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^(Z_|ERR_)/.test(String(error.code));

const isRefusal = (error: unknown): boolean =>
  error instanceof MimecastError ||
  error instanceof z.ZodError ||
  error instanceof RelpSyntaxError ||
  error instanceof SyslogError ||
  isFileLimit(error) ||
  isDataError(error);

/** @throws anything else: a fault of the code that reads */
export async function mayRefuse<T>(read: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}
