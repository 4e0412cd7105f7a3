import type { ApiClient, Throttled } from '../../contracts/api-client';
import { MimecastError } from '../../contracts/errors';
import type { EvidenceResult, RequestInfo, UnavailableReason } from '../../contracts/evidence';
import { isJsonObject } from '../../contracts/json';
import { permissionErrorCode } from '../../streams/rest/permission-errors';

export interface EvidenceContext {
  readonly client: ApiClient;
  readonly signal: AbortSignal;
  /** Key of the rate limiter's queue: requests of one stream run in order, and streams take turns. */
  readonly stream: string;
  readonly onThrottled?: (throttled: Throttled) => void;
  /** Called after each page, so that a timer for missing progress can restart. */
  readonly onPage?: () => void;
}

export interface EvidenceRequest {
  readonly endpoint: string;
  /** false for undocumented paths, where 404 means that the endpoint does not exist */
  readonly published?: boolean;
}

const MAX_MEMBERS = 8;
const MAX_MEMBER_LENGTH = 40;

/** Says of which kind a value is, and names its members. Their values may be secrets. */
function describeForm(body: unknown): string {
  if (Array.isArray(body)) return 'it is a list';
  if (!isJsonObject(body))
    return body === null || body === undefined ? 'it is empty' : `it is a ${typeof body}`;
  const names = Object.keys(body).map((name) => name.slice(0, MAX_MEMBER_LENGTH));
  return names.length === 0
    ? 'it has no members'
    : `its members are ${names.slice(0, MAX_MEMBERS).join(', ')}`;
}

/** The endpoint answered, with another form than the one that is known. Nothing in it is evidence. */
export class OtherShapeError extends MimecastError {
  /** @param problem what is missing, as in `it has no list called data` */
  constructor(endpoint: string, problem: string, body: unknown) {
    super('MIMECAST_BAD_ANSWER', `the answer has another form: ${problem} (${describeForm(body)})`, {
      endpoint,
      status: 200,
    });
  }
}

/** @returns undefined when there is no data; the result is then `empty` */
export type Read<T> = () => Promise<T | undefined>;

/**
 * Turns what `read` returns or throws into one of the six results. Any error other than MimecastError is a defect of
 * this package and is thrown again.
 * @throws the signal's reason when aborted, unless it is a MimecastError (a deadline of `withDeadlines`)
 */
export async function collectEvidence<T>(
  subject: EvidenceRequest,
  read: Read<T>,
  client: ApiClient,
): Promise<EvidenceResult<T>> {
  const { endpoint, published = true } = subject;
  const callsBefore = client.calls;
  const requestInfo = (httpStatus: number | null): RequestInfo => ({
    endpoint,
    httpStatus,
    collectedAt: new Date().toISOString(),
    calls: client.calls - callsBefore,
  });
  try {
    const value = await read();
    return value === undefined
      ? { kind: 'empty', requestInfo: requestInfo(200) }
      : { kind: 'evidence', value, requestInfo: requestInfo(200) };
  } catch (error) {
    if (!(error instanceof MimecastError)) throw error;
    return { kind: classifyError(error, published), error, requestInfo: requestInfo(error.status ?? null) };
  }
}

/**
 * Classifies an error. The API answers 404 both for unknown paths and for missing products (wire.md 3.4). The
 * two cases are distinguished by whether the path is published.
 * @param published false for paths that Mimecast does not document
 */
export function classifyError(error: MimecastError, published: boolean): UnavailableReason {
  if (error.reason === 'needsApi2' || error instanceof OtherShapeError) return 'notReadable';
  // An undocumented path may as well answer with a web page.
  if (!published && (error.reason === 'html' || error.reason === 'notJson')) return 'notReadable';
  if (error.status === 405 || (error.status === 404 && !published)) return 'notReadable';
  const code = permissionErrorCode(error);
  if (code === 'MIMECAST_FORBIDDEN') return 'forbidden';
  return code === 'MIMECAST_NOT_LICENSED' ? 'notLicensed' : 'broken';
}
