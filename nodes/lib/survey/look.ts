import { MimecastError } from '../api/errors';
import type { ApiClient, Throttled } from '../api/types';
import type { Answer, Asked } from './answer';
import { refusalOf } from './classify';

export interface SurveyContext {
  readonly client: ApiClient;
  readonly signal: AbortSignal;
  /** Looks of one survey are served in order; other streams take turns with it. */
  readonly stream: string;
  readonly onThrottled?: (throttled: Throttled) => void;
  /** A page has come: whoever waits for the end may go on waiting. */
  readonly onPage?: () => void;
}

export interface Subject {
  readonly endpoint: string;
  /** false for paths that the reference does not find: there 404 says that there is no such read */
  readonly published?: boolean;
}

/** @returns undefined for nothing, which is then the answer `empty` */
export type Read<T> = () => Promise<T | undefined>;

/**
 * Makes one of the six answers of what `read` brings or throws. What is no error of Mimecast or the network is a
 * defect of ours and is thrown on.
 * @throws the signal's reason when aborted, unless that is a MimecastError (a survey that has lost its patience)
 */
export async function look<T>(subject: Subject, read: Read<T>, client: ApiClient): Promise<Answer<T>> {
  const { endpoint, published = true } = subject;
  const before = client.calls;
  const asked = (httpStatus: number | null): Asked => ({
    endpoint,
    httpStatus,
    collectedAt: new Date().toISOString(),
    calls: client.calls - before,
  });
  try {
    const value = await read();
    return value === undefined
      ? { kind: 'empty', asked: asked(200) }
      : { kind: 'evidence', value, asked: asked(200) };
  } catch (error) {
    if (!(error instanceof MimecastError)) throw error;
    return { kind: refusalOf(error, published), error, asked: asked(error.status ?? null) };
  }
}
